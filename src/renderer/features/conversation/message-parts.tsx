import type { ReactNode } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { ShownPart, Speaker } from './conversation-items.ts';
import { useFold } from './folds.ts';
import { Markdown } from './markdown.tsx';

interface PartProps {
  readonly part: ShownPart;
  readonly speaker: Speaker;
  /** Names it among all parts of the conversation. */
  readonly id: string;
}

export function MessagePart({ part, speaker, id }: PartProps): ReactNode {
  const { conversation: words } = useStrings();
  const format = useFormat();
  switch (part.kind) {
    case 'text':
      return (
        <>
          <LongText text={part.text} markdown={speaker === 'assistant'} id={id} />
          {part.cut && <CutNote />}
        </>
      );
    case 'thinking':
      return (
        <Fold id={id} title={words.thinking} preview={firstLine(part.text)}>
          <LongText text={part.text} markdown={false} id={`${id} text`} />
          {part.cut && <CutNote />}
        </Fold>
      );
    case 'tool':
      return <Tool part={part} id={id} />;
    case 'tool-result':
      return (
        <Fold id={id} title={words.strayResult} preview={firstLine(part.text)} failed={part.isError}>
          <Output text={part.text} cut={part.cut} />
        </Fold>
      );
    case 'image':
      return (
        <p className="message__image">
          {words.image(part.mediaType, part.size === null ? '' : format.bytes(part.size))}
        </p>
      );
  }
}

function Tool({ part, id }: { part: Extract<ShownPart, { kind: 'tool' }>; id: string }): ReactNode {
  const { conversation: words } = useStrings();
  const { call, result } = part;
  return (
    <Fold id={id} title={call.name} preview={firstLine(call.input)} failed={result?.isError ?? false}>
      {call.input !== '' && (
        <>
          <div className="muted small">{words.input}</div>
          <Output text={call.input} cut={call.cut} />
        </>
      )}
      <div className="muted small">{result ? words.result : words.noResult}</div>
      {result && <Output text={result.text} cut={result.cut} />}
    </Fold>
  );
}

interface FoldProps {
  readonly id: string;
  readonly title: string;
  readonly preview: string;
  readonly failed?: boolean;
  readonly children: ReactNode;
}

/** One line until it is opened. */
function Fold({ id, title, preview, failed = false, children }: FoldProps): ReactNode {
  const { conversation: words } = useStrings();
  const [open, toggle] = useFold(id);
  return (
    <details className="fold" open={open} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>
        <Icon name="next" size={16} />
        <span className="fold__title">{title}</span>
        {failed && <Badge tone="danger">{words.failed}</Badge>}
        <span className="fold__preview">{preview}</span>
      </summary>
      {open && <div className="fold__body">{children}</div>}
    </details>
  );
}

function Output({ text, cut }: { text: string; cut: boolean }): ReactNode {
  return (
    <>
      <pre className="message__output">{text}</pre>
      {cut && <CutNote />}
    </>
  );
}

function CutNote(): ReactNode {
  const { conversation: words } = useStrings();
  return <p className="muted small">{words.cut}</p>;
}

/** Characters that are drawn at once; a log that somebody pasted would hold up everything. */
const DRAWN = 20_000;

function LongText({ text, markdown, id }: { text: string; markdown: boolean; id: string }): ReactNode {
  const { conversation: words } = useStrings();
  const [whole, showWhole] = useFold(`${id} whole`);
  const long = text.length > DRAWN && !whole;
  const shown = long ? text.slice(0, DRAWN) : text;
  return (
    <>
      {markdown ? <Markdown text={shown} /> : <div className="message__plain">{shown}</div>}
      {long && (
        <Button small onClick={() => showWhole(true)}>
          {words.showAll}
        </Button>
      )}
    </>
  );
}

/** Its first line that says something, short. */
function firstLine(text: string): string {
  const line =
    text
      .slice(0, 2_000)
      .split('\n')
      .find((candidate) => candidate.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}

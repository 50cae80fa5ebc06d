import { useEffect, useRef, useState, type ReactNode, type UIEvent } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/select.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { say } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { linesFrom, type LogLevel } from './log-lines.ts';

type Log = CommandResponse<'diagnostics.log'>;

const SHOWN_LINES = 500;

export function LogCard(): ReactNode {
  const { diagnostics: words } = useStrings();
  const [level, setLevel] = useState<LogLevel>('debug');
  const log = useAnswer('diagnostics.log', { limit: SHOWN_LINES }, 'log');
  const action = useAction();
  const copy = async (): Promise<void> => {
    await ask('diagnostics.copyLog', {});
    say(words.logCopied);
  };
  const save = async (): Promise<void> => {
    const { path } = await ask('diagnostics.saveLog', {});
    if (path !== null) say(words.saved(path));
  };
  return (
    <Card title={words.log} hint={words.logHint}>
      <div className="log-head">
        <Select<LogLevel>
          label={words.level}
          value={level}
          options={[
            { value: 'debug', label: words.levels.debug },
            { value: 'info', label: words.levels.info },
            { value: 'warn', label: words.levels.warn },
            { value: 'error', label: words.levels.error },
          ]}
          onChange={setLevel}
        />
        <div className="cluster">
          <Button icon="sync" onClick={log.reload}>
            {words.renew}
          </Button>
          <Button icon="copy" busy={action.busy} onClick={() => void action.run(copy)}>
            {words.copyLog}
          </Button>
          <Button icon="save" busy={action.busy} onClick={() => void action.run(save)}>
            {words.saveLog}
          </Button>
        </div>
      </div>
      <ActionProblem action={action} />
      <Await answer={log}>
        {({ lines, file }) => (
          <>
            <Lines lines={linesFrom(lines, level)} />
            <p className="muted small">
              {words.logFile} <span className="mono">{file}</span>
            </p>
          </>
        )}
      </Await>
    </Card>
  );
}

function Lines({ lines }: { lines: Log['lines'] }): ReactNode {
  const { diagnostics: words } = useStrings();
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  // Who reads further up is not pulled away by new lines.
  const following = useRef(true);
  useEffect(() => {
    if (following.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [lines]);
  const onScroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent): void => {
    following.current = scrollHeight - scrollTop - clientHeight < 8;
  };
  if (lines.length === 0) return <p className="muted">{words.logEmpty}</p>;
  return (
    <div
      ref={frame}
      onScroll={onScroll}
      className="log scroll-x"
      tabIndex={0}
      role="group"
      aria-label={words.log}
    >
      {lines.map(({ at, level, text }, index) => (
        <div key={`${at}-${index}`} className={`log__line log__line--${level}`}>
          <span className="log__time">{format.dateTime(at)}</span> {level.toUpperCase()} {text}
        </div>
      ))}
    </div>
  );
}

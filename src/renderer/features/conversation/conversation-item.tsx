import { memo, type ReactNode } from 'react';
import { Icon } from '../../components/icon.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { ConversationItem, GapItem, MessageItem, ThreadItem } from './conversation-items.ts';
import { MessagePart } from './message-parts.tsx';

interface ItemProps {
  readonly item: ConversationItem;
  readonly onUnfold: (thread: string, open: boolean) => void;
}

export const ConversationItemView = memo(function ConversationItemView({
  item,
  onUnfold,
}: ItemProps): ReactNode {
  switch (item.kind) {
    case 'gap':
      return <Gap item={item} />;
    case 'thread':
      return <Thread item={item} onUnfold={onUnfold} />;
    case 'message':
      return <Message item={item} />;
  }
});

function Gap({ item }: { item: GapItem }): ReactNode {
  const { conversation: words } = useStrings();
  return (
    <div className="conversation__gap muted" style={{ height: `${item.count * HEIGHTS.perMissing}rem` }}>
      <span>{words.gap(item.count)}</span>
    </div>
  );
}

function Thread({ item, onUnfold }: { item: ThreadItem; onUnfold: ItemProps['onUnfold'] }): ReactNode {
  const { conversation: words } = useStrings();
  return (
    <button
      type="button"
      className="conversation__thread"
      aria-expanded={item.open}
      onClick={() => onUnfold(item.id, !item.open)}
    >
      <Icon name="next" size={16} />
      <span className="conversation__thread-title">{words.agent(item.title)}</span>
      <span className="muted small">{words.agentMessages(item.count)}</span>
    </button>
  );
}

function Message({ item }: { item: MessageItem }): ReactNode {
  const { conversation: words } = useStrings();
  const format = useFormat();
  const { speaker, headed, inThread, at, parts } = item;
  const marks = [
    'message',
    `message--${speaker}`,
    headed ? 'message--headed' : '',
    inThread ? 'message--in-thread' : '',
  ];
  return (
    <div className={marks.filter(Boolean).join(' ')}>
      {headed && (
        <div className="message__head">
          <strong>{words.speakers[speaker]}</strong>
          {at !== null && (
            <time className="muted small" dateTime={at}>
              {format.dateTime(at)}
            </time>
          )}
        </div>
      )}
      {parts.map((part, index) => (
        <MessagePart key={index} part={part} speaker={speaker} id={`${item.key} ${index}`} />
      ))}
    </div>
  );
}

/** What things will about take, in rem, until they are drawn and measured. */
const HEIGHTS = { head: 2.2, line: 1.4, fold: 2.1, space: 0.5, thread: 3, perMissing: 5 } as const;
const LINE_LENGTH = 80;

export function estimatedHeight(item: ConversationItem): number {
  if (item.kind === 'gap') return item.count * HEIGHTS.perMissing;
  if (item.kind === 'thread') return HEIGHTS.thread;
  let height = item.headed ? HEIGHTS.head : 0;
  for (const part of item.parts) {
    height += HEIGHTS.space;
    if (part.kind !== 'text') height += HEIGHTS.fold;
    else height += HEIGHTS.line * (1 + Math.min(part.text.length, 20_000) / LINE_LENGTH);
  }
  return height;
}

import { useCallback, type ReactNode, type RefObject } from 'react';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { useApp } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { ConversationView } from './conversation-view.tsx';
import { useConversation, type ConversationPages } from './use-conversation.ts';

interface SessionConversationProps {
  readonly id: string;
  readonly scroller: RefObject<HTMLElement | null>;
}

/** The conversation of a session, to read. */
export function SessionConversation({ id, scroller }: SessionConversationProps): ReactNode {
  const { conversation: words } = useStrings();
  const changes = useApp((app) => app.changes.sessions);
  const read = useCallback(
    (range: { offset: number; limit: number }) => ask('sessions.conversation', { id, ...range }),
    [id],
  );
  const conversation = useConversation(read, changes);
  return (
    <ConversationView
      conversation={conversation}
      scroller={scroller}
      label={words.label}
      head={(pages) => <Source pages={pages} />}
    />
  );
}

function Source({ pages }: { pages: ConversationPages }): ReactNode {
  const { conversation: words } = useStrings();
  const { total = 0, source = 'here' } = pages.view.head ?? {};
  if (source === 'memory') {
    return (
      <Banner tone="info" title={words.source.memory}>
        {words.memoryHint}
      </Banner>
    );
  }
  return (
    <span className="muted small" role="status">
      {words.total(total)}, {words.source[source]}
    </span>
  );
}

import { useCallback, useRef, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { useApp } from '../../store/app-store.ts';
import { ConversationView } from '../conversation/conversation-view.tsx';
import { useConversation } from '../conversation/use-conversation.ts';

interface BranchMessagesProps {
  readonly session: string;
  /** The other device. */
  readonly device: string;
  readonly branch: 'shared' | 'local' | 'remote';
  readonly label: string;
}

/** One branch of a conversation, which scrolls by itself. */
export function BranchMessages({ session, device, branch, label }: BranchMessagesProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const changes = useApp((app) => app.changes.conflicts);
  const read = useCallback(
    (range: { offset: number; limit: number }) =>
      ask('conflicts.messages', { session, device, branch, ...range }),
    [session, device, branch],
  );
  const conversation = useConversation(read, changes);
  return (
    <div className="branch__messages" ref={scroller} role="region" aria-label={label} tabIndex={0}>
      <ConversationView conversation={conversation} scroller={scroller} label={label} />
    </div>
  );
}

/** A conversation, asked for page by page. */
import { useEffect, useReducer, useState } from 'react';
import type { ConversationMessage } from '../../../shared/contract.ts';
import { PagedList } from '../../store/paged-list.ts';

export const PAGE_SIZE = 100;

export interface ConversationHead {
  readonly total: number;
  readonly source?: 'here' | 'bucket' | 'memory';
}

export type ConversationPages = PagedList<ConversationMessage, ConversationHead>;

interface Range {
  readonly offset: number;
  readonly limit: number;
}
type Answer = ConversationHead & { readonly messages: readonly ConversationMessage[] };

export interface Conversation {
  /** `null` for a moment, before anything was asked. */
  readonly pages: ConversationPages | null;
  /** Another one whenever `pages` answers differently. */
  readonly revision: number;
}

/**
 * @param read must stay the same while the conversation does
 * @param changes rises when more may have been said
 */
export function useConversation(read: (range: Range) => Promise<Answer>, changes: number): Conversation {
  const [revision, redraw] = useReducer((count: number) => count + 1, 0);
  const [pages, setPages] = useState<ConversationPages | null>(null);
  useEffect(() => {
    const made: ConversationPages = new PagedList({
      pageSize: PAGE_SIZE,
      placesStay: true,
      onChange: redraw,
      ask: async (range) => {
        const { messages, ...head } = await read(range);
        return { items: messages, head };
      },
    });
    setPages(made);
    made.show(0, 1);
    return () => made.stop();
  }, [read]);
  useEffect(() => {
    if (changes > 0) pages?.refresh();
    // Not when the pages themselves are other ones: those are new.
  }, [changes]);
  return { pages, revision };
}

/** One message of a conversation as the window renders it: ConversationMessage of shared/conversation.ts, checked. */
import { z } from 'zod';
import { isoDate, list } from './schema.ts';

const text = { text: z.string(), cut: z.boolean() };

const part = z.discriminatedUnion('kind', [
  /** Markdown where an assistant speaks; never HTML. */
  z.object({ kind: z.literal('text'), ...text }),
  z.object({ kind: z.literal('thinking'), ...text }),
  z.object({
    kind: z.literal('tool-call'),
    id: z.string(),
    name: z.string(),
    input: z.string(),
    cut: z.boolean(),
  }),
  z.object({ kind: z.literal('tool-result'), id: z.string(), ...text, isError: z.boolean() }),
  z.object({ kind: z.literal('image'), mediaType: z.string(), size: z.number().nullable() }),
]);

export const conversationMessage = z.object({
  role: z.enum(['user', 'assistant', 'tool', 'system']),
  /** `null`: not written down. */
  at: isoDate.nullable(),
  parts: list(part),
  /** The sub-agent that speaks; `null`: the conversation itself. */
  thread: z.object({ id: z.string(), title: z.string() }).nullable(),
});

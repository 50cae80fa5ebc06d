/** One message of a conversation as the window renders it: text only, nothing that could be loaded from elsewhere. */
import { z } from 'zod';

const part = z.discriminatedUnion('kind', [
  /** Markdown as the agent wrote it; never HTML. */
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('thinking'), text: z.string() }),
  /** A tool was used; `input` is a line for people. */
  z.object({ kind: z.literal('tool-call'), name: z.string(), input: z.string() }),
  z.object({ kind: z.literal('tool-result'), text: z.string(), failed: z.boolean() }),
  /** A picture or file, named and not shown. */
  z.object({ kind: z.literal('attachment'), mediaType: z.string(), bytes: z.number() }),
]);

export const conversationMessage = z.object({
  /** The agent's id of the message, or its number in the file. */
  id: z.string(),
  role: z.enum(['user', 'assistant', 'system']),
  /** ISO 8601; `null`: not written down. */
  at: z.string().nullable(),
  model: z.string().nullable(),
  parts: z.array(part).readonly(),
  /** Texts were shortened for the window; an export has them whole. */
  shortened: z.boolean(),
});

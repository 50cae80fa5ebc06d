/** A conversation in one of the formats that people ask for, as a stream of bytes. */
import type { ConversationMessage, ExportFormat } from '../../shared/conversation.ts';
import { markdownOf, type ExportHeader } from './markdown.ts';
import { readConversation, type ConversationSource } from './read-conversation.ts';

export type { ExportHeader } from './markdown.ts';

/** @throws as `readConversation` */
export async function* exportConversation(
  source: ConversationSource,
  header: ExportHeader,
  format: ExportFormat,
): AsyncIterable<Buffer> {
  if (format === 'jsonl') {
    yield* source.open('main.jsonl');
    return;
  }
  const messages = readConversation(source);
  const texts = format === 'markdown' ? markdownOf(header, messages) : jsonOf(header, messages);
  for await (const text of texts) yield Buffer.from(text);
}

/** `{"session": {…}, "messages": […]}`, one message per line. */
async function* jsonOf(
  header: ExportHeader,
  messages: AsyncIterable<ConversationMessage>,
): AsyncIterable<string> {
  yield `{"session":${JSON.stringify(header)},"messages":[`;
  let separator = '\n';
  for await (const message of messages) {
    yield separator + JSON.stringify(message);
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Claude Code's transcript lines as messages. */
import type { ConversationPart } from '../../shared/conversation.ts';
import { toIsoDate } from '../../shared/iso-date.ts';
import { spokenByUser, spokenInAttachment, type Spoken } from '../capture/claude-code/spoken.ts';
import { listOf, objectOf, textOf } from '../capture/jsonl/values.ts';
import { RecentKeys } from '../capture/recent-keys.ts';
import {
  decodedSize,
  resultPart,
  textPart,
  thinkingPart,
  type JsonLine,
  type LineMessage,
  type LineReader,
} from './line-message.ts';
import { tellingInput } from './tool-input.ts';

/** Lines remembered to recognise repetitions. */
const REMEMBERED = 50_000;

/** @param sidechains whether the file is a sub-agent's own, whose lines all say that they are beside */
export function claudeCodeLines(sidechains: boolean): LineReader {
  // Early versions wrote lines again when a session went on.
  const seen = new RecentKeys<true>(REMEMBERED);
  return (line) => {
    const uuid = textOf(line['uuid']);
    if (uuid !== '' && seen.get(uuid)) return null;
    if (uuid !== '') seen.set(uuid, true);
    if (!sidechains && line['isSidechain'] === true) return null;
    return messageOf(line, sidechains);
  };
}

function messageOf(line: JsonLine, sidechains: boolean): LineMessage | null {
  switch (line['type']) {
    case 'user':
      return userMessage(line, sidechains);
    case 'assistant':
      return assistantMessage(line);
    case 'attachment':
      return spokenMessage(line, spokenInAttachment(line));
    case 'system':
      return line['subtype'] === 'compact_boundary'
        ? note(line, 'The conversation was compacted here.')
        : null;
    default:
      return null;
  }
}

const at = (line: JsonLine): string | null => toIsoDate(textOf(line['timestamp'])) ?? null;

function note(line: JsonLine, text: string): LineMessage {
  return { role: 'system', at: at(line), parts: textPart(text), group: '', agents: [] };
}

function userMessage(line: JsonLine, sidechains: boolean): LineMessage | null {
  const content = objectOf(line['message'])['content'];
  const blocks = listOf(content).map(objectOf);
  const results = blocks.filter((block) => block['type'] === 'tool_result').flatMap(resultParts);
  if (results.length > 0) {
    const agent = textOf(objectOf(line['toolUseResult'])['agentId']);
    return { role: 'tool', at: at(line), parts: results, group: '', agents: agent === '' ? [] : [agent] };
  }
  if (line['isCompactSummary'] === true) return note(line, plainText(content));
  // What a sub-agent is asked is written by the agent that calls it.
  if (sidechains && typeof content === 'string') {
    const parts = textPart(content);
    return parts.length > 0 ? { role: 'user', at: at(line), parts, group: '', agents: [] } : null;
  }
  return spokenMessage(line, spokenByUser(line), blocks);
}

function spokenMessage(line: JsonLine, spoken: Spoken, blocks: readonly JsonLine[] = []): LineMessage | null {
  if (spoken.kind === 'machine') return null;
  const parts = [...textPart(spoken.text), ...blocks.flatMap(imageParts)];
  return parts.length > 0 ? { role: 'user', at: at(line), parts, group: '', agents: [] } : null;
}

function assistantMessage(line: JsonLine): LineMessage | null {
  const message = objectOf(line['message']);
  const content = message['content'];
  const parts = typeof content === 'string' ? textPart(content) : listOf(content).flatMap(answerParts);
  if (parts.length === 0) return null;
  const isNotice = line['isApiErrorMessage'] === true || message['model'] === '<synthetic>';
  if (isNotice) return { role: 'system', at: at(line), parts, group: '', agents: [] };
  // One message of the model stands on several lines, one per block.
  return { role: 'assistant', at: at(line), parts, group: textOf(message['id']), agents: [] };
}

function answerParts(value: unknown): ConversationPart[] {
  const block = objectOf(value);
  switch (block['type']) {
    case 'text':
      return textPart(textOf(block['text']));
    case 'thinking':
      return thinkingPart(textOf(block['thinking']));
    case 'tool_use':
    case 'server_tool_use': {
      const [id, name] = [textOf(block['id']), textOf(block['name'])];
      return [{ kind: 'tool-call', id, name, ...tellingInput(block['input']) }];
    }
    default:
      return imageParts(block);
  }
}

function resultParts(block: JsonLine): ConversationPart[] {
  const content = block['content'];
  const result = resultPart(textOf(block['tool_use_id']), plainText(content), block['is_error'] === true);
  return [result, ...listOf(content).map(objectOf).flatMap(imageParts)];
}

function imageParts(block: JsonLine): ConversationPart[] {
  if (block['type'] !== 'image' && block['type'] !== 'document') return [];
  const source = objectOf(block['source']);
  const size = source['type'] === 'base64' ? decodedSize(textOf(source['data'])) : null;
  return [{ kind: 'image', mediaType: textOf(source['media_type']), size }];
}

function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = listOf(content).map((block) => textOf(objectOf(block)['text']));
  return texts.filter((text) => text !== '').join('\n\n');
}

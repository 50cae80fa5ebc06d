/** Codex CLI's rollout lines as messages. */
import type { ConversationPart } from '../../shared/conversation.ts';
import { toIsoDate } from '../../shared/iso-date.ts';
import { rolloutLine } from '../capture/codex/rollout-line.ts';
import { plainText, spokenContent } from '../capture/codex/spoken.ts';
import { listOf, objectOf, textOf } from '../capture/jsonl/values.ts';
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

export function codexLines(): LineReader {
  return (line) => {
    const known = rolloutLine(line);
    if (!known) return null;
    const at = toIsoDate(known.timestamp) ?? null;
    if (textOf(line['type']) === 'compacted') {
      return {
        role: 'system',
        at,
        parts: textPart('The conversation was compacted here.'),
        group: '',
        agents: [],
      };
    }
    return known.kind === 'item' ? itemMessage(known.payload, at) : null;
  };
}

function itemMessage(item: JsonLine, at: string | null): LineMessage | null {
  const type = textOf(item['type']);
  if (type === 'message') return spokenMessage(item, at);
  const parts = ITEMS[type]?.(item) ?? [];
  if (parts.length === 0) return null;
  const role = type.endsWith('_output') ? 'tool' : 'assistant';
  return { role, at, parts, group: '', agents: [] };
}

function spokenMessage(item: JsonLine, at: string | null): LineMessage | null {
  const { role, content } = item;
  const images = listOf(content).map(objectOf).flatMap(imageParts);
  if (role === 'assistant') {
    const parts = [...textPart(plainText(content)), ...images];
    return parts.length > 0 ? { role: 'assistant', at, parts, group: '', agents: [] } : null;
  }
  // `developer` and `system` are the program's instructions.
  const spoken = role === 'user' ? spokenContent(content) : null;
  if (spoken === null) return null;
  const parts = [...textPart(spoken), ...images];
  return parts.length > 0 ? { role: 'user', at, parts, group: '', agents: [] } : null;
}

const call = (item: JsonLine, name: string, input: unknown): ConversationPart[] => [
  { kind: 'tool-call', id: textOf(item['call_id']), name, ...tellingInput(input) },
];

const ITEMS: Readonly<Record<string, (item: JsonLine) => ConversationPart[]>> = {
  function_call: (item) => call(item, textOf(item['name']), item['arguments']),
  custom_tool_call: (item) => call(item, textOf(item['name']), item['input']),
  local_shell_call: (item) => call(item, 'shell', item['action']),
  web_search_call: (item) => call(item, 'web_search', item['action']),
  function_call_output: outputParts,
  custom_tool_call_output: outputParts,
  reasoning: (item) => thinkingPart(plainText(item['summary'])),
};

function outputParts(item: JsonLine): ConversationPart[] {
  const output = item['output'];
  const fields = objectOf(typeof output === 'string' ? inner(output) : output);
  const content = fields['content'] ?? fields['output'] ?? fields['body'] ?? output;
  const exit = objectOf(fields['metadata'])['exit_code'];
  const isError = fields['success'] === false || (typeof exit === 'number' && exit !== 0);
  const result = resultPart(textOf(item['call_id']), plainText(content), isError);
  return [result, ...listOf(content).map(objectOf).flatMap(imageParts)];
}

/** Versions until 0.7x put JSON `{output, metadata: {exit_code}}` into the text. */
function inner(output: string): unknown {
  if (!output.startsWith('{')) return null;
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

function imageParts(part: JsonLine): ConversationPart[] {
  if (!/image$/i.test(textOf(part['type']))) return [];
  const [, mediaType = '', data = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(textOf(part['image_url'])) ?? [];
  return [{ kind: 'image', mediaType, size: data === '' ? null : decodedSize(data) }];
}

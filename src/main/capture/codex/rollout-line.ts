/**
 * The parts of Codex CLI's rollout lines that a memory is made of. Since 0.32 (2025-09) a line is
 * `{timestamp, type, payload}` (later with `ordinal`); before, the payloads themselves stood on the lines, the first
 * being the session's head without a type. Names as in openai/codex, codex-rs/protocol/src/{protocol,models}.rs,
 * 0.1 to 0.149 (2025-04 to 2026-09).
 */
import { Projector, scalar, type Shape } from '../jsonl/project.ts';
import { objectOf, textOf } from '../jsonl/values.ts';
import { MESSAGE_LENGTH } from '../session-memory.ts';

/** A code point takes at most 12 bytes of JSON: two UTF-16 escapes. */
const MESSAGE = scalar(MESSAGE_LENGTH * 12);
const NAME = scalar(512);
const PATH = scalar(16 * 1024);
/** Longer patches name their further files in the tool's answer. */
const PATCH = scalar(256 * 1024);
/** The answer of a tool: what came of it stands at its beginning. */
const ANSWER = scalar(4096);

const TEXTS: Shape = { elements: { members: { type: NAME, text: MESSAGE } } };
/** Only whether there are any. */
const PICTURES: Shape = { elements: scalar(8) };
const USAGE: Shape = {
  members: { input_tokens: NAME, cached_input_tokens: NAME, output_tokens: NAME },
};

const HEAD = {
  id: NAME,
  cwd: PATH,
  git: { members: { branch: NAME } },
  source: { ...NAME, members: { subagent: { ...NAME, members: {} } } },
  thread_source: NAME,
} satisfies Record<string, Shape>;

const ITEM = {
  type: NAME,
  role: NAME,
  content: { ...MESSAGE, ...TEXTS },
  name: NAME,
  call_id: NAME,
  // A JSON text, or an object in the first versions.
  arguments: PATCH,
  input: PATCH,
  output: { ...ANSWER, members: { content: ANSWER, body: ANSWER }, elements: { members: { text: ANSWER } } },
  action: { members: { command: { elements: ANSWER }, working_directory: PATH } },
} satisfies Record<string, Shape>;

const EVENT = {
  message: MESSAGE,
  images: PICTURES,
  local_images: PICTURES,
  info: { members: { total_token_usage: USAGE } },
  thread_name: scalar(4096),
  stdout: ANSWER,
  success: NAME,
  item: { members: { type: NAME, content: TEXTS } },
} satisfies Record<string, Shape>;

const TURN = { model: NAME } satisfies Record<string, Shape>;

const PAYLOAD = { ...HEAD, ...ITEM, ...EVENT, ...TURN };

export type Fields = Readonly<Record<string, unknown>>;

export function rolloutProjector(): Projector {
  return new Projector({ ...PAYLOAD, timestamp: NAME, record_type: NAME, payload: { members: PAYLOAD } });
}

/** One line, whichever form it was written in. */
export interface RolloutLine {
  readonly kind: 'head' | 'item' | 'event' | 'turn' | 'other';
  readonly timestamp: string;
  readonly payload: Fields;
}

const KINDS: Readonly<Record<string, RolloutLine['kind']>> = {
  session_meta: 'head',
  response_item: 'item',
  event_msg: 'event',
  turn_context: 'turn',
  compacted: 'other',
  inter_agent_communication: 'other',
  inter_agent_communication_metadata: 'other',
  realtime_item: 'other',
  retained_context: 'other',
  security_risk_score: 'other',
  token_usage_record: 'other',
  world_state: 'other',
};

/** Types of items that are known; only such a line of the old form is an item. */
const ITEM_TYPES: ReadonlySet<string> = new Set([
  'agent_message',
  'compaction',
  'compaction_summary',
  'configuration_update',
  'context_compaction',
  'custom_tool_call',
  'custom_tool_call_output',
  'function_call',
  'function_call_output',
  'ghost_snapshot',
  'image_generation_call',
  'local_shell_call',
  'message',
  'reasoning',
  'tool_search_call',
  'tool_search_output',
  'web_search_call',
]);

/** `null`: of a type that this version does not know. */
export function rolloutLine(line: Fields): RolloutLine | null {
  const type = textOf(line['type']);
  const timestamp = textOf(line['timestamp']);
  if (line['payload'] !== undefined) {
    const kind = KINDS[type];
    const payload = objectOf(line['payload']);
    if (kind === undefined || (kind === 'item' && !ITEM_TYPES.has(textOf(payload['type'])))) return null;
    return { kind, timestamp, payload };
  }
  if (textOf(line['record_type']) !== '') return { kind: 'other', timestamp: '', payload: {} };
  if (type === '' && textOf(line['id']) !== '') return { kind: 'head', timestamp, payload: line };
  return ITEM_TYPES.has(type) ? { kind: 'item', timestamp, payload: line } : null;
}

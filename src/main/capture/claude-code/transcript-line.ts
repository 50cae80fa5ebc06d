/**
 * The parts of Claude Code's transcript lines that a memory is made of. There is no published format; these are
 * the names that versions 1.0 to 2.1 write (2025-06 to 2026-11). A line is one JSON object with a `type`.
 */
import { Projector, scalar, type Shape } from '../jsonl/project.ts';
import { MESSAGE_LENGTH } from '../session-memory.ts';

/** A code point takes at most 12 bytes of JSON: two UTF-16 escapes. */
const MESSAGE = scalar(MESSAGE_LENGTH * 12);
const NAME = scalar(512);
const SENTENCE = scalar(4096);
/** PATH_MAX of Linux is 4,096 bytes; escapes make it longer. */
const PATH = scalar(16 * 1024);

/** `tool_use` blocks: the members of all the tools' inputs that say something about tasks and files. */
const TOOL_INPUT: Shape = {
  members: {
    // Read, Write, Edit, MultiEdit; NotebookEdit
    file_path: PATH,
    notebook_path: PATH,
    // Bash
    command: SENTENCE,
    // TodoWrite
    todos: { elements: { members: { id: NAME, content: SENTENCE, status: NAME } } },
    // TaskCreate, TaskUpdate
    subject: SENTENCE,
    description: SENTENCE,
    taskId: NAME,
    task_id: NAME,
    status: NAME,
  },
};

const BLOCK: Shape = {
  members: {
    // text | thinking | image | tool_use | tool_result
    type: NAME,
    text: MESSAGE,
    id: NAME,
    name: NAME,
    input: TOOL_INPUT,
    tool_use_id: NAME,
    is_error: NAME,
    content: { ...NAME, elements: { members: { text: NAME } } },
  },
};

const CONTENT: Shape = { ...MESSAGE, elements: BLOCK };
const ORIGIN: Shape = { members: { kind: NAME } };

/** Every line. */
const COMMON = {
  type: NAME,
  uuid: NAME,
  timestamp: NAME,
  cwd: PATH,
  gitBranch: NAME,
  isSidechain: NAME,
} satisfies Record<string, Shape>;

/** user, assistant */
const MESSAGE_LINE = {
  isMeta: NAME,
  isCompactSummary: NAME,
  isVisibleInTranscriptOnly: NAME,
  isApiErrorMessage: NAME,
  origin: ORIGIN,
  message: {
    members: {
      id: NAME,
      model: NAME,
      usage: { members: { input_tokens: NAME, output_tokens: NAME } },
      content: CONTENT,
    },
  },
  toolUseResult: { members: { type: NAME, success: NAME, task: { members: { id: NAME } } } },
} satisfies Record<string, Shape>;

/** ai-title, custom-title, summary, attachment */
const OTHER_LINES = {
  aiTitle: SENTENCE,
  customTitle: SENTENCE,
  summary: SENTENCE,
  leafUuid: NAME,
  attachment: { members: { type: NAME, prompt: CONTENT, commandMode: NAME, isMeta: NAME, origin: ORIGIN } },
} satisfies Record<string, Shape>;

export type TranscriptLine = Readonly<Record<string, unknown>>;

export function transcriptProjector(): Projector {
  return new Projector({ ...COMMON, ...MESSAGE_LINE, ...OTHER_LINES });
}

/** Line types that hold nothing for a memory but are known. Others are counted as unknown. */
export const PASSED_OVER: ReadonlySet<string> = new Set([
  'agent-color',
  'agent-name',
  'agent-setting',
  'atis-latch',
  'attribution-snapshot',
  'bridge-session',
  'content-replacement',
  'cost-state',
  'file-history-delta',
  'file-history-snapshot',
  'fork-context-ref',
  'isolation-latch',
  'last-prompt',
  'mode',
  'permission-mode',
  'pr-link',
  'progress',
  'queue-operation',
  'relocated',
  'speculation-accept',
  'system',
  'tag',
  'task-summary',
  'worktree-state',
]);

/**
 * The session memory: what is kept, searched and synced of one unit of work with an agent. JSON form, as in
 * the bucket: camelCase, dates as ISO 8601 strings, lists as arrays. Memory read from outside (bucket, plugin,
 * API) passes `parseMemory`; nothing else may make a SessionMemory out of unknown data.
 */
import { toIsoDate } from './iso-date.ts';
import { isSafeName } from './object-key.ts';
import { isPlainObject, storableText, withSortedKeys } from './plain-json.ts';
import {
  invalid,
  lenient,
  optional,
  readFields,
  readRest,
  recordTable,
  required,
  type Reader,
} from './record-reader.ts';
import { parseTranscript, transcriptContent, type Transcript } from './transcript.ts';

/** Ceilings for hostile input; a memory of real work stays far below all of them. */
export const MEMORY_LIMITS = {
  /** Entries in any one list. */
  listLength: 20_000,
  /** Characters in any one text. */
  textLength: 8 * 1024 * 1024,
  /** Keys this version does not know, carried along untouched. */
  extraKeys: 64,
} as const;

const TASK_STATUSES = ['pending', 'in_progress', 'completed', 'blocked'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** One task of a session. Dates are ISO 8601 strings. Keys this version does not know are carried along. */
export type Task = {
  id: string;
  description: string;
  status: TaskStatus;
  createdAt: string;
  completedAt?: string | undefined;
  relatedFiles?: string[] | undefined;
  notes?: string | undefined;
  [key: string]: unknown;
};

/**
 * One session memory. `synced` and `syncedAt` are this device's own marks and no part of the content that is
 * compared between devices. `extra` holds top-level keys this version does not know: kept, synced, never shown.
 * `transcript` says where the raw conversation is; index.db has no column for it.
 */
export type SessionMemory = KnownMemory & {
  transcript?: Transcript;
  extra?: Readonly<Record<string, unknown>>;
};

type KnownMemory = {
  id: string;
  claudeSessionId: string;
  projectPath: string;
  projectName: string;
  startedAt: string;
  endedAt: string;
  /** Minutes. */
  duration: number;
  summary: string;
  description: string;
  tasks: Task[];
  tasksCompleted: number;
  tasksPending: number;
  filesCreated: string[];
  filesModified: string[];
  filesDeleted: string[];
  lastUserMessage: string;
  lastAssistantMessage: string;
  nextSteps: string[];
  keyDecisions: string[];
  blockers: string[];
  tokensUsed: number;
  messagesCount: number;
  toolCallsCount: number;
  tags: string[];
  archived: boolean;
  archivedAt?: string | undefined;
  synced: boolean;
  syncedAt?: string | undefined;
  logFile: string;
  logFileArchived?: string | undefined;
};

function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MEMORY_LIMITS.textLength) return undefined;
  return storableText(value);
}

function readList<T>(value: unknown, read: (item: unknown, index: number) => T | undefined): T[] | undefined {
  if (!Array.isArray(value) || value.length > MEMORY_LIMITS.listLength) return undefined;
  const list: T[] = [];
  for (let index = 0; index < value.length; index++) {
    const item = read(value[index], index);
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}

const name: Reader<string> = {
  problem: 'is not a session id',
  read: (value) => (typeof value === 'string' && isSafeName(value) ? value : undefined),
};
const text: Reader<string> = { problem: 'is not text, or too long', read: readText };
const texts: Reader<string[]> = {
  problem: 'is not a list of texts, or too long',
  read: (value) => readList(value, readText),
};
const date: Reader<string> = { problem: 'is not a date', read: (value) => toIsoDate(value) ?? undefined };
const flag: Reader<boolean> = {
  problem: 'is not true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};
/** Adding 0 makes 0 of -0, which JSON cannot tell apart. */
const number: Reader<number> = {
  problem: 'is not a number',
  read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined),
};
const status: Reader<TaskStatus> = {
  problem: `is not one of ${TASK_STATUSES.join(', ')}`,
  read: (value) => TASK_STATUSES.find((known) => known === value),
};
const tasks: Reader<Task[]> = {
  problem: 'is not a list, or too long',
  read: (value, place) => readList(value, (item, index) => readTask(item, `${place}.${index}`)),
};

const TASK = recordTable<Task>({
  id: required(text),
  description: required(text),
  status: required(status),
  createdAt: required(date),
  completedAt: optional(date),
  relatedFiles: optional(texts),
  notes: optional(text),
});

function readTask(input: unknown, place: string): Task {
  const task = readFields(TASK, input, `${place}.`);
  const rest = readRest(TASK, input as Record<string, unknown>, MEMORY_LIMITS.extraKeys, place);
  return (rest ? { ...task, ...rest } : task) as Task;
}

const textOrEmpty = lenient(text, () => '');
const textsOrNone = lenient(texts, () => []);
const countOrZero = lenient(number, () => 0);
const flagOrFalse = lenient(flag, () => false);

const MEMORY = recordTable<KnownMemory>({
  id: required(name),
  claudeSessionId: textOrEmpty,
  projectPath: textOrEmpty,
  projectName: textOrEmpty,
  startedAt: required(date),
  endedAt: required(date),
  duration: countOrZero,
  summary: textOrEmpty,
  description: textOrEmpty,
  tasks: lenient(tasks, () => []),
  tasksCompleted: countOrZero,
  tasksPending: countOrZero,
  filesCreated: textsOrNone,
  filesModified: textsOrNone,
  filesDeleted: textsOrNone,
  lastUserMessage: textOrEmpty,
  lastAssistantMessage: textOrEmpty,
  nextSteps: textsOrNone,
  keyDecisions: textsOrNone,
  blockers: textsOrNone,
  tokensUsed: countOrZero,
  messagesCount: countOrZero,
  toolCallsCount: countOrZero,
  tags: textsOrNone,
  archived: flagOrFalse,
  archivedAt: optional(date),
  synced: flagOrFalse,
  syncedAt: optional(date),
  logFile: textOrEmpty,
  logFileArchived: optional(text),
});

/** Keys of the JSON that are not carried along as unknown ones: `_sync` is the envelope's. */
const WITHOUT_TRANSCRIPT = { ...MEMORY, keys: new Set([...MEMORY.keys, '_sync']) };
const WITH_TRANSCRIPT = { ...MEMORY, keys: new Set([...WITHOUT_TRANSCRIPT.keys, 'transcript']) };

/** Another version's transcript is an unknown key like any other. */
function readTranscript(value: unknown): Transcript | null {
  if (!isPlainObject(value) || value['v'] !== 1) return null;
  const transcript = parseTranscript(value);
  if (transcript === null) throw invalid('transcript', 'is not a transcript of version 1');
  return transcript;
}

/**
 * Reads a session memory out of unknown data; the result shares nothing with it. Missing lists, counts and
 * texts get their empty value, as the document's client leaves some out; a wrong type, an impossible date or a
 * list past `MEMORY_LIMITS` does not. Accepts `Date` objects where the JSON has ISO strings. Texts come out
 * well-formed and without NUL (see `storableText`), so that parsing twice changes nothing.
 * @throws AppError MEMORY_INVALID {field, problem}; never names a value, nor a key this version does not know
 */
export function parseMemory(input: unknown): SessionMemory {
  const memory = readFields(MEMORY, input, '') as SessionMemory;
  const source = input as Record<string, unknown>;
  const transcript = readTranscript(source['transcript']);
  if (transcript !== null) memory.transcript = transcript;
  const known = transcript !== null || source['transcript'] === null ? WITH_TRANSCRIPT : WITHOUT_TRANSCRIPT;
  const extra = readRest(known, source, MEMORY_LIMITS.extraKeys, 'extra');
  return extra ? { ...memory, extra } : memory;
}

/** Plain JSON with `extra` spread back to top level, in one fixed key order; what is stored and encrypted. */
export function memoryToJson(memory: SessionMemory): Record<string, unknown> {
  const { extra, ...known } = memory;
  return extra ? { ...extra, ...known } : known;
}

/**
 * The text that is hashed to tell whether two memories say the same: JSON without white space, with sorted keys
 * at every level, without `synced`, `syncedAt` and undefined values; of the transcript only what is content. Equal
 * memories give equal text on every device.
 */
export function canonicalContent(memory: SessionMemory): string {
  const { synced: _synced, syncedAt: _syncedAt, ...content } = memoryToJson(memory);
  if (memory.transcript) content['transcript'] = transcriptContent(memory.transcript);
  return JSON.stringify(withSortedKeys(content));
}

/**
 * The session memory: what is kept, searched and synced of one unit of work with an agent. JSON form, as in
 * the bucket: camelCase, dates as ISO 8601 strings, lists as arrays. Memory read from outside (bucket, plugin,
 * API) passes `parseMemory`; nothing else may make a SessionMemory out of unknown data.
 */
import { z } from 'zod';
import { AppError } from './errors.ts';
import { isSafeName } from './object-key.ts';

/** Ceilings for hostile input; a memory of real work stays far below all of them. */
export const MEMORY_LIMITS = {
  /** Entries in any one list. */
  listLength: 20_000,
  /** Characters in any one text. */
  textLength: 8 * 1024 * 1024,
  /** Keys this version does not know, carried along untouched. */
  extraKeys: 64,
} as const;

const text = z.string().max(MEMORY_LIMITS.textLength);
const lenientText = text.nullish().transform((value) => value ?? '');
const isoDate = z.union([z.string().max(64), z.number(), z.date()]).transform((value, context) => {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) {
    context.addIssue({ code: 'custom', message: 'is not a date' });
    return z.NEVER;
  }
  return date.toISOString();
});
const optionalDate = isoDate.nullish().transform((value) => value ?? undefined);
const count = z.number().finite().nullish().transform((value) => value ?? 0);
const flag = z.boolean().nullish().transform((value) => value ?? false);
const texts = z.array(text).max(MEMORY_LIMITS.listLength).nullish().transform((value) => value ?? []);

const taskSchema = z.looseObject({
  id: text,
  description: text,
  status: z.enum(['pending', 'in_progress', 'completed', 'blocked']),
  createdAt: isoDate,
  completedAt: isoDate.optional(),
  relatedFiles: z.array(text).max(MEMORY_LIMITS.listLength).optional(),
  notes: text.optional(),
});

const memorySchema = z.object({
  id: z.string().refine(isSafeName, 'is not a session id'),
  claudeSessionId: lenientText,
  projectPath: lenientText,
  projectName: lenientText,
  startedAt: isoDate,
  endedAt: isoDate,
  /** Minutes. */
  duration: count,
  summary: lenientText,
  description: lenientText,
  tasks: z.array(taskSchema).max(MEMORY_LIMITS.listLength).nullish().transform((value) => value ?? []),
  tasksCompleted: count,
  tasksPending: count,
  filesCreated: texts,
  filesModified: texts,
  filesDeleted: texts,
  lastUserMessage: lenientText,
  lastAssistantMessage: lenientText,
  nextSteps: texts,
  keyDecisions: texts,
  blockers: texts,
  tokensUsed: count,
  messagesCount: count,
  toolCallsCount: count,
  tags: texts,
  archived: flag,
  archivedAt: optionalDate,
  synced: flag,
  syncedAt: optionalDate,
  logFile: lenientText,
  logFileArchived: text.nullish().transform((value) => value ?? undefined),
});

type Parsed = z.output<typeof memorySchema>;
/** One task of a session. Dates are ISO 8601 strings. */
export type Task = z.output<typeof taskSchema>;

/**
 * One session memory. `synced` and `syncedAt` are this device's own marks and no part of the content that is
 * compared between devices. `extra` holds top-level keys this version does not know: kept, synced, never shown.
 */
export type SessionMemory = Parsed & { extra?: Readonly<Record<string, unknown>> };

const KNOWN_KEYS = new Set(Object.keys(memorySchema.shape));
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Keys that are part of the JSON but not of the memory. */
const ENVELOPE_KEYS = new Set(['_sync', 'transcript']);

function collectExtra(input: Record<string, unknown>): Record<string, unknown> | undefined {
  const names = Object.keys(input).filter((key) => !KNOWN_KEYS.has(key) && !ENVELOPE_KEYS.has(key));
  if (names.some((name) => FORBIDDEN_KEYS.has(name))) throw invalid('__proto__', 'is not allowed');
  if (names.length > MEMORY_LIMITS.extraKeys) throw invalid('', 'has too many unknown keys');
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.sort().map((name) => [name, input[name]]));
}

function invalid(field: string, problem: string): AppError {
  return new AppError('MEMORY_INVALID', { field, problem });
}

/**
 * Reads a session memory out of unknown data. Missing lists, counts and texts get their empty value, as the
 * document's client leaves some out; a wrong type, an impossible date or a list past `MEMORY_LIMITS` does not.
 * Accepts `Date` objects where the JSON has ISO strings.
 * @throws AppError MEMORY_INVALID {field, problem}
 */
export function parseMemory(input: unknown): SessionMemory {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid('', 'is not an object');
  const result = memorySchema.safeParse(input);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'is not valid');
  }
  const extra = collectExtra(input as Record<string, unknown>);
  const memory: SessionMemory = result.data;
  return extra ? { ...memory, extra } : memory;
}

/** Plain JSON with `extra` spread back to top level, in one fixed key order; what is stored and encrypted. */
export function memoryToJson(memory: SessionMemory): Record<string, unknown> {
  const { extra, ...known } = memory;
  return extra ? { ...extra, ...known } : known;
}

/**
 * The text that is hashed to tell whether two memories say the same: JSON with sorted keys at every level,
 * without `synced`, `syncedAt` and undefined values. Equal memories give equal text on every device.
 */
export function canonicalContent(memory: SessionMemory): string {
  const { synced: _synced, syncedAt: _syncedAt, ...content } = memoryToJson(memory);
  return JSON.stringify(content, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const source = value as Record<string, unknown>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) sorted[key] = source[key];
  return sorted;
}

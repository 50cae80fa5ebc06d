/** Conflicts: a session with two versions of which neither has seen the other. Both are kept until decided. */
import { z } from 'zod';
import { conversationMessage } from './conversation.ts';
import {
  amount,
  count,
  done,
  id,
  isoDate,
  list,
  moment,
  nothing,
  problem,
  type CommandShape,
} from './schema.ts';
import { memoryText } from './sessions.ts';

const which = z.strictObject({ session: id, device: id });
/** Content hashes of the versions the person saw. */
const seen = z.strictObject({ local: z.string().max(64), remote: z.string().max(64) });

const versionHead = z.object({
  device: z.string(),
  name: z.string(),
  thisDevice: z.boolean(),
  contentHash: z.string(),
  startedAt: isoDate,
  endedAt: isoDate,
  messagesCount: z.number(),
  edits: count,
});

const value = z.union([z.string(), z.number(), z.boolean(), list(z.string())]);

/** One field in which the versions differ. Lists are compared entry by entry, tasks as `[status] description`. */
const difference = z.object({
  field: z.string(),
  kind: z.enum(['text', 'number', 'flag', 'date', 'list', 'tasks']),
  local: value,
  remote: value,
  /** Only of lists: entries of both, in a merged order. */
  common: list(z.string()),
});

const branch = z.object({
  /** All entries of `conflicts.messages`. */
  messages: count,
  firstAt: isoDate,
  lastAt: isoDate,
  /** The beginning of the first thing the person said on it; empty when they said nothing. */
  opening: z.string(),
});

const branches = z.object({
  /** Messages of the part that both share. */
  shared: count,
  local: branch,
  remote: branch,
});

const head = z.object({
  session: z.string(),
  /** The other device. */
  device: z.string(),
  summary: z.string(),
  projectName: z.string(),
  projectPath: z.string(),
  detectedAt: moment,
  local: versionHead,
  remote: versionHead,
  /** What differs; `conversation` when both went on talking. */
  kind: z.enum(['memory', 'conversation', 'both']),
  fields: list(z.string()),
});

const fieldChoice = z.enum(['local', 'remote', 'union']);
/** By field of the differences; a field left out is the local one. `union` for lists and tasks only. */
const choices = z.record(z.string().max(64), fieldChoice);

const keep = z.union([
  z.literal('local'),
  z.literal('remote'),
  z.literal('both'),
  z.strictObject({ merged: choices }),
]);

export const conflictCommands = {
  'conflicts.list': { request: nothing, response: z.object({ conflicts: list(head) }) },
  /** @throws CONFLICT_UNKNOWN when it is no more */
  'conflicts.show': {
    request: which,
    response: z.object({
      head,
      local: memoryText,
      remote: memoryText,
      differences: list(difference),
      /** `null`: no transcripts, or the same on both sides. */
      branches: branches.nullable(),
    }),
  },
  /** Messages of the shared part or of one branch, oldest first; a negative offset counts from the end. */
  'conflicts.messages': {
    request: which.extend({
      branch: z.enum(['shared', 'local', 'remote']),
      offset: z.int(),
      limit: z.int().min(1).max(200),
    }),
    response: z.object({ total: count, offset: count, messages: list(conversationMessage) }),
  },
  /** What a merged memory would say. */
  'conflicts.preview': {
    request: which.extend({ merged: choices }),
    response: z.object({ memory: memoryText, numbers: z.record(z.string(), amount) }),
  },
  /**
   * Decides one. `seen` must be the versions shown. @throws CONFLICT_STALE: show it anew; CONFLICT_UNKNOWN,
   * LOCAL_CHANGED
   */
  'conflicts.resolve': {
    request: which.extend({ keep, seen }),
    response: z.object({
      session: z.string(),
      /** Id of the session that the second version became (`both`). */
      fork: z.string().nullable(),
      /** `conflicts.undo` works until then, or until the next pass has begun; `null`: it does not. */
      undoUntil: moment.nullable(),
    }),
  },
  /** The same decision for many; those that changed meanwhile stay open. */
  'conflicts.resolveAll': {
    request: z.strictObject({
      keep: z.enum(['local', 'remote', 'both']),
      conflicts: z.array(which.extend({ seen })).max(10_000),
    }),
    response: z.object({
      resolved: count,
      failed: list(problem.extend({ session: z.string(), device: z.string() })),
      undoUntil: moment.nullable(),
    }),
  },
  /** Takes back the decisions of the last `conflicts.resolve` or `resolveAll`. @throws UNDO_TOO_LATE */
  'conflicts.undo': { request: nothing, response: z.object({ reopened: count }) },
  /** Lets a decision go out at once instead of waiting for `undoUntil`. */
  'conflicts.send': { request: nothing, response: done },
} as const satisfies Record<string, CommandShape>;

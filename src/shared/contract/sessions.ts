/** Sessions of all devices: lists, search, one session whole, and what can be done with it. */
import { z } from 'zod';
import { conversationMessage } from './conversation.ts';
import {
  amount,
  chosenFile,
  count,
  done,
  id,
  isoDate,
  list,
  moment,
  nothing,
  words,
  type CommandShape,
} from './schema.ts';

export const SESSION_STATES = [
  'synced',
  'not-uploaded',
  'changed',
  'conflict',
  'only-in-bucket',
  /** A person keeps it on this device; it is never uploaded. */
  'only-here',
  'failed',
] as const;
const state = z.enum(SESSION_STATES);

const filter = z.strictObject({
  /** Ids, any of which keeps the session in the bucket, or this device for one that is here. */
  device: id.optional(),
  /** Project path, exactly. */
  project: z.string().max(4_096).optional(),
  /** `claude-code`, `codex`; empty: not known. */
  agent: z.string().max(64).optional(),
  /** Started in [from, to), milliseconds since 1970. */
  from: moment.optional(),
  to: moment.optional(),
  state: z.array(state).max(SESSION_STATES.length).optional(),
  archived: z.boolean().optional(),
});

export const sessionRow = z.object({
  id: z.string(),
  summary: z.string(),
  projectName: z.string(),
  projectPath: z.string(),
  agent: z.string(),
  startedAt: isoDate,
  endedAt: isoDate,
  messagesCount: z.number(),
  tokensUsed: z.number(),
  archived: z.boolean(),
  /** Ids of the devices that keep it in the bucket. */
  devices: list(z.string()),
  state,
  /** The agent deletes its conversation from this computer at this time, and it is not safe yet. */
  expiresAt: moment.nullable(),
});

/** A project in the order of the list; its sessions follow each other. */
const group = z.object({
  /** Project path; empty for sessions of which only the id is known. */
  project: z.string(),
  name: z.string(),
  count,
  /** Start of its newest session. */
  newestAt: isoDate,
  /** `projects.overrides` keeps it on this device. */
  onlyHere: z.boolean(),
});

const facet = z.object({ value: z.string(), label: z.string(), count });

const place = z.object({
  device: z.string(),
  name: z.string(),
  thisDevice: z.boolean(),
  uploadedAt: moment,
  bytes: amount,
  /** `same` as here, `newer` or `older` than here, `other`: a version of its own, `unread`: not opened yet. */
  revision: z.enum(['same', 'newer', 'older', 'other', 'unread']),
  edits: count,
});

const task = z.object({
  id: z.string(),
  description: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed', 'blocked']),
  notes: z.string().optional(),
});

export const memoryText = z.object({
  summary: z.string(),
  description: z.string(),
  tasks: list(task),
  filesCreated: list(z.string()),
  filesModified: list(z.string()),
  filesDeleted: list(z.string()),
  lastUserMessage: z.string(),
  lastAssistantMessage: z.string(),
  nextSteps: list(z.string()),
  keyDecisions: list(z.string()),
  blockers: list(z.string()),
  tags: list(z.string()),
});

const session = z.object({
  row: sessionRow,
  memory: memoryText,
  /** Minutes. */
  duration: z.number(),
  toolCallsCount: z.number(),
  tasksCompleted: z.number(),
  tasksPending: z.number(),
  places: list(place),
  /** Versions seen, by device: how many edits. */
  revisions: list(z.object({ device: z.string(), name: z.string(), edits: count })),
  conversation: z
    .object({
      files: count,
      bytes: amount,
      /** All its files are on this computer. */
      here: z.boolean(),
      inBucket: z.boolean(),
    })
    .nullable(),
  /** It is here, and not in the bucket by a person's choice: of the session, or of its project. */
  onlyHere: z.enum(['session', 'project']).nullable(),
  /** The agent can go on with it. */
  resumable: z.boolean(),
});

export const sessionCommands = {
  /** A page of the list, grouped by project: projects by their newest session, sessions newest first. */
  'sessions.list': {
    request: z.strictObject({ filter, offset: count, limit: z.int().min(1).max(500) }),
    response: z.object({
      total: count,
      /** All groups of the filtered list, also those outside the page. */
      groups: list(group),
      sessions: list(sessionRow),
    }),
  },
  /** What there is to filter by, with counts, over all sessions. */
  'sessions.facets': {
    request: nothing,
    response: z.object({
      devices: list(facet),
      projects: list(facet),
      agents: list(facet),
      states: list(facet),
      total: count,
    }),
  },
  /** Best matches first; all words must occur, the last may be unfinished, "quoted words" follow each other. */
  'sessions.search': {
    request: z.strictObject({ words, filter, limit: z.int().min(1).max(500) }),
    response: z.object({
      hits: list(
        sessionRow.extend({
          snippet: z.string(),
          /** [start, end) in characters of `snippet`. */
          ranges: list(z.tuple([count, count]).readonly()),
        }),
      ),
    }),
  },
  /** A session that is only in the bucket is fetched. @throws SESSION_UNKNOWN, key and bucket errors */
  'sessions.show': { request: z.strictObject({ id }), response: session },
  /** Messages [offset, offset + limit), oldest first; a negative offset counts from the end. */
  'sessions.conversation': {
    request: z.strictObject({ id, offset: z.int(), limit: z.int().min(1).max(200) }),
    response: z.object({
      total: count,
      offset: count,
      messages: list(conversationMessage),
      /** `memory`: no transcript is to be had; these are the last messages that the memory holds. */
      source: z.enum(['here', 'bucket', 'memory']),
    }),
  },
  /**
   * Makes the session ready to go on with on this computer. `directory` null: where the project lies here, or asked
   * in a dialog of the system when it is not found. @throws SESSION_LIVE, PROJECT_NOT_HERE, TRANSCRIPT_*, …
   */
  'sessions.resume': {
    request: z.strictObject({
      id,
      directory: z.string().max(4_096).nullable(),
      dryRun: z.boolean().optional(),
    }),
    response: z.object({
      /** What to type, in `directory`. */
      command: z.string(),
      directory: z.string(),
      /** `forked`: another version is here already, so this one stands beside it under an id of its own. */
      how: z.enum(['restored', 'already-here', 'forked']),
      files: count,
      bytes: amount,
    }),
  },
  'sessions.chooseDirectory': { request: nothing, response: chosenFile },
  /** Native dialog, then writes the file. */
  'sessions.export': {
    request: z.strictObject({ id, format: z.enum(['markdown', 'json', 'jsonl']) }),
    response: chosenFile,
  },
  /** Everywhere; to be undone until then. @throws SESSION_UNKNOWN, SESSION_NOT_UPLOADED */
  'sessions.delete': { request: z.strictObject({ id }), response: z.object({ undoUntil: moment }) },
  /** @throws SESSION_UNKNOWN when nothing of it is left */
  'sessions.undelete': { request: z.strictObject({ id }), response: done },
  'sessions.trash': {
    request: nothing,
    response: z.object({
      sessions: list(
        z.object({
          id: z.string(),
          /** Empty when it is not known; so is the project's name. */
          summary: z.string(),
          projectName: z.string(),
          /** The device it was deleted on. */
          device: z.string(),
          deviceName: z.string(),
          deletedAt: isoDate,
          undoUntil: moment,
        }),
      ),
    }),
  },
  /** Keeps one session, or all of a project (`projects.overrides`), on this device only; or no longer. */
  'sessions.keepHere': {
    request: z.strictObject({
      of: z.union([
        z.strictObject({ session: id }),
        z.strictObject({ project: z.string().min(1).max(4_096) }),
      ]),
      on: z.boolean(),
    }),
    /** Copies that stay in the bucket until they are deleted there. */
    response: z.object({ stillInBucket: count }),
  },
  /** Opens the project's directory in the file manager. */
  'sessions.openProject': { request: z.strictObject({ id }), response: done },
} as const satisfies Record<string, CommandShape>;

/**
 * What tray and window show at all times: one snapshot in the main process, of which every window has a copy.
 * Pushed as events with a revision; see `reduce` in app-state.ts.
 */
import { z } from 'zod';
import { amount, count, errorCode, list, moment, nothing, problem, type CommandShape } from './schema.ts';

const counts = z.object({
  local: count,
  /** In step with the bucket. */
  synced: count,
  /** Saved here, not in the bucket yet. */
  waiting: count,
  conflicts: count,
  onlyInBucket: count,
  failed: count,
});

export const syncProgress = z.object({
  phase: z.enum(['conversations', 'listing', 'planning', 'transferring', 'finishing']),
  done: count,
  /** 0 while it is not known. */
  total: count,
  bytesUp: amount,
  bytesDown: amount,
  /** Bytes per second, both directions. */
  rate: amount,
  /** What the session being worked on is called; `null`: not known. */
  current: z.string().nullable(),
});

const sync = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({ state: z.literal('running'), since: moment, progress: syncProgress.nullable() }),
  /** Another process (the command line) syncs; it cannot be cancelled from here. */
  z.object({ state: z.literal('elsewhere'), since: moment, holder: z.string(), pid: z.int() }),
]);

export const failedItem = z.object({ session: z.string(), device: z.string().nullable(), code: errorCode });

/** With the words a person knows the session by. Empty, or null, is what is not known. */
const namedFailure = failedItem.extend({
  summary: z.string(),
  projectName: z.string(),
  deviceName: z.string(),
  /** When the version that failed was stored. */
  storedAt: moment.nullable(),
});

export const activityEntry = z.object({
  at: moment,
  /** sync, upload, download, conflict, resolved, deleted, restored, failed */
  kind: z.string(),
  session: z.string().nullable(),
  detail: z.string(),
});

/** Something to know that stops nothing; words: `describeWarning` in messages.ts. */
const notice = z.object({ id: z.string(), code: z.string(), data: problem.shape.data, at: moment });

export const appState = z.object({
  /** `failed`: it could not be opened, see `failure`; commands that need it answer with that error. */
  engine: z.enum(['opening', 'ready', 'failed']),
  failure: problem.nullable(),
  setUp: z.boolean(),
  enabled: z.boolean(),
  device: z.object({ id: z.string(), name: z.string() }).nullable(),
  provider: z.string().nullable(),
  /** What a person calls the place, e.g. `Cloudflare R2 bucket "cc-sessions"`. */
  place: z.string().nullable(),
  keyFingerprint: z.string().nullable(),
  /** When the person said that the recovery kit is kept; `null`: not yet. */
  recoveryKitKeptAt: moment.nullable(),
  sessions: counts,
  /** The raw conversations on this computer, apart from their memories. */
  conversations: z.object({
    total: count,
    /** In the bucket as they stand here. */
    safe: count,
    waiting: count,
    /** Since when the oldest of them waits. */
    waitingSince: moment.nullable(),
  }),
  /** Conversations that the agent deletes within seven days: those not safe first, then the soonest; at most 20. */
  expiring: list(
    z.object({
      session: z.string(),
      summary: z.string(),
      projectName: z.string(),
      expiresAt: moment,
      safe: z.boolean(),
    }),
  ),
  lastSyncAt: moment.nullable(),
  /** Why the last pass ended early; `null` once a later one came to its end. */
  lastError: problem.extend({ at: moment }).nullable(),
  /** Sessions that the last pass left out; the others are done. At most 100. */
  failures: list(namedFailure),
  /** A pass stopped before it did damage and asks; `sync.now {accept: [code]}` goes on. */
  brake: problem.extend({ at: moment }).nullable(),
  sync,
  /** When the next pass begins by itself; `null`: not by the clock. */
  nextSyncAt: moment.nullable(),
  /** `until` null: until resumed. */
  pause: z.object({ since: moment, until: moment.nullable() }).nullable(),
  /** Why passes wait although nothing is wrong. */
  hold: z.enum(['offline', 'metered', 'battery']).nullable(),
  syncOnSave: z.boolean(),
  /** 0: not by the clock. */
  syncIntervalMinutes: z.number(),
  /** As last seen by a pass; `perMonth` in US dollars by the price table, `null` for a folder. */
  storage: z.object({ bytes: amount, objects: count, perMonth: amount.nullable() }),
  /** Newest first; at most 20. `summary` of the session, empty when it is not known. */
  activity: list(activityEntry.extend({ summary: z.string() })),
  notices: list(notice),
  /** `absent`: this desktop shows no tray icons, so the window is the only way to the app. */
  tray: z.enum(['unknown', 'shown', 'absent']),
  /** A set-up was left half-way and can be gone on with: `setup.draft.load`. */
  setupDraft: z.boolean(),
});

export const SCREENS = [
  'overview',
  'sessions',
  'devices',
  'conflicts',
  'cost',
  'settings',
  'diagnostics',
  'setup',
  'pairing',
] as const;

/** One step of the connection test; `step` is one of PROBE_STEPS of main/bucket/probe.ts. */
export const testStep = z.object({
  step: z.string(),
  state: z.enum(['ok', 'failed', 'noted', 'skipped']),
  durationMs: z.number(),
  code: errorCode.optional(),
  data: problem.shape.data.optional(),
  facts: problem.shape.data.optional(),
});

/** Pushed to every window. `state` and `patch` make up AppState; the others are told and forgotten. */
export const appEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: appState }),
  /** Whole top-level fields of AppState. */
  z.object({ type: z.literal('patch'), patch: appState.partial() }),
  /** Of the pass that runs; a few a second. */
  z.object({ type: z.literal('progress'), progress: syncProgress }),
  /** Of `setup.test` or `diagnostics.run`, by the `run` of the request. */
  z.object({ type: z.literal('test-step'), run: z.string(), step: testStep }),
  /** What lists show may have changed: ask again. */
  z.object({
    type: z.literal('changed'),
    what: z.enum(['sessions', 'conflicts', 'devices', 'settings', 'cost', 'log']),
  }),
  /** Tray and notifications open the window at a place. */
  z.object({ type: z.literal('navigate'), screen: z.enum(SCREENS), session: z.string().nullable() }),
]);

/** What goes over the event channel. Revisions of one main process rise by one with each push. */
export const push = z.object({ revision: count, event: appEvent });

export const stateCommands = {
  /** The snapshot and the revision of the last push that is in it: later pushes apply on top. */
  'state.get': { request: nothing, response: z.object({ revision: count, state: appState }) },
  'notice.dismiss': { request: z.strictObject({ id: z.string().max(200) }), response: z.object({}) },
} as const satisfies Record<string, CommandShape>;

/** AppStatus of main/composed-app.ts; what is not named here does not reach the window. */
const status = z.object({
  setUp: z.boolean(),
  enabled: z.boolean(),
  deviceId: z.string().nullable(),
  provider: z.string().nullable(),
  place: z.string().nullable(),
  keyFingerprint: z.string().nullable(),
  home: z.string(),
  sessions: counts,
  conversations: z.object({
    total: count,
    safe: count,
    waiting: list(z.object({ session: z.string(), since: moment })),
    expiring: list(z.object({ session: z.string(), expiresAt: moment, safe: z.boolean() })),
  }),
  lastSyncAt: moment.nullable(),
  lastError: problem.extend({ at: moment }).nullable(),
  failures: list(failedItem),
  running: z.object({ holder: z.string(), pid: z.int(), since: moment }).nullable(),
  syncOnSave: z.boolean(),
  syncIntervalMinutes: z.number(),
  activity: list(activityEntry),
});

export const statusCommands = {
  /** What the engine would say of itself now; the same object as `cc-sessions status --json`. */
  status: { request: nothing, response: status },
} as const satisfies Record<string, CommandShape>;

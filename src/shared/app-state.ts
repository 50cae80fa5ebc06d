/**
 * The state that tray and window show, and how pushes change it. Pure, and the same code on both sides: the main
 * process keeps the one true copy, a window asks for a snapshot (`state.get`) and follows the pushes.
 */
import type { AppEvent, AppState, Push } from './contract.ts';

/** Before anything is known. */
export const OPENING_STATE: AppState = {
  engine: 'opening',
  failure: null,
  setUp: false,
  enabled: false,
  device: null,
  provider: null,
  place: null,
  keyFingerprint: null,
  recoveryKitKeptAt: null,
  sessions: { local: 0, synced: 0, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 },
  conversations: { total: 0, safe: 0, waiting: 0, waitingSince: null },
  expiring: [],
  lastSyncAt: null,
  lastError: null,
  failures: [],
  brake: null,
  sync: { state: 'idle' },
  nextSyncAt: null,
  pause: null,
  hold: null,
  syncOnSave: true,
  syncIntervalMinutes: 0,
  storage: { bytes: 0, objects: 0, perMonth: null },
  activity: [],
  notices: [],
  tray: 'unknown',
  setupDraft: false,
};

export function reduce(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'patch':
      return { ...state, ...event.patch } as AppState;
    case 'progress':
      return state.sync.state === 'running'
        ? { ...state, sync: { ...state.sync, progress: event.progress } }
        : state;
    case 'test-step':
    case 'changed':
    case 'navigate':
      return state;
  }
}

/** A copy of the state on the window's side. */
export interface Replica {
  readonly revision: number;
  readonly state: AppState;
}

/**
 * The replica after a push. A push that is in it already changes nothing; after a gap the answer is `null`, and a
 * new snapshot is to be asked for.
 */
export function follow(replica: Replica, { revision, event }: Push): Replica | null {
  if (revision <= replica.revision) return replica;
  if (revision > replica.revision + 1) return null;
  return { revision, state: reduce(replica.state, event) };
}

/** How things stand, the most pressing matter first; words: strings/desktop.ts. */
export type Standing =
  | { readonly kind: 'opening' }
  | { readonly kind: 'not-set-up'; readonly sessions: number }
  | { readonly kind: 'switched-off'; readonly sessions: number }
  | { readonly kind: 'syncing'; readonly done: number; readonly total: number }
  | { readonly kind: 'broken'; readonly failure: NonNullable<AppState['failure']> }
  | { readonly kind: 'asks'; readonly brake: NonNullable<AppState['brake']> }
  | { readonly kind: 'trouble'; readonly error: NonNullable<AppState['lastError']> }
  | { readonly kind: 'failed-items'; readonly count: number }
  | { readonly kind: 'conflicts'; readonly count: number }
  | { readonly kind: 'paused'; readonly until: number | null; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number }
  | { readonly kind: 'held'; readonly by: 'metered' | 'battery'; readonly waiting: number }
  | { readonly kind: 'never-synced'; readonly sessions: number }
  /** Conversations that the agent deletes within days and that are nowhere else. */
  | { readonly kind: 'expiring'; readonly count: number }
  | { readonly kind: 'waiting'; readonly count: number }
  /** Sessions are in step, conversations that belong to them are not. */
  | { readonly kind: 'conversations-waiting'; readonly count: number }
  /** `kept` sessions stay on this device because the person wants it so. */
  | {
      readonly kind: 'safe';
      readonly sessions: number;
      readonly kept: number;
      readonly lastSyncAt: number;
    };

/** What the tray's icon says. */
export type Mood = 'idle' | 'syncing' | 'needs-you' | 'trouble' | 'paused' | 'offline' | 'not-set-up';

export function statusOf(state: AppState): Standing {
  const { sessions, sync, lastError, brake, pause, hold } = state;
  if (state.failure) return { kind: 'broken', failure: state.failure };
  if (state.engine === 'opening') return { kind: 'opening' };
  if (!state.setUp) return { kind: 'not-set-up', sessions: sessions.local };
  if (!state.enabled) return { kind: 'switched-off', sessions: sessions.local };
  if (sync.state !== 'idle') return syncing(sync);
  if (brake) return { kind: 'asks', brake };
  if (pause) return { kind: 'paused', until: pause.until, waiting: sessions.waiting };
  if (hold === 'offline') return { kind: 'offline', waiting: sessions.waiting };
  if (lastError && lastError.at >= (state.lastSyncAt ?? 0)) return { kind: 'trouble', error: lastError };
  if (sessions.conflicts > 0) return { kind: 'conflicts', count: sessions.conflicts };
  if (sessions.failed > 0) return { kind: 'failed-items', count: sessions.failed };
  if (hold) return { kind: 'held', by: hold, waiting: sessions.waiting };
  if (state.lastSyncAt === null) return { kind: 'never-synced', sessions: sessions.local };
  const expiring = state.expiring.filter(({ safe }) => !safe).length;
  if (expiring > 0) return { kind: 'expiring', count: expiring };
  if (sessions.waiting > 0) return { kind: 'waiting', count: sessions.waiting };
  const conversations = state.conversations.waiting;
  if (conversations > 0) return { kind: 'conversations-waiting', count: conversations };
  const kept = Math.max(0, sessions.local - sessions.synced);
  return { kind: 'safe', sessions: sessions.synced, kept, lastSyncAt: state.lastSyncAt };
}

function syncing(sync: Exclude<AppState['sync'], { state: 'idle' }>): Standing {
  const progress = sync.state === 'running' ? sync.progress : null;
  return { kind: 'syncing', done: progress?.done ?? 0, total: progress?.total ?? 0 };
}

const MOODS: Readonly<Record<Standing['kind'], Mood>> = {
  opening: 'idle',
  'not-set-up': 'not-set-up',
  'switched-off': 'not-set-up',
  syncing: 'syncing',
  broken: 'trouble',
  asks: 'needs-you',
  trouble: 'trouble',
  'failed-items': 'trouble',
  conflicts: 'needs-you',
  paused: 'paused',
  offline: 'offline',
  held: 'paused',
  'never-synced': 'idle',
  expiring: 'needs-you',
  waiting: 'idle',
  'conversations-waiting': 'idle',
  safe: 'idle',
};

export function moodOf(standing: Standing): Mood {
  return MOODS[standing.kind];
}

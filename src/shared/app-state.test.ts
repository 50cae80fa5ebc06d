import { describe, expect, it } from 'vitest';
import { follow, moodOf, OPENING_STATE, reduce, statusOf } from './app-state.ts';
import type { AppState } from './contract.ts';
import { appState } from './contract/state.ts';
import { describeError } from './messages.ts';
import { germanWords } from './messages-de.ts';
import { standingSentence } from './standing-words.ts';
import { desktopStrings } from './strings/desktop.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const counts = { local: 412, synced: 412, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 };
const SAFE: AppState = {
  ...OPENING_STATE,
  engine: 'ready',
  setUp: true,
  enabled: true,
  sessions: counts,
  lastSyncAt: NOW - 120_000,
};
const error = { code: 'ACCESS_DENIED' as const, data: {}, at: NOW - 60_000 };
const progress = {
  phase: 'transferring' as const,
  done: 3,
  total: 9,
  bytesUp: 1,
  bytesDown: 2,
  rate: 3,
  current: null,
};

const sentence = (state: AppState, language: 'en' | 'de' = 'en'): string =>
  standingSentence(statusOf(state), {
    strings: desktopStrings(language),
    explain: (told) => (language === 'de' ? germanWords(told) : null) ?? describeError(told),
    now: NOW,
    locale: 'en-GB',
  });

describe('reduce', () => {
  it('puts whole fields in the place of old ones, and leaves the others', () => {
    const next = reduce(SAFE, { type: 'patch', patch: { lastSyncAt: NOW, hold: 'offline' } });
    expect(next).toEqual({ ...SAFE, lastSyncAt: NOW, hold: 'offline' });
    expect(SAFE.hold).toBeNull();
  });

  it('takes progress only while a pass runs here', () => {
    const running = reduce(SAFE, {
      type: 'patch',
      patch: { sync: { state: 'running', since: NOW, progress: null } },
    });
    expect(reduce(running, { type: 'progress', progress }).sync).toEqual({
      state: 'running',
      since: NOW,
      progress,
    });
    expect(reduce(SAFE, { type: 'progress', progress })).toBe(SAFE);
  });

  it('is left as it is by what is only told', () => {
    expect(reduce(SAFE, { type: 'changed', what: 'sessions' })).toBe(SAFE);
    expect(reduce(SAFE, { type: 'navigate', screen: 'settings', session: null })).toBe(SAFE);
  });

  it('begins with a state that fits the contract', () => {
    expect(appState.parse(OPENING_STATE)).toEqual(OPENING_STATE);
  });
});

describe('follow', () => {
  const event = { type: 'patch', patch: { hold: 'offline' } } as const;
  it('applies the next push, passes over old ones, and notices a gap', () => {
    const replica = { revision: 7, state: SAFE };
    expect(follow(replica, { revision: 7, event })).toBe(replica);
    expect(follow(replica, { revision: 8, event })).toEqual({
      revision: 8,
      state: { ...SAFE, hold: 'offline' },
    });
    expect(follow(replica, { revision: 9, event })).toBeNull();
  });
});

const leaving = (safe: boolean): AppState['expiring'][number] => ({
  session: 'mem_1',
  summary: '',
  projectName: '',
  expiresAt: NOW + 86_400_000,
  safe,
});

describe('how things stand', () => {
  const cases: [string, Partial<AppState>, string, string][] = [
    ['safe', {}, 'idle', 'All 412 sessions are safe. Last sync 2 minutes ago.'],
    [
      'safe',
      { sessions: { ...counts, local: 0, synced: 0 } },
      'idle',
      'No sessions yet. Last sync 2 minutes ago.',
    ],
    [
      'safe',
      { sessions: { ...counts, synced: 400 } },
      'idle',
      'All 400 sessions are safe, 12 stay here by your choice. Last sync 2 minutes ago.',
    ],
    [
      'conversations-waiting',
      { conversations: { total: 9, safe: 8, waiting: 1, waitingSince: NOW } },
      'idle',
      '1 conversation goes with the next sync. All else is safe.',
    ],
    [
      'expiring',
      { expiring: [leaving(true), leaving(false)] },
      'needs-you',
      '1 conversation is about to be deleted by the agent and not safe yet.',
    ],
    ['waiting', { sessions: { ...counts, waiting: 1 } }, 'idle', '1 session waits for the next sync.'],
    [
      'never-synced',
      { lastSyncAt: null },
      'idle',
      'Ready for the first sync. 412 sessions on this computer, and only here.',
    ],
    [
      'conflicts',
      { sessions: { ...counts, conflicts: 2 } },
      'needs-you',
      '2 sessions have two versions. Both are kept until you decide.',
    ],
    ['failed-items', { sessions: { ...counts, failed: 3 } }, 'trouble', '3 sessions could not be synced.'],
    ['trouble', { lastError: error }, 'trouble', 'Last try 1 minute ago: The storage does not let us in.'],
    [
      'asks',
      { brake: { code: 'BRAKE_MASS_CHANGE', data: {}, at: NOW } },
      'needs-you',
      'Sync stopped to ask you something.',
    ],
    [
      'paused',
      { pause: { since: NOW, until: null }, sessions: { ...counts, waiting: 4 } },
      'paused',
      'Paused. 4 sessions wait.',
    ],
    [
      'offline',
      { hold: 'offline', lastError: error },
      'offline',
      'No network. Sync goes on when it is back.',
    ],
    ['held', { hold: 'metered' }, 'paused', 'Waiting for a network without a data limit.'],
    ['syncing', { sync: { state: 'running', since: NOW, progress } }, 'syncing', 'Syncing: 3 of 9.'],
    [
      'switched-off',
      { enabled: false },
      'not-set-up',
      'Sync is switched off. 412 sessions on this computer, and only here.',
    ],
    [
      'not-set-up',
      { setUp: false, sessions: { ...counts, local: 0 } },
      'not-set-up',
      'Sync is not set up yet.',
    ],
    ['broken', { failure: { code: 'CONFIG_MALFORMED', data: {} } }, 'trouble', 'Sync cannot start.'],
    ['opening', { engine: 'opening' }, 'idle', 'Starting …'],
  ];

  it.each(cases)('%s', (kind, change, mood, words) => {
    const state = { ...SAFE, ...change };
    const standing = statusOf(state);
    expect(standing.kind).toBe(kind);
    expect(moodOf(standing)).toBe(mood);
    expect(sentence(state)).toBe(words);
    const german = sentence(state, 'de');
    expect(german).not.toBe(words);
    expect(german).toMatch(/[.…]$/);
  });

  it('an error that a later pass has overcome is no trouble any more', () => {
    expect(statusOf({ ...SAFE, lastError: { ...error, at: NOW - 500_000 } }).kind).toBe('safe');
  });
});

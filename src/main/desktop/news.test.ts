import { describe, expect, it } from 'vitest';
import { OPENING_STATE } from '../../shared/app-state.ts';
import type { AppState } from '../../shared/contract.ts';
import { describeError } from '../../shared/messages.ts';
import { germanWords } from '../../shared/messages-de.ts';
import { desktopStrings } from '../../shared/strings/desktop.ts';
import { explainIn } from './explain.ts';
import { newsOf, NO_NEWS, type NewsMemory } from './news.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const counts = { local: 3, synced: 3, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 };
const READY: AppState = {
  ...OPENING_STATE,
  engine: 'ready',
  setUp: true,
  enabled: true,
  sessions: counts,
  lastSyncAt: NOW - MINUTE,
};
const all = { conflict: true, trouble: true, firstBackup: true };

function news(
  before: AppState,
  state: AppState,
  options: { enabled?: typeof all; memory?: NewsMemory; now?: number } = {},
) {
  const { enabled = all, memory = NO_NEWS, now = NOW } = options;
  return newsOf({
    before,
    state,
    enabled,
    memory,
    now,
    strings: desktopStrings('en'),
    explain: describeError,
  });
}

const titles = (result: ReturnType<typeof news>): string[] => result.news.map(({ title }) => title);
const conflicting = (conflicts: number): AppState => ({ ...READY, sessions: { ...counts, conflicts } });
const failing = (code: 'ACCESS_DENIED' | 'SERVER_ERROR', at = NOW): AppState => ({
  ...READY,
  lastError: { code, data: {}, at },
});

describe('notifications', () => {
  it('tell of a new conflict, not of one that is known or gone', () => {
    expect(titles(news(READY, conflicting(1)))).toEqual(['A session has two versions']);
    expect(titles(news(conflicting(1), conflicting(2)))).toHaveLength(1);
    expect(titles(news(conflicting(2), conflicting(1)))).toEqual([]);
    expect(titles(news(conflicting(2), { ...conflicting(2), hold: 'offline' }))).toEqual([]);
  });

  it('keep quiet about what was so when the app started', () => {
    expect(titles(news(OPENING_STATE, conflicting(3)))).toEqual([]);
  });

  it('tell of the first backup, once all is safe', () => {
    const fresh = { ...READY, lastSyncAt: null };
    expect(titles(news(fresh, READY))).toEqual(['Everything is safe']);
    expect(titles(news(fresh, { ...READY, sessions: { ...counts, failed: 1 } }))).toEqual([]);
    expect(titles(news(READY, READY))).toEqual([]);
    expect(titles(news(OPENING_STATE, READY))).toEqual([]);
  });

  it('tell of trouble that lasts, and only once', () => {
    const first = news(READY, failing('SERVER_ERROR'));
    expect(titles(first)).toEqual([]);
    const later = news(failing('SERVER_ERROR'), failing('SERVER_ERROR', NOW + 61 * MINUTE), {
      memory: first.memory,
      now: NOW + 61 * MINUTE,
    });
    expect(titles(later)).toEqual(['Sync has not worked for a while']);
    const again = news(failing('SERVER_ERROR'), failing('SERVER_ERROR'), {
      memory: later.memory,
      now: NOW + 99 * MINUTE,
    });
    expect(titles(again)).toEqual([]);
    expect(
      news(failing('SERVER_ERROR'), { ...READY, lastSyncAt: NOW + MINUTE }, { memory: again.memory }).memory,
    ).toEqual(NO_NEWS);
  });

  it('tell sooner of what no waiting mends', () => {
    const first = news(READY, failing('ACCESS_DENIED'));
    const later = news(failing('ACCESS_DENIED'), failing('ACCESS_DENIED'), {
      memory: first.memory,
      now: NOW + 6 * MINUTE,
    });
    expect(titles(later)).toEqual(['Sync has not worked for a while']);
  });

  it.each([{ hold: 'offline' as const }, { pause: { since: NOW, until: null } }])(
    'are quiet when %j',
    (why) => {
      const first = news(READY, failing('ACCESS_DENIED'));
      const state = { ...failing('ACCESS_DENIED'), ...why };
      expect(
        titles(news(failing('ACCESS_DENIED'), state, { memory: first.memory, now: NOW + 99 * MINUTE })),
      ).toEqual([]);
    },
  );

  it('are those a person wants', () => {
    const enabled = { conflict: false, trouble: false, firstBackup: false };
    expect(titles(news(READY, conflicting(1), { enabled }))).toEqual([]);
    expect(titles(news({ ...READY, lastSyncAt: null }, READY, { enabled }))).toEqual([]);
  });

  it('tell of what lasts although nothing changes: by the clock', () => {
    const state = failing('ACCESS_DENIED', NOW);
    const first = news(READY, state);
    expect(titles(first)).toEqual([]);
    const later = news(state, state, { memory: first.memory, now: NOW + 6 * MINUTE });
    expect(titles(later)).toHaveLength(1);
    expect(titles(news(state, state, { memory: later.memory, now: NOW + 60 * MINUTE }))).toEqual([]);
  });

  it.each<[string, Partial<AppState>]>([
    ['an engine that cannot be opened', { failure: { code: 'STORE_UNREADABLE', data: {} } }],
    ['a question that nobody answers', { brake: { code: 'BRAKE_MASS_CHANGE', data: {}, at: NOW } }],
    [
      'a session that fails again and again',
      {
        failures: [
          {
            session: 'm',
            device: null,
            code: 'OBJECT_TRUNCATED',
            summary: '',
            projectName: '',
            deviceName: '',
            storedAt: null,
          },
        ],
      },
    ],
  ])('tell of %s', (_what, change) => {
    const state = { ...READY, ...change };
    const first = news(READY, state);
    expect(titles(first)).toEqual([]);
    const later = news(state, state, { memory: first.memory, now: NOW + 61 * MINUTE });
    expect(later.news).toEqual([
      { title: 'Sync has not worked for a while', body: expect.any(String), screen: 'overview' },
    ]);
    expect(titles(news(state, READY, { memory: later.memory }))).toEqual([]);
  });

  it('speak the language of the window', () => {
    const state = failing('ACCESS_DENIED');
    const words = { strings: desktopStrings('de'), explain: explainIn('de') };
    const told = newsOf({
      before: READY,
      state,
      enabled: all,
      memory: NO_NEWS,
      now: NOW + 6 * MINUTE,
      ...words,
    });
    expect(told.news[0]?.body).toBe(germanWords({ code: 'ACCESS_DENIED', data: {} })?.sentence);
  });
});

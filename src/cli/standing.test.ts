import { describe, expect, it } from 'vitest';
import type { AppStatus } from '../main/composed-app.ts';
import { standingOf } from './standing.ts';
import { HEALTHY } from './testing/sample-status.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const sessions = (counts: Partial<AppStatus['sessions']>): AppStatus['sessions'] => ({
  ...HEALTHY.sessions,
  ...counts,
});

describe('how things stand', () => {
  it.each<[string, Partial<AppStatus>, string, string | undefined]>([
    ['all is well', {}, 'All 412 sessions are safe in Cloudflare R2 bucket "cc-sessions".', undefined],
    ['one session', { sessions: sessions({ local: 1 }) }, 'Your session is safe in', undefined],
    [
      'not set up',
      { setUp: false },
      'Sync is not set up yet. 412 sessions on this device',
      'cc-sessions setup',
    ],
    ['switched off', { enabled: false }, 'Sync is switched off', 'cc-sessions setup'],
    ['never synced', { lastSyncAt: null }, 'Ready to sync with', 'cc-sessions sync'],
    [
      'waiting',
      { sessions: sessions({ waiting: 1 }) },
      '1 session waits for the next sync.',
      'cc-sessions sync',
    ],
    [
      'conflict',
      { sessions: sessions({ conflicts: 2 }) },
      '2 sessions have two versions.',
      'cc-sessions conflicts',
    ],
    [
      'failed',
      { sessions: sessions({ failed: 3 }) },
      '3 sessions could not be synced',
      'cc-sessions list --state failed',
    ],
    [
      'last sync stopped',
      { lastError: { code: 'DNS_FAILED', data: {}, at: NOW - 60_000 } },
      'The last sync stopped 1 minute ago:',
      'cc-sessions test',
    ],
    [
      'an older error is forgotten',
      { lastError: { code: 'DNS_FAILED', data: {}, at: NOW - 3_600_000 } },
      'All 412 sessions are safe',
      undefined,
    ],
  ])('%s', (_name, change, sentence, step) => {
    const standing = standingOf({ ...HEALTHY, ...change }, NOW);
    expect(standing.sentence).toContain(sentence);
    expect(standing.steps[0]?.command).toBe(step);
  });
});

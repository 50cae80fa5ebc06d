import { describe, expect, it } from 'vitest';
import type { AppStatus } from '../main/composed-app.ts';
import { standingOf } from './standing.ts';
import { HEALTHY } from './testing/sample-status.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const sessions = (counts: Partial<AppStatus['sessions']>): AppStatus['sessions'] => ({
  ...HEALTHY.sessions,
  ...counts,
});

const conversations = (
  waiting: number,
  expiring: AppStatus['conversations']['expiring'] = [],
): AppStatus['conversations'] => ({
  total: 412,
  safe: 412 - waiting,
  onlyInBucket: 0,
  waiting: Array.from({ length: waiting }, (_, n) => ({ session: `mem_${n}`, since: NOW - 60_000 })),
  expiring,
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
      'conversations that went on since',
      { conversations: conversations(2) },
      '2 conversations went on since the last sync.',
      'cc-sessions sync',
    ],
    [
      'a conversation that will be deleted before it is safe',
      { conversations: conversations(1, [{ session: 'mem_0', expiresAt: NOW + 86_400_000, safe: false }]) },
      '1 conversation is not in the bucket yet, and the agent will delete it within 7 days.',
      'cc-sessions sync',
    ],
    [
      'a conversation that will be deleted and is safe',
      { conversations: conversations(0, [{ session: 'mem_0', expiresAt: NOW + 86_400_000, safe: true }]) },
      'All 412 sessions are safe',
      undefined,
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

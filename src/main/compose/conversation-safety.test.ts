import { describe, expect, it } from 'vitest';
import type { BundleFileRow } from '../engine/transcript-ports.ts';
import { conversationsStatus, type LocalConversation, type SafetyInput } from './conversation-safety.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 1_000 * DAY;

const here = (session: string, changes: Partial<LocalConversation> = {}): LocalConversation => ({
  session,
  mtimeMs: NOW - DAY,
  size: 100,
  ino: 7,
  days: 30,
  ...changes,
});
const sentAs = (changes: Partial<BundleFileRow> = {}) => {
  const main = { path: 'main.jsonl', size: 100, mtimeMs: NOW - DAY, ino: 7, captured: 100, sha256: '' };
  return { files: [{ ...main, ...changes }], content: 'c' };
};

function standing(
  conversations: readonly LocalConversation[],
  sent: Readonly<Record<string, ReturnType<typeof sentAs>>>,
  more: Partial<SafetyInput> = {},
) {
  const known = new Map(Object.entries(sent));
  return conversationsStatus({
    conversations,
    kept: known.keys(),
    sent: known,
    isSynced: () => true,
    beganAt: () => 5,
    now: NOW,
    ...more,
  });
}

describe('how safe conversations are', () => {
  it('safe: sent to the last byte, and named by a memory that is in the bucket', () => {
    expect(standing([here('a')], { a: sentAs() })).toEqual({
      ...{ total: 1, safe: 1, onlyInBucket: 0 },
      ...{ waiting: [], expiring: [] },
    });
  });

  it.each<[string, Record<string, ReturnType<typeof sentAs>>, Partial<SafetyInput>, number]>([
    ['never sent: since it began', {}, {}, 5],
    ['grown since: since what was sent', { a: sentAs({ size: 60, captured: 60, mtimeMs: 9 }) }, {}, 9],
    ['its last line was torn when it was sent', { a: sentAs({ captured: 90 }) }, {}, NOW - DAY],
    ['another file took its place', { a: sentAs({ ino: 8 }) }, {}, NOW - DAY],
    ['its memory still waits', { a: sentAs() }, { isSynced: () => false }, NOW - DAY],
  ])('not yet: %s', (_name, sent, more, since) => {
    expect(standing([here('a')], sent, more)).toMatchObject({ safe: 0, waiting: [{ session: 'a', since }] });
  });

  it('tells which the agent deletes within a week: first what is not safe, then the soonest', () => {
    const conversations = [
      here('fresh', { mtimeMs: NOW - 22 * DAY }),
      here('kept for ever', { mtimeMs: 0, days: null }),
      here('soon', { mtimeMs: NOW - 23 * DAY }),
      here('overdue', { mtimeMs: NOW - 40 * DAY }),
      here('unsent', { mtimeMs: NOW - 24 * DAY }),
    ];
    const safe = (days: number) => sentAs({ mtimeMs: NOW - days * DAY });
    const sent = { fresh: safe(22), soon: safe(23), overdue: safe(40) };
    expect(standing(conversations, sent).expiring).toEqual([
      { session: 'unsent', expiresAt: NOW + 6 * DAY, safe: false },
      { session: 'overdue', expiresAt: NOW, safe: true },
      { session: 'soon', expiresAt: NOW + 7 * DAY, safe: true },
    ]);
  });

  it('counts what the agent swept as kept in the bucket only, and as no loss', () => {
    const sent = { a: sentAs(), swept: sentAs() };
    expect(standing([here('a')], sent)).toMatchObject({ total: 1, safe: 1, onlyInBucket: 1, waiting: [] });
  });

  it('lists what waits longest first', () => {
    const begun: Record<string, number> = { a: 3, b: 1, c: 2 };
    const { waiting } = standing([here('a'), here('b'), here('c')], {}, { beganAt: (id) => begun[id] ?? 0 });
    expect(waiting.map(({ session }) => session)).toEqual(['b', 'c', 'a']);
  });
});

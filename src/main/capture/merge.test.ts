import { describe, expect, it } from 'vitest';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import { isSameContent, mergeCapture } from './merge.ts';

function memory(fields: Partial<SessionMemory> = {}): SessionMemory {
  return parseMemory({
    id: 'mem_1',
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T01:00:00Z',
    summary: 'Captured',
    description: 'Facts',
    tags: ['claude-code'],
    tokensUsed: 10,
    ...fields,
  });
}

const task = (id: string, status: string) => ({
  id,
  description: id,
  status,
  createdAt: '2026-01-01T00:00:00Z',
});

describe('mergeCapture with the last capture known', () => {
  const base = memory();
  const now = memory({ tokensUsed: 20, endedAt: '2026-01-01T02:00:00Z', summary: 'Captured again' });

  it('updates what nobody else changed', () => {
    expect(mergeCapture(base, now, [base])).toEqual(now);
  });

  it('keeps what somebody else changed, also to nothing', () => {
    const row = memory({ summary: 'A better title', description: '', tags: ['mine'], nextSteps: ['rest'] });
    expect(mergeCapture(row, now, [base])).toEqual({ ...row, tokensUsed: 20, endedAt: now.endedAt });
  });

  it('keeps a change through capture after capture', () => {
    const row = memory({ summary: 'A better title' });
    const later = memory({ tokensUsed: 30, summary: 'Third' });
    const once = mergeCapture(row, now, [base]);
    expect(mergeCapture(once, later, [now]).summary).toBe('A better title');
    expect(mergeCapture(once, later, [now]).tokensUsed).toBe(30);
  });

  it('takes tasks and their counts together', () => {
    const before = memory({ tasks: [task('a', 'pending')] as SessionMemory['tasks'], tasksPending: 1 });
    const after = memory({ tasks: [task('a', 'completed')] as SessionMemory['tasks'], tasksCompleted: 1 });
    expect(mergeCapture(before, after, [before])).toMatchObject({ tasksPending: 0, tasksCompleted: 1 });
    const edited = memory({ tasks: [task('mine', 'blocked')] as SessionMemory['tasks'], tasksPending: 1 });
    expect(mergeCapture(edited, after, [before])).toEqual(edited);
  });

  it('counts a capture that was stored before its record as its own', () => {
    const crashed = memory({ tokensUsed: 15, summary: 'In between' });
    expect(mergeCapture(crashed, now, [base, crashed])).toEqual(now);
    expect(mergeCapture(crashed, now, [base])).toMatchObject({ tokensUsed: 15, summary: 'In between' });
  });

  it('does not mind the order of keys, the marks of sync, or unknown keys', () => {
    const reversed = Object.fromEntries(Object.entries(base).reverse()) as SessionMemory;
    const row: SessionMemory = { ...reversed, synced: true, extra: { more: 1 } };
    const merged = mergeCapture(row, now, [base]);
    expect(merged).toEqual({ ...now, synced: true, extra: { more: 1 } });
    expect(isSameContent(base, { ...base, synced: true, syncedAt: '2026-01-01T00:00:00.000Z' })).toBe(true);
    expect(isSameContent(base, now)).toBe(false);
  });
});

describe('mergeCapture without a last capture', () => {
  it('keeps title, description and tags, fills what is empty, updates the rest', () => {
    const row = memory({
      summary: 'Somebody’s title',
      description: '',
      tags: ['mine'],
      tokensUsed: 5,
      nextSteps: ['rest'],
      filesDeleted: ['/gone'],
      archived: true,
    });
    const now = memory({ tokensUsed: 20, description: 'New facts', filesCreated: ['/a'] });
    expect(mergeCapture(row, now, [])).toEqual({
      ...row,
      description: 'New facts',
      tokensUsed: 20,
      filesCreated: ['/a'],
    });
  });
});

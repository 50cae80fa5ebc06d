import { describe, expect, it } from 'vitest';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { agreedAgain, agreedWith, commonMemory, continuedMemory } from './continued-memory.ts';

const TRANSCRIPT: Transcript = {
  ...{ v: 1, agent: 'claude-code', agentSession: 's', device: 'A', session: 'mem_1', place: 'p' },
  files: [],
  parts: [],
};

function memory(changes: Record<string, unknown> = {}): SessionMemory {
  const times = { startedAt: '2026-01-01T10:00:00.000Z', endedAt: '2026-01-01T11:00:00.000Z' };
  const said = { summary: 'Stock', description: 'Two prompts.', messagesCount: 2, tags: ['claude-code'] };
  return { ...parseMemory({ id: 'mem_1', ...times, ...said, ...changes }), transcript: TRANSCRIPT };
}

const before = memory();
const [common = null] = agreedWith(null, before, { A: 1 });
type Captured = { longer: SessionMemory | null; shorter: SessionMemory | null };
const unknown: Captured = { longer: null, shorter: null };

function merge(longer: Record<string, unknown>, shorter: Record<string, unknown>, captured = unknown) {
  const versions = { longer: memory(longer), shorter: memory(shorter), captured };
  return continuedMemory({ ...versions, common });
}

describe('a memory of which both sides know the version they went on from', () => {
  it('takes each personal field from the side that wrote it', () => {
    const merged = merge({ nextSteps: ['Order'], summary: 'Orders' }, { archived: true, tags: ['stock'] });
    expect(merged).toEqual(
      memory({ nextSteps: ['Order'], summary: 'Orders', archived: true, tags: ['stock'] }),
    );
  });

  it('takes what was emptied as well', () => {
    expect(merge({}, { tags: [] })).toMatchObject({ tags: [] });
    expect(merge({ tags: [] }, {})).toMatchObject({ tags: [] });
  });

  it('takes the facts of the longer conversation, unless only the other side brought them up to date', () => {
    expect(merge({ messagesCount: 6 }, { messagesCount: 4 })).toMatchObject({ messagesCount: 6 });
    expect(merge({}, { messagesCount: 4 })).toMatchObject({ messagesCount: 4 });
  });

  it('takes the same change of both sides', () => {
    expect(merge({ summary: 'New' }, { summary: 'New' })).toMatchObject({ summary: 'New' });
  });

  it('is a person’s to decide where both wrote something else, and not where a capture did', () => {
    const [longer, shorter] = [{ description: 'Six.' }, { description: 'Four.' }];
    expect(merge(longer, shorter)).toBeNull();
    expect(merge(longer, shorter, { longer: null, shorter: memory(shorter) })).toMatchObject(longer);
    expect(merge(longer, shorter, { longer: memory(longer), shorter: null })).toMatchObject(shorter);
    const tasks = (id: string): Record<string, unknown> => ({
      tasks: [{ id, description: 'Count', status: 'pending', createdAt: '2026-01-01T10:00:00.000Z' }],
      tasksPending: 1,
    });
    expect(merge(tasks('1'), tasks('2'))).toBeNull();
    expect(merge({ extra: 1 }, { extra: 2 })).toBeNull();
  });
});

describe('a memory of which no common version is known', () => {
  const versions = (longer: Record<string, unknown>, shorter: Record<string, unknown>) => ({
    ...{ longer: memory(longer), shorter: memory(shorter), common: null },
  });

  it('is the longer one where both say the same', () => {
    const merged = continuedMemory({ ...versions({ messagesCount: 4 }, {}), captured: null });
    expect(merged).toEqual(memory({ messagesCount: 4 }));
  });

  it('asks what captures say before it takes what is not empty', () => {
    const given = versions({ nextSteps: [] }, { nextSteps: ['Order'] });
    expect(continuedMemory({ ...given, captured: null })).toBeNull();
    expect(continuedMemory({ ...given, captured: unknown })).toMatchObject({ nextSteps: ['Order'] });
    const captured = { longer: null, shorter: given.shorter };
    expect(continuedMemory({ ...given, captured })).toMatchObject({ nextSteps: [] });
  });

  it('is a person’s to decide where both say something', () => {
    expect(
      continuedMemory({ ...versions({ summary: 'a' }, { summary: 'b' }), captured: unknown }),
    ).toBeNull();
  });
});

describe('versions that were agreed on', () => {
  it('are few, the newest first, each once, and none of sessions without a conversation', () => {
    let agreed = agreedWith(null, before, { A: 1 });
    for (const A of [2, 3, 3, 4]) agreed = agreedWith({ agreed }, before, { A });
    expect(agreed.map(({ vector }) => vector)).toEqual([{ A: 4 }, { A: 3 }, { A: 2 }]);
    const { transcript: _transcript, ...silent } = before;
    expect(agreedWith({ agreed }, silent, { A: 5 })).toBe(agreed);
  });

  it('go on under a new vector where nothing was said', () => {
    const agreed = agreedWith(null, before, { A: 1 });
    const row = { session: 'mem_1', stamp: '', contentHash: 'c', vector: { A: 1 }, agreed };
    const baseline = { ...row, extra: null, pending: null, settled: true };
    const [newest] = agreedAgain(baseline, { A: 1, B: 1 });
    expect(newest).toEqual({ vector: { A: 1, B: 1 }, digest: agreed[0]?.digest });
    expect(agreedAgain(null, { A: 1 })).toEqual([]);
  });

  it('are common where both sides have seen them', () => {
    let agreed = agreedWith(null, before, { A: 1 });
    agreed = agreedWith({ agreed }, before, { A: 2 });
    expect(commonMemory(agreed, { A: 2 }, { A: 1, B: 1 })?.vector).toEqual({ A: 1 });
    expect(commonMemory(agreed, { A: 3 }, { A: 2, B: 1 })?.vector).toEqual({ A: 2 });
    expect(commonMemory(agreed, {}, { A: 2 })).toBeNull();
    expect(commonMemory(undefined, { A: 1 }, { A: 1 })).toBeNull();
  });
});

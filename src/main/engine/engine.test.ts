import { describe, expect, it } from 'vitest';
import { toAppError, type ErrorCode } from '../../shared/errors.ts';
import { SyncEngine } from './engine.ts';
import type { SyncProgress } from './report.ts';
import { memoryOf } from './testing/memories.ts';
import { readTitle } from './trash-title.ts';
import { MemorySessions, MemoryState, MemoryVault } from './testing/memory-device.ts';

const DAY = 24 * 60 * 60 * 1000;

interface Clock {
  now: number;
}

function device(
  name: string,
  vault: MemoryVault,
  installId = name,
  clock: Clock = { now: Date.UTC(2026, 0, 1) },
) {
  const local = new MemorySessions();
  const state = new MemoryState();
  const engine = new SyncEngine({
    identity: { device: name, name, platform: 'test', appVersion: '0', installId },
    local,
    state,
    openVault: () => Promise.resolve({ listing: vault, vault: Promise.resolve(vault) }),
    acquireLease: () =>
      Promise.resolve({ token: 't', assertHeld: () => undefined, release: () => undefined }),
    traffic: vault.traffic,
    now: () => clock.now,
  });
  const save = (id: string, summary: string): string => local.save(memoryOf(id, summary));
  const summary = (id: string): string | undefined => local.get(id)?.memory.summary;
  return { local, state, engine, save, summary, clock };
}

const codeOf = (work: Promise<unknown>): Promise<ErrorCode | 'none'> =>
  work.then(
    () => 'none' as const,
    (error: unknown) => toAppError(error).code,
  );

async function pair(count: number) {
  const vault = new MemoryVault();
  const a = device('A', vault);
  const b = device('B', vault);
  for (let id = 0; id < count; id += 1) a.save(`mem_${id}`, `first ${id}`);
  await a.engine.sync();
  await b.engine.sync();
  return { vault, a, b };
}

describe('a pass', () => {
  it('looks once at a row that was saved again as it was', async () => {
    const { a } = await pair(1);
    a.save('mem_0', 'first 0');
    const stampOf = (): string | undefined => a.state.baseline('mem_0')?.stamp;
    const before = stampOf();
    await a.engine.sync();
    expect(stampOf()).toBe(a.local.get('mem_0')?.stamp);
    expect(stampOf()).not.toBe(before);
  });

  it('reports what it did, and nothing the second time', async () => {
    const { a, b } = await pair(3);
    expect(await a.engine.sync()).toMatchObject({ uploaded: 0, downloaded: 0, unchanged: 3, deviceId: 'A' });
    expect(await b.engine.sync()).toMatchObject({ uploaded: 0, downloaded: 0, unchanged: 3, deviceId: 'B' });
  });

  it('tells its progress to the end', async () => {
    const vault = new MemoryVault();
    const a = device('A', vault);
    for (let id = 0; id < 5; id += 1) a.save(`mem_${id}`, `${id}`);
    const seen: SyncProgress[] = [];
    await a.engine.sync({ onProgress: (progress) => seen.push(progress) });
    expect(seen.map((progress) => progress.phase)).toEqual(
      expect.arrayContaining(['listing', 'planning', 'finishing']),
    );
    expect(seen.filter((progress) => progress.phase === 'transferring').at(-1)).toMatchObject({
      done: 5,
      total: 5,
    });
  });

  it('plans without writing anything', async () => {
    const vault = new MemoryVault();
    const a = device('A', vault);
    a.save('mem_1', 'new');
    const planned = await a.engine.plan();
    expect(planned.items).toEqual([
      { session: 'mem_1', decision: { row: 'L2', action: 'upload', vector: { A: 1 } } },
    ]);
    expect([vault.sessions.size, vault.cards.size, a.state.baselines().size]).toEqual([0, 0, 0]);
  });

  it('stops when told, keeping what is finished', async () => {
    const vault = new MemoryVault();
    const a = device('A', vault);
    for (let id = 0; id < 200; id += 1) a.save(`mem_${id}`, `${id}`);
    const controller = new AbortController();
    const stopped = a.engine.sync({
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'transferring' && done > 0) controller.abort();
      },
    });
    expect(await codeOf(stopped)).toBe('CANCELLED');
    const { uploaded } = await a.engine.sync();
    expect(uploaded).toBeLessThan(200);
    expect(vault.sessions.size).toBe(200);
  });

  it('reads everything again with verify, and heals what is gone', async () => {
    const { a, vault } = await pair(4);
    vault.sessions.delete('A/mem_2');
    expect(await a.engine.sync({ verify: true })).toMatchObject({ uploaded: 1, downloaded: 0, failed: 0 });
    expect(vault.sessions.has('A/mem_2')).toBe(true);
  });
});

describe('brakes', () => {
  it('replaces nothing when many rows would give way, until a person says so', async () => {
    const { a, b } = await pair(20);
    for (let id = 0; id < 20; id += 1) b.save(`mem_${id}`, `second ${id}`);
    await b.engine.sync();
    expect(await codeOf(a.engine.sync())).toBe('BRAKE_MASS_CHANGE');
    expect(a.summary('mem_7')).toBe('first 7');
    expect(await a.engine.sync({ accept: ['BRAKE_MASS_CHANGE'] })).toMatchObject({ downloaded: 20 });
    expect(a.summary('mem_7')).toBe('second 7');
  });

  it('uploads nothing to a bucket that was emptied, until a person says so', async () => {
    const { a, vault } = await pair(3);
    vault.sessions.clear();
    expect(await codeOf(a.engine.sync())).toBe('BRAKE_EMPTY_BUCKET');
    expect(vault.sessions.size).toBe(0);
    expect(await a.engine.sync({ accept: ['BRAKE_EMPTY_BUCKET'] })).toMatchObject({ uploaded: 3 });
  });
});

describe('one device id on two machines', () => {
  it('is noticed before anything is sent; claiming the id leads out', async () => {
    const vault = new MemoryVault();
    const first = device('laptop', vault, 'machine-1');
    const clone = device('laptop', vault, 'machine-2');
    first.save('mem_1', 'mine');
    await first.engine.sync();
    clone.save('mem_1', 'clone');
    expect(await codeOf(clone.engine.sync())).toBe('DEVICE_ID_CLASH');
    expect(vault.sessions.get('laptop/mem_1')?.value.memory.summary).toBe('mine');
    await clone.engine.takeOverDeviceId();
    expect(await clone.engine.sync()).toMatchObject({ conflicts: 1, uploaded: 0 });
    expect(vault.sessions.get('laptop/mem_1')?.value.memory.summary).toBe('mine');
  });
});

describe('conflicts', () => {
  const disagree = async () => {
    const { a, b, vault } = await pair(1);
    a.save('mem_0', 'on A');
    b.save('mem_0', 'on B');
    await a.engine.sync();
    await b.engine.sync();
    return { a, b, vault };
  };

  it('keep both versions exactly, on the device and in the bucket', async () => {
    const { b, vault } = await disagree();
    const [conflict] = b.state.conflicts();
    expect(conflict?.local.memory.summary).toBe('on B');
    expect(conflict?.remote.memory.summary).toBe('on A');
    expect(vault.sessions.get('A/mem_0')?.value.memory.summary).toBe('on A');
    expect(vault.sessions.get('B/mem_0')?.value.memory.summary).toBe('on B');
  });

  it.each([
    { keep: 'local' as const, expected: 'on B' },
    { keep: 'remote' as const, expected: 'on A' },
  ])('keep $keep: decided once, known everywhere', async ({ keep, expected }) => {
    const { a, b } = await disagree();
    await b.engine.resolve({ session: 'mem_0', keep });
    await b.engine.sync();
    await a.engine.sync();
    expect([a.summary('mem_0'), b.summary('mem_0')]).toEqual([expected, expected]);
    expect([a.state.conflicts(), b.state.conflicts()]).toEqual([[], []]);
  });

  it('keep both: the second becomes a session of its own', async () => {
    const { a, b } = await disagree();
    const { fork } = await b.engine.resolve({ session: 'mem_0', keep: 'both' });
    await b.engine.sync();
    await a.engine.sync();
    expect([a.summary('mem_0'), a.summary(fork ?? '')]).toEqual(['on B', 'on A']);
  });

  it('keep a merged memory', async () => {
    const { a, b } = await disagree();
    await b.engine.resolve({ session: 'mem_0', keep: { merged: memoryOf('mem_0', 'on A and B') } });
    await b.engine.sync();
    await a.engine.sync();
    expect(a.summary('mem_0')).toBe('on A and B');
  });

  it('refuse a decision on a version that changed meanwhile', async () => {
    const { b } = await disagree();
    b.save('mem_0', 'on B, later');
    expect(await codeOf(b.engine.resolve({ session: 'mem_0', keep: 'remote' }))).toBe('CONFLICT_STALE');
    expect(b.summary('mem_0')).toBe('on B, later');
    await b.engine.sync();
    expect(b.state.conflicts()[0]?.local.memory.summary).toBe('on B, later');
  });

  it('refuse a decision on a version the person did not see', async () => {
    const { b } = await disagree();
    const seen = { local: 'other', remote: 'other' };
    expect(await codeOf(b.engine.resolve({ session: 'mem_0', keep: 'remote', seen }))).toBe('CONFLICT_STALE');
  });

  it('refuse a decision where there is no conflict', async () => {
    const { b } = await disagree();
    expect(await codeOf(b.engine.resolve({ session: 'mem_9', keep: 'remote' }))).toBe('CONFLICT_UNKNOWN');
  });
});

describe('deletion by a person', () => {
  it('reaches other devices, stays in the trash, and can be undone', async () => {
    const { a, b, vault } = await pair(2);
    await a.engine.delete('mem_0');
    await a.engine.sync();
    expect(await b.engine.sync()).toMatchObject({ removed: 1 });
    // What it was called is kept on both computers, and only there, for who looks into the trash.
    for (const { state } of [a, b]) expect(readTitle(state, 'mem_0')).toMatchObject({ summary: 'first 0' });
    expect(b.summary('mem_0')).toBeUndefined();
    expect(vault.sessions.has('A/mem_0')).toBe(true);
    await b.engine.undelete('mem_0');
    await b.engine.sync();
    await a.engine.sync();
    expect([a.summary('mem_0'), b.summary('mem_0')]).toEqual(['first 0', 'first 0']);
    expect(readTitle(b.state, 'mem_0')).toBeNull();
  });

  it('is final after thirty days by the clock of the server', async () => {
    const { a, vault } = await pair(2);
    await a.engine.delete('mem_0');
    await a.engine.sync();
    a.clock.now += 31 * DAY;
    await a.engine.sync();
    expect(vault.sessions.has('A/mem_0')).toBe(true);
    vault.serverNow = a.clock.now;
    a.save('mem_1', 'a write that tells the time');
    await a.engine.sync();
    await a.engine.sync();
    expect(vault.sessions.has('A/mem_0')).toBe(false);
    expect(vault.tombstones.has('A/mem_0')).toBe(true);
    expect(readTitle(a.state, 'mem_0')).toBeNull();
  });

  it('asks for an upload first, so that it can be undone', async () => {
    const a = device('A', new MemoryVault());
    a.save('mem_1', 'never uploaded');
    expect(await codeOf(a.engine.delete('mem_1'))).toBe('SESSION_NOT_UPLOADED');
    expect(a.summary('mem_1')).toBe('never uploaded');
  });

  it('is not what a swept row is', async () => {
    const { a, b, vault } = await pair(1);
    a.local.rows.clear();
    expect(await a.engine.sync()).toMatchObject({ onlyInBucket: 1, removed: 0, downloaded: 0 });
    expect(vault.sessions.size).toBe(1);
    await b.engine.sync();
    expect(b.summary('mem_0')).toBe('first 0');
    expect((await a.engine.fetch('mem_0')).summary).toBe('first 0');
  });
});

import { describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { processStartTime } from './lock.ts';
import type { LeaseHolder } from './lock.ts';
import { SyncStateDb } from './sync-state.ts';
import { afterTest, runScript, tempHome } from './testing/temp-home.ts';

function openState(path = join(tempHome(), 'sync.db')): SyncStateDb {
  const { state } = SyncStateDb.open(path);
  afterTest(() => state.close());
  return state;
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return 'ok';
};

async function holdInChild(path: string, keepMs = 60_000): Promise<ChildProcess> {
  const child = runScript('lease.script.ts', [path, String(keepMs)]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

describe('the lease', () => {
  it('is held by one at a time, who is named to the other', () => {
    const first = openState();
    const second = openState(first.path);
    const lease = first.acquireLease({ holder: 'app', now: () => 5_000 });
    let refused: AppError | null = null;
    try {
      second.acquireLease({ holder: 'cli', now: () => 6_000 });
    } catch (error) {
      refused = error as AppError;
    }
    expect(refused).toMatchObject({ code: 'LOCK_HELD', exitCode: 7 });
    expect(refused?.data).toMatchObject({ holder: 'app', pid: process.pid, since: 5_000, expiresAt: 35_000 });
    lease.assertHeld();
    lease.release();
    expect(second.leaseHolder()).toBeNull();
    const next = second.acquireLease({ holder: 'cli' });
    expect(first.leaseHolder()).toMatchObject({ holder: 'cli', pid: process.pid });
    expect(next.token).not.toBe(lease.token);
    lease.release();
    next.assertHeld();
    next.release();
    next.release();
  });

  it('keeps a writer out whose lease was taken over', () => {
    const state = openState();
    const late = state.acquireLease({ holder: 'app', now: () => 0 });
    const next = state.acquireLease({ holder: 'cli', now: () => 30_001 });
    expect(codeOf(() => late.assertHeld())).toBe('LOCK_LOST');
    expect(codeOf(() => state.commit({ facts: { a: '1' } }, late))).toBe('LOCK_LOST');
    expect(state.fact('a')).toBeNull();
    state.commit({ facts: { a: '2' } }, next);
    late.release();
    next.assertHeld();
    expect(state.fact('a')).toBe('2');
    next.release();
  });

  it('is extended while its holder lives', async () => {
    const state = openState();
    const lease = state.acquireLease({ holder: 'app', ttlMs: 60 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    lease.assertHeld();
    expect(state.leaseHolder()).toMatchObject({ holder: 'app' });
    lease.release();
  });

  it('of a killed process is free at once', async () => {
    const state = openState();
    const child = await holdInChild(state.path);
    expect(state.leaseHolder()).toMatchObject({ holder: 'cli', pid: child.pid });
    expect(codeOf(() => state.acquireLease({ holder: 'app' }))).toBe('LOCK_HELD');
    await killed(child);
    expect(state.leaseHolder()).toBeNull();
    state.acquireLease({ holder: 'app' }).release();
  });

  it('of a process whose pid another one has now is free', { skip: process.platform !== 'linux' }, () => {
    const state = openState();
    expect(processStartTime(process.pid)).toMatch(/^\d+$/);
    state.acquireLease({ holder: 'app', processStartTime: '1' });
    state.acquireLease({ holder: 'cli' }).release();
  });

  it('of another machine is waited for until it expires', () => {
    const state = openState();
    state.acquireLease({ holder: 'app', hostname: `not-${hostname()}`, pid: 999_999_999, now: () => 0 });
    expect(codeOf(() => state.acquireLease({ holder: 'cli', now: () => 29_999 }))).toBe('LOCK_HELD');
    state.acquireLease({ holder: 'cli', now: () => 30_000 }).release();
  });

  it('is lost when sync.db is deleted, and can be taken anew', { skip: process.platform === 'win32' }, () => {
    const state = openState();
    const lease = state.acquireLease({ holder: 'app' });
    state.commit({ facts: { a: '1' } }, lease);
    for (const suffix of ['', '-wal', '-shm']) rmSync(state.path + suffix, { force: true });
    expect(codeOf(() => state.commit({ facts: { a: '2' } }, lease))).toBe('LOCK_LOST');
    const next = state.acquireLease({ holder: 'app' });
    expect(codeOf(() => lease.assertHeld())).toBe('LOCK_LOST');
    state.commit({ facts: { b: '1' } }, next);
    expect([state.fact('a'), openState(state.path).fact('b')]).toEqual([null, '1']);
    next.release();
  });
});

describe('waiting for the lease', () => {
  it('goes on when the holder releases it, having named the holder once', async () => {
    const state = openState();
    const child = await holdInChild(state.path, 400);
    const waitedFor: LeaseHolder[] = [];
    const lease = await state.waitForLease({
      holder: 'app',
      timeoutMs: 20_000,
      onWait: (holder) => waitedFor.push(holder),
    });
    lease.assertHeld();
    expect(waitedFor).toHaveLength(1);
    expect(waitedFor[0]).toMatchObject({ holder: 'cli', pid: child.pid });
    lease.release();
  });

  it('ends by time and by signal', async () => {
    const state = openState();
    const lease = state.acquireLease({ holder: 'app' });
    await expect(state.waitForLease({ holder: 'cli' })).rejects.toMatchObject({ code: 'LOCK_HELD' });
    await expect(state.waitForLease({ holder: 'cli', timeoutMs: 50 })).rejects.toMatchObject({
      code: 'LOCK_HELD',
    });
    const stop = new AbortController();
    const waiting = state.waitForLease({
      holder: 'cli',
      timeoutMs: 60_000,
      signal: stop.signal,
      onWait: () => stop.abort(),
    });
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    lease.release();
  });
});

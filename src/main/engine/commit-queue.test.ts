import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { CommitQueue, type Commit } from './commit-queue.ts';
import type { Lease, LocalSessions, StateChange, SyncState } from './ports.ts';
import { memoryOf } from './testing/memories.ts';

/** Stores that only write down what they are asked, in order. */
function recorder(stale: readonly string[] = []) {
  const calls: string[] = [];
  const local = {
    put: (rows: readonly { memory: { id: string } }[]) => {
      const ids = rows.map((row) => row.memory.id);
      const changed = ids.find((id) => stale.includes(id));
      if (changed) throw new AppError('LOCAL_CHANGED', { session: changed });
      calls.push(`put ${ids.join(' ')}`);
      return ids.map((id) => `stamp of ${id}`);
    },
    markSynced: (ids: readonly string[]) => void calls.push(`mark ${ids.join(' ')}`),
  };
  const state = {
    commit: ({ baselines = [] }: StateChange) =>
      void calls.push(`commit ${baselines.map((row) => `${row.session}=${row.stamp}`).join(' ')}`),
  };
  const lease: Lease = { token: 't', assertHeld: () => undefined, release: () => undefined };
  const parts = { local: local as unknown as LocalSessions, state: state as unknown as SyncState };
  return { calls, queue: new CommitQueue({ ...parts, lease, now: () => 0 }) };
}

const baseline = (session: string, stamp: string): StateChange => ({
  baselines: [{ session, stamp, contentHash: '', vector: {}, extra: null, pending: null, settled: true }],
});
const stored = (id: string): Commit => ({
  row: { memory: memoryOf(id, 'A session'), expected: null },
  change: (stamp) => baseline(id, stamp),
});
const marked = (id: string): Commit => ({ markSynced: id, change: () => baseline(id, 'known') });

describe('the commit queue', () => {
  it('writes rows before what refers to them, in one group once all tasks wait', async () => {
    const { calls, queue } = recorder();
    const commits = [stored('mem_a'), marked('mem_b'), stored('mem_c')];
    const stamps = await Promise.all(commits.map((commit) => queue.during(() => queue.add(commit))));
    expect(stamps).toEqual(['stamp of mem_a', '', 'stamp of mem_c']);
    expect(calls).toEqual([
      'put mem_a mem_c',
      'mark mem_b',
      'commit mem_a=stamp of mem_a mem_b=known mem_c=stamp of mem_c',
    ]);
  });

  it('does not wait for tasks that ended', async () => {
    const { calls, queue } = recorder();
    const other = Promise.withResolvers<undefined>();
    const ended = queue.during(() => other.promise);
    const committed = queue.during(() => queue.add(marked('mem_a')));
    other.resolve(undefined);
    await Promise.all([ended, committed]);
    expect(calls).toHaveLength(2);
  });

  it('lets an item that cannot be stored fail alone', async () => {
    const { calls, queue } = recorder(['mem_b']);
    const results = await Promise.allSettled(
      ['mem_a', 'mem_b', 'mem_c'].map((id) => queue.during(() => queue.add(stored(id)))),
    );
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(calls.filter((call) => call.startsWith('put'))).toEqual(['put mem_a', 'put mem_c']);
  });

  it('writes a group that is full without waiting, and says when items wait', async () => {
    const { calls, queue } = recorder();
    let told = 0;
    queue.onWaiting = () => (told += 1);
    const blocked = Promise.withResolvers<undefined>();
    const slow = queue.during(() => blocked.promise);
    const ids = Array.from({ length: 256 }, (_, index) => `mem_${index}`);
    await Promise.all(ids.map((id) => queue.during(() => queue.add(marked(id)))));
    expect(calls).toHaveLength(2);
    expect(told).toBe(255);
    expect(queue.waiting).toBe(0);
    blocked.resolve(undefined);
    await slow;
  });
});

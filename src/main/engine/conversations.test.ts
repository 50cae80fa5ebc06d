/** When conversations travel within a pass, and conflicts that are none because one side went on from the other. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { NO_CONVERSATIONS, type ConversationOrder, type Conversations } from './conversations.ts';
import { SyncEngine } from './engine.ts';
import { gather } from './gather.ts';
import { MemorySessions, MemoryState, MemoryVault } from './testing/memory-device.ts';
import { memoryOf } from './testing/memories.ts';

function device(
  name: string,
  vault: MemoryVault,
  conversations: Partial<Conversations> = {},
  installId = name,
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
    now: () => 0,
    conversations: { ...NO_CONVERSATIONS, ...conversations },
  });
  const save = (id: string, summary: string): string => local.save(memoryOf(id, summary));
  const summary = (id: string): string | undefined => local.get(id)?.memory.summary;
  return { local, state, engine, save, summary };
}

describe('conversations in a pass', () => {
  it('are sent before this device compares its rows, so that what they change goes with the same pass', async () => {
    const vault = new MemoryVault();
    const a = device('A', vault, {
      send: async () => {
        await Promise.resolve();
        a.save('mem_1', 'with its conversation');
      },
    });
    a.save('mem_1', 'alone');
    expect(await a.engine.sync()).toMatchObject({ uploaded: 1, failed: 0 });
    expect(vault.sessions.get('A/mem_1')?.value.memory.summary).toBe('with its conversation');
  });

  it('that cannot be sent are told, and their memories go all the same', async () => {
    const a = device('A', new MemoryVault(), {
      send: ({ onFailed }) => {
        onFailed('mem_1', 'TRANSCRIPT_UNREADABLE');
        return Promise.resolve();
      },
    });
    a.save('mem_1', 'said');
    const report = await a.engine.sync();
    expect(report).toMatchObject({ uploaded: 1, failed: 1 });
    expect(report.failures).toEqual([{ session: 'mem_1', device: null, code: 'TRANSCRIPT_UNREADABLE' }]);
  });

  it('are not sent under the name of another machine', async () => {
    const vault = new MemoryVault();
    await device('A', vault, {}, 'first machine').engine.sync();
    let sent = 0;
    const send = (): Promise<void> => {
      sent += 1;
      return Promise.resolve();
    };
    const clone = device('A', vault, { send }, 'second machine');
    await expect(clone.engine.sync()).rejects.toMatchObject({ code: 'DEVICE_ID_CLASH' });
    expect(sent).toBe(0);
  });

  it('end the pass with what stops it, nothing uploaded', async () => {
    const vault = new MemoryVault();
    const a = device('A', vault, { send: () => Promise.reject(new AppError('ACCESS_DENIED')) });
    a.save('mem_1', 'said');
    await expect(a.engine.sync()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(vault.sessions.size).toBe(0);
  });
});

describe('a session that was deleted 30 days ago', () => {
  it('loses its conversation before its memory, so that an interruption is made up for', async () => {
    const vault = new MemoryVault();
    const purged: (string | boolean)[] = [];
    const a = device('A', vault, {
      purge: (session) => {
        purged.push(session, vault.sessions.has('A/mem_1'));
        return purged.length > 2 ? Promise.resolve() : Promise.reject(new AppError('CONNECTION_LOST'));
      },
    });
    for (const id of ['mem_1', 'mem_2']) a.save(id, 'said');
    await a.engine.sync();
    await a.engine.delete('mem_1');
    await a.engine.sync();
    vault.serverNow = 31 * 24 * 60 * 60 * 1000 + Date.now();
    a.save('mem_2', 'a write that tells the time');
    await a.engine.sync();
    await expect(a.engine.sync()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(vault.sessions.has('A/mem_1')).toBe(true);
    await a.engine.sync();
    expect(purged).toEqual(['mem_1', true, 'mem_1', true]);
    expect(vault.sessions.has('A/mem_1')).toBe(false);
  });
});

describe('one side went on from the other', () => {
  /** Nobody wrote anything. */
  const asItIs: Conversations['captured'] = (memory) => Promise.resolve(memory);

  /** The same session begun on both sides, A's in the bucket already. */
  async function parted(order: ConversationOrder, captured: Conversations['captured'] = asItIs) {
    const vault = new MemoryVault();
    const a = device('A', vault);
    const b = device('B', vault, { order: () => Promise.resolve(order), captured });
    a.save('mem_1', 'on A');
    await a.engine.sync();
    b.save('mem_1', 'on B');
    const report = await b.engine.sync();
    return { a, b, report };
  }

  it('with the other device: its version is taken, on both', async () => {
    const { a, b, report } = await parted('theirs-goes-on');
    expect([report.conflicts, b.summary('mem_1')]).toEqual([0, 'on A']);
    await a.engine.sync();
    expect([a.state.conflicts(), a.summary('mem_1')]).toEqual([[], 'on A']);
    expect(await b.engine.sync()).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0 });
  });

  it('with this device: its version reaches the other one as an ordinary revision', async () => {
    const { a, b, report } = await parted('mine-goes-on');
    expect([report.conflicts, b.summary('mem_1')]).toEqual([0, 'on B']);
    await a.engine.sync();
    expect([a.state.conflicts(), a.summary('mem_1')]).toEqual([[], 'on B']);
    expect(await a.engine.sync()).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0 });
  });

  it('and both wrote something else: a person decides', async () => {
    const { b, report } = await parted('theirs-goes-on', () => Promise.resolve(null));
    expect([report.conflicts, b.summary('mem_1')]).toEqual([1, 'on B']);
  });

  for (const order of ['parted', 'unknown'] as const) {
    it(`${order}: a person decides`, async () => {
      const { b, report } = await parted(order);
      expect([report.conflicts, b.summary('mem_1')]).toEqual([1, 'on B']);
    });
  }
});

describe('a conflict that is open', () => {
  /** B's sync.db is lost, or older than what B published; its row says something that is nowhere else. */
  async function unknownLineage(how: 'lost' | 'older') {
    const vault = new MemoryVault();
    const asked: string[] = [];
    const order: Conversations['order'] = (mine, theirs) => {
      asked.push(`${mine.summary} / ${theirs.summary}`);
      return Promise.resolve('parted');
    };
    const b = device('B', vault, { order });
    b.save('mem_1', 'first');
    await b.engine.sync();
    const before = b.state.baseline('mem_1')!;
    b.save('mem_1', 'published');
    await b.engine.sync();
    if (how === 'lost') b.state.reset();
    else b.state.commit({ baselines: [{ ...before, settled: false }] });
    b.save('mem_1', 'edited');
    return { b, asked, vault };
  }

  for (const how of ['lost', 'older'] as const) {
    it(`is looked into once, not in every pass, where sync.db is ${how}`, async () => {
      const { b, asked, vault } = await unknownLineage(how);
      for (let pass = 0; pass < 3; pass += 1)
        expect(await b.engine.sync()).toMatchObject({ conflicts: 1, uploaded: 0 });
      expect(asked).toEqual(['edited / published']);
      const { touchedCount } = (
        await gather({
          ...{ self: 'B', local: b.local, state: b.state, listing: vault, vault: Promise.resolve(vault) },
        })
      ).index;
      expect(touchedCount).toBe(0);
      b.save('mem_1', 'edited again');
      await b.engine.sync();
      expect(asked).toEqual(['edited / published', 'edited again / published']);
      await b.engine.resolve({ session: 'mem_1', keep: 'local' });
      expect(await b.engine.sync()).toMatchObject({ conflicts: 0, uploaded: 1 });
      expect(vault.sessions.get('B/mem_1')?.value.memory.summary).toBe('edited again');
      expect(await b.engine.sync()).toMatchObject({ uploaded: 0, unchanged: 1 });
    });
  }
});

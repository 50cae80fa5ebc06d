import { describe, expect, it } from 'vitest';
import {
  closeSync,
  existsSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BaselineRow, ConflictRecord, RemoteRow, TombstoneRow } from '../engine/ports.ts';
import { SyncStateDb } from './sync-state.ts';
import { sampleMemory } from './testing/sample-memory.ts';
import { afterTest, tempHome } from './testing/temp-home.ts';

function openState(path = join(tempHome(), 'home', 'sync.db')): SyncStateDb {
  const { state } = SyncStateDb.open(path);
  afterTest(() => state.close());
  return state;
}

function baseline(session: string, changes: Partial<BaselineRow> = {}): BaselineRow {
  const contentHash = session.padEnd(64, '0');
  return {
    session,
    stamp: '1.2',
    contentHash,
    vector: { laptop: 3 },
    extra: null,
    pending: null,
    settled: true,
    ...changes,
  };
}

function remote(device: string, session: string, changes: Partial<RemoteRow> = {}): RemoteRow {
  const hash = session.padEnd(64, '0');
  const revision = { vector: { [device]: 2 }, contentHash: hash, coreHash: hash, legacy: false };
  return {
    device,
    session,
    etag: `etag-${device}`,
    size: 1_234,
    modifiedAt: 1_763_629_200_000,
    revision,
    refused: null,
    ...changes,
  };
}

function conflict(session: string, device: string): ConflictRecord {
  const memory = sampleMemory(session, { extra: { mood: { good: [1, null] } }, summary: 'exact é 💡' });
  const local = { device: 'laptop', vector: { laptop: 2 }, contentHash: 'a'.repeat(64), memory };
  return {
    session,
    local,
    remote: { ...local, device, vector: { [device]: 1 } },
    detectedAt: 1_763_629_200_000,
  };
}

describe('records', () => {
  it('come back as they were committed', () => {
    const state = openState();
    const pending = { vector: { laptop: 4 }, contentHash: 'b'.repeat(64) };
    const baselines = [
      baseline('mem_a'),
      baseline('mem_b', { settled: false, pending, contentHash: '', vector: {}, extra: { x: [1] } }),
    ];
    const core = {
      vector: { desk: 1, laptop: 9 },
      contentHash: 'c'.repeat(64),
      coreHash: 'd'.repeat(64),
      legacy: true,
    };
    const remotes = [
      remote('desk', 'mem_a'),
      remote('laptop', 'mem_a', { revision: core }),
      remote('desk', 'mem_b', { revision: null, refused: 'OBJECT_UNDECRYPTABLE', size: 1e18 }),
    ];
    const tombstones: TombstoneRow[] = [
      {
        session: 'mem_x',
        device: 'desk',
        vector: { desk: 2 },
        deletedAt: '2026-11-22T00:00:00.000Z',
        etag: 'e',
        modifiedAt: 5,
      },
    ];
    const conflicts = [conflict('mem_a', 'desk'), conflict('mem_a', 'phone'), conflict('mem_b', 'desk')];
    const activity = [
      { at: 1, kind: 'upload', session: 'mem_a', detail: '' } as const,
      { at: 2, kind: 'sync', session: null, detail: 'x' } as const,
    ];
    state.commit({
      baselines,
      remotes,
      tombstones,
      conflicts,
      activity,
      facts: { 'vault.id': 'v1', gone: 'x' },
    });
    const other = openState(state.path);
    expect([...other.baselines()]).toEqual(baselines.map((row) => [row.session, row]));
    expect(other.baseline('mem_b')).toEqual(baselines[1]);
    expect(other.baseline('mem_z')).toBeNull();
    expect(new Map(other.remotes())).toEqual(
      new Map(remotes.map((row) => [`${row.device}/${row.session}`, row])),
    );
    expect(other.remotesOf('mem_a')).toEqual(remotes.slice(0, 2));
    expect(other.tombstones()).toEqual(tombstones);
    expect(other.conflicts()).toEqual(conflicts);
    expect(other.conflictsOf('mem_a')).toEqual(conflicts.slice(0, 2));
    expect(other.activity(10)).toEqual([...activity].reverse());
    expect([other.fact('vault.id'), other.fact('none')]).toEqual(['v1', null]);

    other.commit({
      baselines: [baseline('mem_a', { stamp: '9' })],
      forgetBaselines: ['mem_b'],
      forgetRemotes: [{ device: 'desk', session: 'mem_a' }],
      closeConflicts: [{ session: 'mem_a', device: 'phone' }, { session: 'mem_b' }],
      forgetTombstones: [{ device: 'desk', session: 'mem_x' }],
      facts: { gone: null },
    });
    expect([...state.baselines().values()]).toEqual([baseline('mem_a', { stamp: '9' })]);
    expect([...state.remotes().keys()].sort()).toEqual(['desk/mem_b', 'laptop/mem_a']);
    expect(state.conflicts()).toEqual(conflicts.slice(0, 1));
    expect([state.tombstones(), state.fact('gone')]).toEqual([[], null]);
  });

  it('are read whole by the thousand, in one consistent state', () => {
    const state = openState();
    const ids = Array.from({ length: 2_500 }, (_, n) => `mem_${n}`);
    state.commit({
      baselines: ids.map((id) => baseline(id)),
      remotes: ids.flatMap((id) => [remote('desk', id), remote('lap', id)]),
    });
    expect(new Set(state.baselines().keys())).toEqual(new Set(ids));
    expect(state.remotes().size).toBe(5_000);
  });

  it('are found by what a pass asks of many sessions at once', () => {
    const state = openState();
    const names = Array.from({ length: 1_200 }, (_, n) => `mem_${n}`);
    state.commit({
      baselines: names.slice(1).map((name) => baseline(name, { stamp: name, settled: name !== 'mem_7' })),
      remotes: names.flatMap((name) => [remote('laptop', name), remote('desk', name, { etag: `d${name}` })]),
    });
    const stamps: unknown[] = [];
    state.eachBaselineStamp((row) => stamps.push(row));
    expect(stamps).toHaveLength(1_199);
    expect(stamps).toContainEqual({ session: 'mem_7', stamp: 'mem_7', settled: false });
    expect([...state.baselinesOf(['mem_0', 'mem_7', "it's"]).keys()]).toEqual(['mem_7']);
    expect(state.remotesAmong(['mem_3', 'mem_none'])).toEqual([
      remote('desk', 'mem_3', { etag: 'dmem_3' }),
      remote('laptop', 'mem_3'),
    ]);
    const etags = state.remoteEtags();
    expect([etags.size, etags.get('desk/mem_9'), etags.get('laptop/mem_9')]).toEqual([
      2_400,
      'dmem_9',
      'etag-laptop',
    ]);
    expect([state.countRemotes('desk'), state.countRemotes()]).toEqual([1_200, 2_400]);
    expect(state.sessionsWithoutBaseline()).toEqual(['mem_0']);
  });

  it('are committed all or none', () => {
    const state = openState();
    const bad = { ...remote('desk', 'mem_a'), etag: null as unknown as string };
    expect(() => state.commit({ baselines: [baseline('mem_a')], remotes: [bad] })).toThrow();
    expect(state.baselines().size).toBe(0);
    state.commit({ baselines: [baseline('mem_a')] });
    expect(state.baselines().size).toBe(1);
  });

  it('keep the last thousand entries of activity', () => {
    const state = openState();
    const entries = (from: number) =>
      Array.from({ length: 600 }, (_, n) => ({
        at: from + n,
        kind: 'upload' as const,
        session: 'mem_a',
        detail: '',
      }));
    state.commit({ activity: entries(0) });
    state.commit({ activity: entries(600) });
    const kept = state.activity(5_000);
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([1_000, 1_199, 200]);
  });

  it('reset forgets what can be learnt again, and nothing else', () => {
    const state = openState();
    const capture = {
      path: '/a.jsonl',
      size: 1,
      mtimeMs: 2,
      ino: 3,
      session: 'mem_a',
      sourceVersion: '1',
      captured: '{}',
    };
    const lease = state.acquireLease({ holder: 'app' });
    state.putCapture(capture);
    state.addTraffic({
      day: '2026-11-22',
      requests: 1,
      bytesUp: 0,
      bytesDown: 0,
      puts: 0,
      gets: 0,
      lists: 1,
    });
    state.commit({
      baselines: [baseline('mem_a')],
      remotes: [remote('a', 'mem_a')],
      conflicts: [conflict('mem_a', 'desk')],
      facts: { a: 'b' },
      activity: [{ at: 1, kind: 'sync', session: null, detail: '' }],
    });
    state.reset();
    expect([state.baselines().size, state.remotes().size, state.conflicts(), state.fact('a')]).toEqual([
      0,
      0,
      [],
      null,
    ]);
    expect(state.captureOf('/a.jsonl')).toEqual(capture);
    expect([state.activity(9).length, state.traffic().length]).toEqual([1, 1]);
    lease.assertHeld();
    lease.release();
  });
});

describe('captures and traffic', () => {
  it('remember a file by its path', () => {
    const state = openState();
    const row = {
      path: '/home/ann/.claude/projects/x/é.jsonl',
      size: 4_096,
      mtimeMs: 1_763_629_200_123,
      ino: 2 ** 60,
      session: 'mem_a',
      sourceVersion: 'claude-1',
      captured: JSON.stringify(sampleMemory('mem_a')),
    };
    state.putCapture(row);
    expect(state.captureOf(row.path)).toEqual(row);
    expect(state.captureOf('/none')).toBeNull();
    state.putCaptures([
      { ...row, size: -1, captured: '' },
      { ...row, path: '/other' },
    ]);
    expect(state.captureOf(row.path)).toEqual({ ...row, size: -1, captured: '' });
    const { captured: _captured, ...light } = row;
    expect(state.captures()).toEqual(
      new Map([
        ['/other', { ...light, path: '/other' }],
        [row.path, { ...light, size: -1 }],
      ]),
    );
  });

  it('count the traffic of each day', () => {
    const state = openState();
    const day = { requests: 3, bytesUp: 10, bytesDown: 20, puts: 1, gets: 1, lists: 1 };
    state.addTraffic({ day: '2026-11-21', ...day });
    state.addTraffic({ day: '2026-11-22', ...day });
    state.addTraffic({ day: '2026-11-22', ...day, bytesUp: 5 });
    expect(state.traffic('2026-11-22')).toEqual([
      { day: '2026-11-22', requests: 6, bytesUp: 15, bytesDown: 40, puts: 2, gets: 2, lists: 2 },
    ]);
    expect(state.traffic()).toHaveLength(2);
  });
});

describe('a file that cannot be used', () => {
  const reopen = (path: string) => {
    const opened = SyncStateDb.open(path);
    afterTest(() => opened.state.close());
    return opened;
  };

  it('is replaced and said: no database, damaged, or of another version', () => {
    const breaks: ((path: string) => void)[] = [
      (path) => writeFileSync(path, 'garbage '.repeat(1_000)),
      (path) => truncateSync(path, 5_000),
      (path) => {
        const db = new DatabaseSync(path);
        db.exec("UPDATE meta SET value = '999' WHERE name = 'schema'");
        db.close();
      },
      (path) => {
        rmSync(path);
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE other (x)');
        db.close();
      },
    ];
    for (const damage of breaks) {
      const path = join(tempHome(), 'sync.db');
      const first = SyncStateDb.open(path);
      first.state.commit({ facts: { a: '1' } });
      first.state.close();
      damage(path);
      const { state, rebuilt, setAside } = reopen(path);
      expect(rebuilt).toBe(true);
      expect(statSync(setAside ?? '').isFile()).toBe(true);
      expect(state.fact('a')).toBeNull();
      state.commit({ facts: { a: '2' } });
      expect(reopen(path)).toMatchObject({ rebuilt: false, setAside: null });
    }
  });

  it('that shows damage in use is replaced by the next opening', () => {
    const path = join(tempHome(), 'sync.db');
    const { state } = SyncStateDb.open(path);
    state.commit({ baselines: Array.from({ length: 2_000 }, (_, n) => baseline(`mem_${n}`)) });
    state.close();
    const db = new DatabaseSync(path);
    const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'baselines'").get()?.[
      'rootpage'
    ];
    db.close();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4_096, 0x7f), 0, 4_096, (Number(page) - 1) * 4_096);
    closeSync(file);
    const used = reopen(path);
    expect(used.rebuilt).toBe(false);
    expect(() => used.state.baselines()).toThrow(/STORE_CORRUPT/);
    used.state.close();
    const next = SyncStateDb.open(path);
    afterTest(() => next.state.close());
    expect(next.rebuilt).toBe(true);
    expect(next.state.baselines().size).toBe(0);
  });

  it('that shows damage in use is replaced before the next pass of a process that goes on', () => {
    const path = join(tempHome(), 'sync.db');
    const { state } = reopen(path);
    state.commit({ facts: { a: '1' } });
    writeFileSync(`${path}.suspect`, '');
    state.acquireLease({ holder: 'app' }).release();
    expect([state.fact('a'), existsSync(`${path}.suspect`)]).toEqual(['1', false]);
    const db = new DatabaseSync(path);
    db.enableDefensive(false);
    db.exec(
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'baselines'",
    );
    db.exec('PRAGMA schema_version = 999');
    db.close();
    expect(() => state.baselines()).toThrow(/STORE_CORRUPT/);
    state.acquireLease({ holder: 'app' }).release();
    expect([state.fact('a'), state.baselines().size]).toEqual([null, 0]);
  });

  it('deleted while nothing runs is simply new', () => {
    const path = join(tempHome(), 'sync.db');
    reopen(path).state.commit({ facts: { a: '1' } });
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    const { state, rebuilt } = reopen(path);
    expect([rebuilt, state.fact('a')]).toEqual([false, null]);
  });
});

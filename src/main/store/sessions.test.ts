import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import { canonicalContent } from '../../shared/session.ts';
import type { SessionStoreOptions } from './sessions.ts';
import { SessionStore } from './sessions.ts';
import { anyMemory, sampleMemory } from './testing/sample-memory.ts';
import { afterTest, tempHome } from './testing/temp-home.ts';

function openStore(options: SessionStoreOptions = {}): { store: SessionStore; path: string } {
  const path = join(tempHome(), 'home', 'index.db');
  const { store } = SessionStore.open(path, options);
  afterTest(() => store.close());
  return { store, path };
}

function errorOf(work: () => unknown): { code: string; data: Readonly<Record<string, unknown>> } {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, data: error.data };
    throw error;
  }
  return { code: 'nothing was thrown', data: {} };
}

describe('a new store', () => {
  it('is private: directory 0700, files 0600', { skip: process.platform === 'win32' }, () => {
    const { store, path } = openStore();
    store.save(sampleMemory('mem_a'));
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
  });

  it('is empty', () => {
    const { store } = openStore();
    expect(store.stamps()).toEqual([]);
    expect(store.get('mem_a')).toBeNull();
    expect(store.count()).toBe(0);
  });
});

describe('rows', () => {
  it('hold any memory without loss', () => {
    const { store, path } = openStore();
    fc.assert(
      fc.property(anyMemory('mem_any'), (memory) => {
        const stamp = store.save(memory);
        const found = store.get('mem_any');
        expect(found?.stamp).toBe(stamp);
        expect(canonicalContent(found?.memory ?? memory)).toBe(canonicalContent(memory));
        expect(store.hashOf(found?.memory ?? memory)).toBe(store.hashOf(memory));
        expect(Object.keys(found?.memory ?? {})).toEqual(Object.keys({ ...memory, synced: false }));
      }),
      { numRuns: 300 },
    );
    const other = SessionStore.open(path).store;
    afterTest(() => other.close());
    expect(other.get('mem_any')).toEqual(store.get('mem_any'));
  });

  it('are read the way other programs leave them', () => {
    const { store, path } = openStore();
    const db = new DatabaseSync(path);
    afterTest(() => db.close());
    const insert =
      db.prepare(`INSERT INTO sessions (id, project_path, project_name, started_at, ended_at, duration,
      summary, description, tasks_json, tags_json, tokens_used, synced, updated_at) VALUES (?, 'p', 'p', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    insert.run('mem_null', 1_700_000_000, 1_700_000_100, 1, null, null, null, '', null, null, null);
    insert.run(
      'mem_text',
      '1700000000000',
      '2026-01-02T03:04:05Z',
      '7',
      'a\0b',
      new Uint8Array([0x68, 0x69]),
      '[]',
      '[]',
      '12',
      '1',
      'never',
    );
    insert.run('mem_json', 1, 2, 3, '', '', '[{"id":', '[]', 0, 0, 1);
    insert.run('mem_shape', 1, 2, 3, '', '', '[]', '{"a":1}', 0, 0, 1);
    insert.run('mem_date', 'yesterday', 2, 3, '', '', '[]', '[]', 0, 0, 1);
    insert.run('../evil', 1, 2, 3, '', '', '[]', '[]', 0, 0, 1);
    db.exec(
      'INSERT INTO sessions (id, project_path, project_name, started_at, ended_at, duration) VALUES (NULL, 1, 1, 1, 1, 1)',
    );

    const seconds = store.get('mem_null')?.memory;
    expect(seconds).toMatchObject({
      startedAt: '1970-01-20T16:13:20.000Z',
      summary: '',
      tasks: [],
      tags: [],
      tokensUsed: 0,
    });
    expect(store.get('mem_text')?.memory).toMatchObject({
      startedAt: '2023-11-14T22:13:20.000Z',
      endedAt: '2026-01-02T03:04:05.000Z',
      duration: 7,
      summary: 'a\uFFFDb',
      description: 'hi',
      tokensUsed: 12,
      synced: true,
    });
    const invalid = (session: string, field: string) => ({
      code: 'MEMORY_INVALID',
      data: expect.objectContaining({ session, field }) as object,
    });
    expect(errorOf(() => store.get('mem_json'))).toMatchObject(invalid('mem_json', 'tasks'));
    expect(errorOf(() => store.get('mem_shape'))).toMatchObject(invalid('mem_shape', 'tags'));
    expect(errorOf(() => store.get('mem_date'))).toMatchObject(invalid('mem_date', 'startedAt'));
    expect(errorOf(() => store.get('../evil'))).toMatchObject(invalid('../evil', 'id'));
    const ids = ['../evil', 'mem_date', 'mem_json', 'mem_null', 'mem_shape', 'mem_text'];
    expect(store.stamps().map(({ id }) => id)).toEqual(ids);
    expect(
      store
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids);

    store.put([
      { memory: seconds ?? sampleMemory('x'), expected: store.get('mem_null')?.stamp ?? '', synced: true },
    ]);
    expect(db.prepare("SELECT started_at, ended_at FROM sessions WHERE id = 'mem_null'").get()).toEqual({
      started_at: 1_700_000_000,
      ended_at: 1_700_000_100,
    });
  });

  it('may be huge', () => {
    const { store } = openStore();
    const memory = sampleMemory('mem_big', {
      lastAssistantMessage: 'long text é '.repeat(600_000),
      filesCreated: Array.from({ length: 20_000 }, (_, index) => `src/${index}`),
    });
    store.save(memory);
    expect(store.hashOf(store.get('mem_big')?.memory ?? sampleMemory('x'))).toBe(store.hashOf(memory));
  });
});

describe('stamps', () => {
  it('come in order of UTF-8 bytes', () => {
    const { store } = openStore();
    for (const id of ['mem_b', 'mem_B', 'mem_a', 'mem-a', 'mem_10', 'mem_9']) store.save(sampleMemory(id));
    const ids = store.stamps().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(ids).toHaveLength(6);
  });

  it('change with every edit, also when the clock stands still or goes back', () => {
    const times = [5_000, 5_000, 4_000, 6_000, 1];
    const { store } = openStore({ now: () => times.shift() ?? 2 });
    const seen = new Set<string>();
    for (let edit = 0; edit < 6; edit += 1) {
      const stamp = store.save(sampleMemory('mem_a', { tags: [String(edit)] }));
      seen.add(stamp);
      expect(store.stamps()).toEqual([{ id: 'mem_a', stamp }]);
      expect(store.get('mem_a')?.stamp).toBe(stamp);
    }
    expect(seen.size).toBe(6);
  });

  it('change when a row is edited by hand, and not when it is marked as synced', () => {
    const { store, path } = openStore();
    const db = new DatabaseSync(path);
    afterTest(() => db.close());
    const before = store.save(sampleMemory('mem_a'));
    store.markSynced(['mem_a'], 1_763_629_200_000);
    expect(store.stamps()[0]?.stamp).toBe(before);
    expect(store.get('mem_a')?.memory).toMatchObject({ synced: true, syncedAt: '2025-11-20T09:00:00.000Z' });
    for (const set of [
      "summary = 'edited'",
      "tags_json = '[]'",
      'archived = 1',
      'archived_at = 9',
      'tokens_used = 1',
      'updated_at = 1',
    ]) {
      const stamp = store.stamps()[0]?.stamp;
      db.exec(`UPDATE sessions SET ${set}`);
      expect(store.stamps()[0]?.stamp).not.toBe(stamp);
    }
  });
});

describe('put', () => {
  it('stores all or none, guarded by stamps', () => {
    const { store } = openStore();
    const [a = '', b = ''] = store.put([
      { memory: sampleMemory('mem_a'), expected: null, synced: true },
      { memory: sampleMemory('mem_b'), expected: null, synced: false },
    ]);
    expect(store.get('mem_a')).toMatchObject({ stamp: a, memory: { synced: true } });
    expect(store.get('mem_b')).toMatchObject({ stamp: b, memory: { synced: false } });
    expect(store.get('mem_b')?.memory.syncedAt).toBeUndefined();

    const edited = sampleMemory('mem_a', { summary: 'edited' });
    const attempts = [
      [
        { memory: edited, expected: a, synced: true },
        { memory: sampleMemory('mem_b'), expected: null, synced: true },
      ],
      [
        { memory: edited, expected: a, synced: true },
        { memory: sampleMemory('mem_c'), expected: b, synced: true },
      ],
      [
        { memory: edited, expected: a, synced: true },
        { memory: sampleMemory('mem_b'), expected: a, synced: true },
      ],
      [
        { memory: edited, expected: a, synced: true },
        { memory: edited, expected: a, synced: true },
      ],
    ];
    for (const rows of attempts) expect(errorOf(() => store.put(rows)).code).toBe('LOCAL_CHANGED');
    expect(store.stamps()).toEqual([
      { id: 'mem_a', stamp: a },
      { id: 'mem_b', stamp: b },
    ]);

    const [later] = store.put([{ memory: edited, expected: a, synced: true }]);
    expect(later).not.toBe(a);
    expect(store.get('mem_a')?.memory.summary).toBe('edited');
  });

  it('refuses a memory without a time before anything is written', () => {
    const { store } = openStore();
    const memory = { ...sampleMemory('mem_a'), endedAt: 'soon' };
    const rows = [
      { memory: sampleMemory('mem_b'), expected: null, synced: true },
      { memory, expected: null, synced: true },
    ];
    expect(errorOf(() => store.put(rows))).toMatchObject({
      code: 'MEMORY_INVALID',
      data: { session: 'mem_a', field: 'endedAt' },
    });
    expect(store.count()).toBe(0);
  });

  it('says that the disk is full, and loses nothing', () => {
    const { store, path } = openStore();
    store.save(sampleMemory('mem_a'));
    const probe = new DatabaseSync(path);
    afterTest(() => probe.close());
    const pages = Number(probe.prepare('PRAGMA page_count').get()?.['page_count']);
    const full = SessionStore.open(path, { maxPages: pages }).store;
    afterTest(() => full.close());
    const memory = sampleMemory('mem_b', { description: 'x'.repeat(1_000_000) });
    expect(errorOf(() => full.put([{ memory, expected: null, synced: false }])).code).toBe('DISK_FULL');
    expect(full.stamps().map(({ id }) => id)).toEqual(['mem_a']);
    store.save(memory);
    expect(full.stamps().map(({ id }) => id)).toEqual(['mem_a', 'mem_b']);
  });
});

describe('save', () => {
  it('marks an edit as not synced, with or without a guard', () => {
    const { store } = openStore();
    const [stamp = ''] = store.put([{ memory: sampleMemory('mem_a'), expected: null, synced: true }]);
    expect(errorOf(() => store.save(sampleMemory('mem_a'), null))).toMatchObject({
      code: 'LOCAL_CHANGED',
      data: { session: 'mem_a' },
    });
    const next = store.save(sampleMemory('mem_a', { tags: [] }), stamp);
    expect(store.get('mem_a')).toMatchObject({ stamp: next, memory: { synced: false } });
    expect(store.get('mem_a')?.memory.syncedAt).toBeUndefined();
    store.save(sampleMemory('mem_a', { tags: ['free'] }));
    expect(store.get('mem_a')?.memory.tags).toEqual(['free']);
  });
});

describe('remove', () => {
  it('removes the row only as it was seen', () => {
    const { store } = openStore();
    const old = store.save(sampleMemory('mem_a'));
    const stamp = store.save(sampleMemory('mem_a', { tags: ['x'] }));
    expect(errorOf(() => store.remove('mem_a', old)).code).toBe('LOCAL_CHANGED');
    store.remove('mem_a', stamp);
    expect(store.get('mem_a')).toBeNull();
    expect(errorOf(() => store.remove('mem_a', stamp)).code).toBe('LOCAL_CHANGED');
  });
});

describe('finding', () => {
  it('lists newest first, by project, time and page', () => {
    const { store } = openStore();
    const day = (n: number): string => `2026-11-0${n}T00:00:00.000Z`;
    for (let n = 1; n <= 5; n += 1) {
      store.save(
        sampleMemory(`mem_${n}`, {
          startedAt: day(n),
          projectPath: `/p/${n % 2}`,
          projectName: `p${n % 2}`,
          archived: n === 5,
        }),
      );
    }
    const ids = (filter: Parameters<typeof store.list>[0]): string[] =>
      store.list(filter).map(({ id }) => id);
    expect(ids({})).toEqual(['mem_5', 'mem_4', 'mem_3', 'mem_2', 'mem_1']);
    expect(ids({ limit: 2, offset: 1 })).toEqual(['mem_4', 'mem_3']);
    expect(ids({ project: 'p1' })).toEqual(['mem_5', 'mem_3', 'mem_1']);
    expect(ids({ project: '/p/0', since: Date.parse(day(3)) })).toEqual(['mem_4']);
    expect(ids({ archived: true })).toEqual(['mem_5']);
    expect(ids({ archived: false, limit: 1 })).toEqual(['mem_4']);
    expect(store.list({ limit: 1 })[0]).toMatchObject({
      startedAt: day(5),
      messagesCount: 0,
      tokensUsed: 12_345,
      archived: true,
      synced: false,
      syncedAt: null,
    });
    expect(store.count()).toBe(5);
  });

  it('finds ids by their beginning, and nothing by wildcards', () => {
    const { store } = openStore();
    for (const id of ['mem_ab1', 'mem_ab2', 'mem_b', 'memory']) store.save(sampleMemory(id));
    expect(store.findByPrefix('mem_ab')).toEqual(['mem_ab1', 'mem_ab2']);
    expect(store.findByPrefix('mem_ab', 1)).toEqual(['mem_ab1']);
    expect(store.findByPrefix('mem_ab2')).toEqual(['mem_ab2']);
    for (const nothing of ['mem%', 'MEM_', '*', 'zz']) expect(store.findByPrefix(nothing)).toEqual([]);
    expect(store.findByPrefix('')).toHaveLength(4);
  });

  it("finds an agent's sessions, whoever wrote them and whenever", () => {
    const { store, path } = openStore();
    store.save(sampleMemory('mem_a', { claudeSessionId: 's1' }));
    expect(store.findByAgentSession('s1')).toEqual([{ id: 'mem_a' }]);
    const stamp = store.save(sampleMemory('mem_b', { claudeSessionId: 's1' }));
    expect(
      store
        .findByAgentSession('s1')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['mem_a', 'mem_b']);
    store.remove('mem_b', stamp);
    store.save(sampleMemory('mem_a', { claudeSessionId: 's2' }));
    expect(store.findByAgentSession('s1')).toEqual([]);
    const other = SessionStore.open(path).store;
    afterTest(() => other.close());
    other.save(sampleMemory('mem_c', { claudeSessionId: 's1' }));
    expect(store.findByAgentSession('s1')).toEqual([{ id: 'mem_c' }]);
    expect(store.findByAgentSession('')).toEqual([]);
  });
});

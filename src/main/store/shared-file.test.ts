/** One index.db, used by this program and the cc-sessions plugin. */
import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import { SessionStore } from './sessions.ts';
import type { SessionStoreOptions } from './sessions.ts';
import type { IndexRepair } from './plugin-index.ts';
import { PluginStore } from './testing/plugin-file.ts';
import { sampleMemory } from './testing/sample-memory.ts';
import { afterTest, tempHome } from './testing/temp-home.ts';

function openStore(path: string, options: SessionStoreOptions = {}): SessionStore {
  const { store, setAside } = SessionStore.open(path, options);
  afterTest(() => store.close());
  expect(setAside).toBeNull();
  return store;
}

function openPlugin(path: string): PluginStore {
  const plugin = new PluginStore(path);
  afterTest(() => plugin.close());
  return plugin;
}

function schemaOf(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare('SELECT sql FROM sqlite_schema ORDER BY type, name').all();
  db.close();
  return rows.map((row) => String(row['sql']));
}

const put = (store: SessionStore, id: string, words: string): string | undefined =>
  store.put([{ memory: sampleMemory(id, { summary: words }), expected: null, synced: true }])[0];

describe('a file the plugin made', () => {
  it('is used without changing its schema', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    plugin.save({ id: 'mem_plugin' });
    const before = schemaOf(path);
    const store = openStore(path);
    put(store, 'mem_ours', 'Ours');
    expect(schemaOf(path)).toEqual(before);
    expect(store.get('mem_plugin')?.memory).toMatchObject({ summary: 'From the plugin', synced: false });
  });

  it('has our rows in its full-text index, as its own triggers would put them', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    const store = openStore(path);
    const stamp = put(store, 'mem_ours', 'zebra crossing');
    put(store, 'mem_other', 'zebra');
    expect(plugin.indexed('zebra')).toEqual([plugin.rowid('mem_ours'), plugin.rowid('mem_other')]);
    const next = store.save(sampleMemory('mem_ours', { summary: 'okapi' }), stamp);
    expect(plugin.indexed('zebra')).toEqual([plugin.rowid('mem_other')]);
    expect(plugin.indexed('okapi')).toEqual([plugin.rowid('mem_ours')]);
    // Where nothing but a mark changes, stamps tell milliseconds apart.
    for (const saved = Date.now(); Date.now() === saved;);
    plugin.markSynced('mem_ours');
    plugin.archive('mem_other');
    expect(store.stamps().map(({ stamp: after }) => after)).not.toContain(next);
    store.remove('mem_ours', store.get('mem_ours')?.stamp ?? '');
    plugin.delete('mem_other');
    expect(plugin.indexed('zebra OR okapi OR login')).toEqual([]);
    expect(plugin.check()).toBe('ok');
  });

  it('shows every change of the plugin in the stamps', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    const store = openStore(path);
    plugin.save({ id: 'mem_a', updated_at: 5 });
    const changes = [
      () => plugin.save({ id: 'mem_a', updated_at: 5 }),
      () => plugin.archive('mem_a'),
      () => plugin.markSynced('mem_a'),
      () => plugin.save({ id: 'mem_a', summary: 'New summary', synced: 1, updated_at: 5 }),
    ];
    for (const change of changes) {
      const before = store.stamps();
      change();
      expect(store.stamps()).not.toEqual(before);
    }
    const rows = [{ memory: sampleMemory('mem_a'), expected: store.stamps()[0]?.stamp ?? '', synced: true }];
    plugin.save({ id: 'mem_a', summary: 'Edited meanwhile' });
    expect(() => store.put(rows)).toThrow(AppError);
    expect(store.get('mem_a')?.memory.summary).toBe('Edited meanwhile');
  });

  it('may be written by both at once', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    const [first, second] = [openStore(path), openStore(path)];
    for (let round = 0; round < 30; round += 1) {
      plugin.save({ id: `mem_p${round}` });
      put(first, `mem_a${round}`, 'first');
      put(second, `mem_b${round}`, 'second');
      plugin.archive(`mem_a${round}`);
      second.markSynced([`mem_p${round}`, `mem_a${round}`], 1);
    }
    expect(first.stamps()).toEqual(second.stamps());
    expect(first.count()).toBe(90);
    expect(plugin.indexed('first')).toHaveLength(30);
    expect(plugin.check()).toBe('ok');
  });

  it('busy for longer than we wait is an error that can be tried again', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    const store = openStore(path, { busyTimeoutMs: 50 });
    plugin.db.exec('BEGIN IMMEDIATE');
    let code: unknown;
    try {
      put(store, 'mem_a', 'waits');
    } catch (error) {
      code = error instanceof AppError ? [error.code, error.retryable] : error;
    }
    plugin.db.exec('COMMIT');
    expect(code).toEqual(['STORE_BUSY', true]);
    put(store, 'mem_a', 'now');
  });
});

describe('a full-text index that is out of step', () => {
  it('is refilled, and the row is written', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    for (const id of ['mem_a', 'mem_b', 'mem_c']) plugin.save({ id, summary: `zebra ${id}` });
    plugin.db.exec("INSERT INTO sessions_fts(sessions_fts) VALUES ('delete-all')");
    plugin.db.exec("INSERT INTO sessions_fts(rowid, id) VALUES (1, 'x')");
    expect(() => plugin.markSynced('mem_a')).toThrow(/malformed/);

    const repairs: IndexRepair[] = [];
    const store = openStore(path, { onIndexRepair: (repair) => repairs.push(repair) });
    const stamp = store.save(sampleMemory('mem_a', { summary: 'zebra' }), store.get('mem_a')?.stamp ?? '');
    expect(store.get('mem_a')).toMatchObject({ stamp, memory: { summary: 'zebra' } });
    expect(repairs).toEqual(['refilled']);
    const restarted = openPlugin(path);
    expect(restarted.indexed('zebra')).toHaveLength(3);
    restarted.markSynced('mem_b');
    expect(restarted.check()).toBe('ok');
  });

  it('is left alone when it cannot be repaired, and the row is written', () => {
    const path = join(tempHome(), 'index.db');
    const plugin = openPlugin(path);
    plugin.save({ id: 'mem_a' });
    plugin.db.enableDefensive(false);
    plugin.db.exec('DROP TABLE sessions_fts_docsize');
    const repairs: IndexRepair[] = [];
    const store = openStore(path, { onIndexRepair: (repair) => repairs.push(repair) });
    put(store, 'mem_b', 'kept');
    const stamp = store.save(sampleMemory('mem_a', { summary: 'edited' }));
    store.markSynced(['mem_a'], 1);
    store.remove('mem_b', store.get('mem_b')?.stamp ?? '');
    expect(store.stamps()).toEqual([{ id: 'mem_a', stamp }]);
    expect(repairs).toEqual(['bypassed']);
  });

  it('of another layout is rebuilt by SQLite', () => {
    const path = join(tempHome(), 'index.db');
    const db = new DatabaseSync(path);
    afterTest(() => db.close());
    db.exec(`CREATE TABLE sessions (id TEXT PRIMARY KEY, project_path TEXT, started_at, ended_at, summary TEXT,
        description TEXT, tasks_json, files_modified_json, claude_session_id, project_name, duration, tokens_used,
        tasks_completed, last_user_message, tags_json, log_file, updated_at);
      CREATE VIRTUAL TABLE words USING fts5(summary, content='sessions');
      CREATE TRIGGER words_in AFTER INSERT ON sessions BEGIN INSERT INTO words(rowid, summary) VALUES (new.rowid, new.summary); END;
      CREATE TRIGGER words_change AFTER UPDATE ON sessions BEGIN
        INSERT INTO words(words, rowid, summary) VALUES ('delete', old.rowid, old.summary);
        INSERT INTO words(rowid, summary) VALUES (new.rowid, new.summary);
      END;`);
    const repairs: IndexRepair[] = [];
    const store = openStore(path, { onIndexRepair: (repair) => repairs.push(repair) });
    put(store, 'mem_a', 'zebra');
    const found = (word: string): unknown[] =>
      db.prepare('SELECT rowid FROM words WHERE words MATCH ?').all(word);
    expect(found('zebra')).toHaveLength(1);
    db.exec("INSERT INTO words(words) VALUES ('delete-all')");
    store.save(sampleMemory('mem_a', { summary: 'okapi' }));
    expect(repairs).toEqual(['rebuilt']);
    expect(found('okapi')).toHaveLength(1);
    expect(found('zebra')).toHaveLength(0);
  });
});

describe('a file we made', () => {
  it('has everything the plugin looks for, and works in its hands', () => {
    const path = join(tempHome(), 'index.db');
    const store = openStore(path);
    put(store, 'mem_a', 'zebra');
    const before = schemaOf(path);
    const plugin = openPlugin(path);
    expect(schemaOf(path)).toEqual(before);
    plugin.save({ id: 'mem_b', summary: 'zebra' });
    plugin.save({ id: 'mem_a', summary: 'okapi' });
    plugin.markSynced('mem_a');
    plugin.archive('mem_b');
    expect(plugin.indexed('okapi')).toEqual([plugin.rowid('mem_a')]);
    plugin.delete('mem_b');
    expect(store.stamps().map(({ id }) => id)).toEqual(['mem_a']);
    expect(plugin.check()).toBe('ok');
  });

  it('is indexed later after a bulk load; until then the plugin can change and delete its rows', () => {
    const path = join(tempHome(), 'index.db');
    const store = openStore(path, { now: () => 1_000 });
    const memory = (n: number) =>
      sampleMemory(`mem_${n}`, { summary: 'zebra', description: 'words '.repeat(5_000) });
    const rows = Array.from({ length: 60 }, (_, n) => ({ memory: memory(n), expected: null, synced: true }));
    store.put(rows);
    const waiting = store.pendingIndex();
    expect(waiting).toBeGreaterThan(30);
    const plugin = openPlugin(path);
    expect(plugin.indexed('zebra')).toHaveLength(60 - waiting);
    plugin.markSynced('mem_59');
    plugin.delete('mem_58');
    plugin.save({ id: 'mem_57', summary: 'zebra' });
    store.remove('mem_56', store.get('mem_56')?.stamp ?? '');
    expect(store.pendingIndex()).toBe(waiting - 4);
    while (!store.indexPending(1));
    expect(store.pendingIndex()).toBe(0);
    expect(plugin.indexed('zebra')).toHaveLength(58);
    expect(plugin.check()).toBe('ok');
  });
});

describe('a file of another version', () => {
  const older = (columns: string): string => {
    const path = join(tempHome(), 'index.db');
    const db = new DatabaseSync(path);
    db.exec(`CREATE TABLE sessions (${columns})`);
    db.close();
    return path;
  };
  const reasonOf = (path: string): unknown => {
    try {
      SessionStore.open(path).store.close();
    } catch (error) {
      return error instanceof AppError ? [error.code, error.data['reason']] : error;
    }
    return 'opened';
  };

  it('without some columns holds what needs none of them', () => {
    const path = older(
      'id TEXT PRIMARY KEY, project_path TEXT, started_at INTEGER, ended_at INTEGER, summary TEXT, updated_at INTEGER, note TEXT',
    );
    const store = openStore(path);
    const bare = {
      claudeSessionId: '',
      projectName: '',
      duration: 0,
      description: '',
      tasks: [],
      tasksCompleted: 0,
      filesModified: [],
      lastUserMessage: '',
      tokensUsed: 0,
      tags: [],
      logFile: '',
    };
    store.save(sampleMemory('mem_a', bare));
    expect(store.get('mem_a')?.memory).toEqual(sampleMemory('mem_a', bare));
    store.markSynced(['mem_a'], 1);
    expect(store.list()[0]?.summary).toBe('Fix the login page');
    expect(() => store.save(sampleMemory('mem_b', { ...bare, tags: ['lost?'] }))).toThrow(/tags_json/);
    expect(store.count()).toBe(1);
  });

  it('that can hold no sessions is refused and left as it is', () => {
    expect(reasonOf(older('id TEXT PRIMARY KEY, project_path TEXT'))).toEqual([
      'STORE_UNREADABLE',
      'the table "sessions" has no column "started_at"',
    ]);
    expect(reasonOf(older('id TEXT, project_path, started_at, ended_at, updated_at'))).toEqual([
      'STORE_UNREADABLE',
      '"id" is not the primary key',
    ]);
    expect(
      reasonOf(
        older('id TEXT PRIMARY KEY, project_path, started_at, ended_at, updated_at, owner TEXT NOT NULL'),
      ),
    ).toEqual(['STORE_UNREADABLE', 'the table "sessions" requires an unknown column "owner"']);
    const foreign = join(tempHome(), 'index.db');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE notes (text)');
    db.close();
    expect(reasonOf(foreign)).toEqual(['STORE_UNREADABLE', 'there is no table "sessions"']);
    expect(schemaOf(foreign)).toEqual(['CREATE TABLE notes (text)']);
  });
});

/** Damaged files, files that may not be used, and processes killed while writing. */
import { describe, expect, it } from 'vitest';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import { SessionStore } from './sessions.ts';
import { sampleMemory } from './testing/sample-memory.ts';
import { afterTest, outputOf, runScript, tempHome } from './testing/temp-home.ts';

function storeWithRows(count: number): string {
  const path = join(tempHome(), 'index.db');
  const { store } = SessionStore.open(path);
  const memory = (n: number) => sampleMemory(`mem_${n}`, { description: 'some words '.repeat(400) });
  store.put(Array.from({ length: count }, (_, n) => ({ memory: memory(n), expected: null, synced: false })));
  store.close();
  return path;
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return 'ok';
};

describe('a damaged index.db', () => {
  const damages: Record<string, (path: string) => void> = {
    'header overwritten': (path) => overwrite(path, 0, Buffer.alloc(64, 0x55)),
    'page size of zero': (path) => overwrite(path, 16, Buffer.from([0, 0])),
    'schema overwritten': (path) => overwrite(path, 100, Buffer.alloc(3_000, 0x41)),
    'not a database': (path) => writeFileSync(path, 'summary: this is some other file\n'.repeat(100)),
    'cut to half a page': (path) => writeFileSync(path, readFileSync(path).subarray(0, 2_000)),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`is set aside whole and a new one made: ${name}`, () => {
      const path = storeWithRows(20);
      damage(path);
      const damaged = readFileSync(path);
      const { store, setAside } = SessionStore.open(path);
      afterTest(() => store.close());
      expect(basename(setAside ?? '')).toMatch(/^index\.db\.damaged-\d{4}-\d\d-\d\dT[\d-]+Z$/);
      expect(readFileSync(setAside ?? '').equals(damaged)).toBe(true);
      expect(store.count()).toBe(0);
      store.save(sampleMemory('mem_new'));
      const again = SessionStore.open(path);
      afterTest(() => again.store.close());
      expect(again.setAside).toBeNull();
      expect(again.store.count()).toBe(1);
    });
  }

  it('is set aside with what was still in its -wal', () => {
    const path = storeWithRows(1);
    const setup = new DatabaseSync(path);
    setup.exec("CREATE TABLE marks (text); INSERT INTO marks VALUES ('in the file')");
    setup.close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA wal_autocheckpoint = 0; UPDATE marks SET text = 'in the wal'");
    const copy = join(dirname(path), 'copy', 'index.db');
    mkdirSync(dirname(copy));
    for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(path + suffix));
    db.close();
    const header = readFileSync(copy).subarray(0, 100);
    overwrite(copy, 0, Buffer.alloc(100, 0x55));
    const { store, setAside } = SessionStore.open(copy);
    store.close();
    overwrite(setAside ?? '', 0, header);
    const kept = new DatabaseSync(setAside ?? '');
    afterTest(() => kept.close());
    expect(kept.prepare('SELECT text FROM marks').get()).toEqual({ text: 'in the wal' });
  });

  it('that shows its damage only in use is checked and set aside by the next opening', () => {
    const path = storeWithRows(300);
    overwrite(path, Math.floor(statSync(path).size / 8192) * 4096, Buffer.alloc(4096 * 40, 0x7f));
    const first = SessionStore.open(path);
    expect(first.setAside).toBeNull();
    const codes = new Set([codeOf(() => first.store.stamps())]);
    for (let n = 0; n < 300; n += 1) codes.add(codeOf(() => first.store.get(`mem_${n}`)));
    first.store.close();
    expect([...codes]).toContain('STORE_CORRUPT');
    const second = SessionStore.open(path);
    afterTest(() => second.store.close());
    expect(second.setAside).toContain('.damaged-');
    expect(second.store.count()).toBe(0);
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith('.suspect'))).toEqual([]);
  });

  it('of no bytes at all is simply new', () => {
    const path = join(tempHome(), 'index.db');
    writeFileSync(path, '');
    const { store, setAside } = SessionStore.open(path);
    afterTest(() => store.close());
    expect(setAside).toBeNull();
    expect(store.count()).toBe(0);
  });
});

describe('a place that may not be used', { skip: process.platform === 'win32' }, () => {
  /** Opens as a user who is not root, whom permissions would not stop. */
  const openAsNobody = (path: string): Promise<string> =>
    outputOf(runScript('open.script.ts', [path, '--as-nobody']));

  it('read-only home: HOME_UNWRITABLE, for a new store and an existing one', async () => {
    const path = storeWithRows(1);
    chmodSync(dirname(path), 0o555);
    chmodSync(path, 0o666);
    const answers = [await openAsNobody(path), await openAsNobody(join(dirname(path), 'deeper', 'index.db'))];
    chmodSync(dirname(path), 0o755);
    expect(answers).toEqual(['HOME_UNWRITABLE', 'HOME_UNWRITABLE']);
  });

  it('a file of someone else: STORE_UNREADABLE, and it stays', async () => {
    const path = storeWithRows(1);
    const home = dirname(path);
    chmodSync(home, 0o777);
    chmodSync(path, 0o400);
    const before = readFileSync(path);
    if (process.getuid?.() !== 0) chmodSync(path, 0o000);
    const answer = await openAsNobody(path);
    chmodSync(path, 0o600);
    expect(answer).toBe('STORE_UNREADABLE');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(home)).toEqual(['index.db']);
  });

  it('a directory or a file in the way', () => {
    const home = tempHome();
    mkdirSync(join(home, 'index.db'));
    expect(codeOf(() => SessionStore.open(join(home, 'index.db')))).toBe('STORE_UNREADABLE');
    writeFileSync(join(home, 'file'), '');
    expect(codeOf(() => SessionStore.open(join(home, 'file', 'index.db')))).toBe('HOME_UNWRITABLE');
  });
});

describe('a writer killed at any moment', () => {
  it('leaves whole batches, and every one it had reported', async () => {
    const path = join(tempHome(), 'index.db');
    let expected = 0;
    for (const wait of [1, 4, 9]) {
      const child = runScript('writer.script.ts', [path.replace('index', `index${wait}`)]);
      let output = '';
      const enough = new Promise<void>((resolve) => {
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.split('\n').length > wait) resolve();
        });
        child.on('exit', () => resolve());
      });
      await enough;
      const ended = new Promise((resolve) => child.on('close', resolve));
      child.kill('SIGKILL');
      await ended;
      const reported = output.split('\n').length - 1;
      expected += reported;
      const { store, setAside } = SessionStore.open(path.replace('index', `index${wait}`));
      afterTest(() => store.close());
      expect(setAside).toBeNull();
      expect(store.count() % 10).toBe(0);
      expect(store.count()).toBeGreaterThanOrEqual(reported * 10);
      for (let n = 0; n < reported; n += 1)
        expect(store.get(`mem_${n}_9`)?.memory.summary).toBe(`batch ${n}`);
      while (!store.indexPending(100));
      store.save(sampleMemory('mem_after'));
    }
    expect(expected).toBeGreaterThan(3);
  });
});

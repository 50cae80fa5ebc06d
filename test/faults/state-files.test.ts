/** sync.db deleted or damaged at any time, index.db damaged: what they held comes back, nothing is deleted. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { ConflictRecord } from '../../src/main/composed-app.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { contentsById, readRows, session, sessions, TestDevice } from './testing/device.ts';
import { digestOf, folderPlace, s3Place, sharedMinio, type Place } from './testing/place.ts';
import { expectAllInStep, twoInStep } from './testing/world.ts';

const minio = sharedMinio();
const memories = sessions('a', 30);
const more = session('mem_more');

function removeState(device: TestDevice): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(device.syncDb + suffix, { force: true });
}

/** Overwrites the file from `start` on with noise, its length unchanged. */
function scribble(file: string, start: number): void {
  const length = statSync(file).size - start;
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 'scribbled over by something else. '), 0, length, start);
  closeSync(handle);
}

describe('sync.db', () => {
  it('deleted between two syncs is made anew from both sides, and nothing is transferred', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const before = await digestOf(place);
    for (const device of [laptop, desktop]) {
      removeState(device);
      const report = await device.goodSync();
      expect(report).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0, unchanged: memories.length });
    }
    const { 'devices/laptop.enc': _l, 'devices/desktop.enc': _d, ...objects } = await digestOf(place);
    expect(before).toMatchObject(objects);
    await expectAllInStep([laptop, desktop], memories);
  });

  it('deleted with edits on both sides: all of them arrive', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    desktop.save(more);
    laptop.save(session('mem_late'));
    await desktop.goodSync();
    removeState(laptop);
    await expectAllInStep([laptop, desktop], [...memories, more, session('mem_late')]);
  });

  it.each(['laptop', 'desktop'])(
    'deleted on the laptop, a session edited on the %s: no edit is lost',
    async (editor) => {
      const place = await folderPlace();
      const { laptop, desktop } = await twoInStep(place, memories);
      const edited = session('mem_a000', { summary: 'Edited' });
      for (const device of [laptop, desktop]) if (device.name === editor) device.save(edited);
      await desktop.goodSync();
      removeState(laptop);
      const report = await laptop.goodSync();
      // Without a baseline nobody can know which is newer: kept are both.
      if (report.conflicts > 0) {
        const [{ local, remote }] = (await laptop.use((app) => app.conflicts())) as [ConflictRecord];
        const summaries = [local.memory.summary, remote.memory.summary];
        expect(summaries.sort()).toEqual(['Edited', 'Work on mem_a000']);
        const keep = local.memory.summary === 'Edited' ? 'local' : 'remote';
        await laptop.use((app) => app.resolve({ session: 'mem_a000', keep }));
      }
      await expectAllInStep([laptop, desktop], [edited, ...memories.slice(1)]);
    },
  );

  it('deleted, while a transcript of a session that a person deleted is still there: it stays deleted', async () => {
    const place = await folderPlace();
    const laptop = new TestDevice('laptop', place);
    const project = path.join(laptop.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects', '-home-mira-shop');
    const transcript = path.join(project, '3f0e6d0c-52c4-4d7a-9e55-0c4f4f1a7be2.jsonl');
    const say = (text: string, timestamp: string): void => {
      const message = { role: 'user', content: text };
      const line = { type: 'user', uuid: timestamp, timestamp, cwd: '/home/mira/shop', message };
      mkdirSync(project, { recursive: true });
      appendFileSync(transcript, `${JSON.stringify(line)}\n`);
    };
    say('Count the stock', '2026-01-01T00:00:00.000Z');
    await laptop.goodSync();
    const [id = ''] = Object.keys(laptop.memories());
    await laptop.use((app) => app.delete(id));
    await laptop.goodSync();
    removeState(laptop);
    await laptop.goodSync();
    expect(laptop.memories()).toEqual({});
    say('And order what is missing', new Date(Date.now() + 60_000).toISOString());
    await laptop.goodSync();
    expect(Object.keys(laptop.memories())).toEqual([id]);
  });

  it('deleted while the app is open and syncs on', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    await laptop.use(async (app) => {
      await app.sync();
      removeState(laptop);
      laptop.save(more);
      const report = await app.sync();
      expect([report.uploaded, report.failed, report.conflicts]).toEqual([1, 0, 0]);
    });
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });

  it('deleted in the middle of a sync ends that one at worst, and the next one mends all', async () => {
    const place = await s3Place(minio());
    const laptop = new TestDevice('laptop', place);
    const many = sessions('b', 200, 3000);
    laptop.save(...many);
    let removed = false;
    await laptop
      .sync({
        onProgress: ({ phase, done }) => {
          if (removed || phase !== 'transferring' || done < 20) return;
          removed = true;
          removeState(laptop);
        },
      })
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'LOCK_LOST' }));
    expect(removed).toBe(true);
    await expectAllInStep([laptop, new TestDevice('desktop', place)], many);
  });

  it.each([
    [
      'that is no database',
      (file: string) => writeFileSync(file, 'this was sync.db'),
      ['SYNC_STATE_REBUILT'],
    ],
    ['whose pages are scribbled over', (file: string) => scribble(file, 4096), ['SYNC_STATE_REBUILT']],
    // To SQLite an empty file is a new database: nothing was there that could be kept.
    ['of a length of zero', (file: string) => writeFileSync(file, ''), []],
  ])('%s is made anew, and that is said', async (_name, damage, said) => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    laptop.save(more);
    damage(laptop.syncDb);
    const notices: string[] = [];
    // Damage inside may come up only in use: then that sync ends with it, and the next one begins anew.
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await laptop
        .sync({}, { onNotice: ({ code }) => code !== 'SECRETS_IN_CONFIG' && notices.push(code) })
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'STORE_CORRUPT' }));
    }
    expect(notices).toEqual(said);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });
});

describe('a damaged index.db', () => {
  async function damaged(damage: (file: string) => void): Promise<{
    place: Place;
    laptop: TestDevice;
    desktop: TestDevice;
    bytes: Buffer;
  }> {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    damage(laptop.indexDb);
    return { place, laptop, desktop, bytes: readFileSync(laptop.indexDb) };
  }

  it.each([
    ['no database any more', (file: string) => writeFileSync(file, 'once a database')],
    ['scribbled over', (file: string) => scribble(file, 100)],
  ])('%s: set aside, said, and its sessions come back from the bucket', async (_name, damage) => {
    const { laptop, desktop, bytes } = await damaged(damage);
    const answer = await laptop.cli(['sync']);
    expect(answer.code).toBe(EXIT.ok);
    const aside = laptop.files().find((name) => name.startsWith('index.db.damaged-'))!;
    expect(answer.err.replaceAll(/\s+/g, ' ')).toContain(`kept as “${path.join(laptop.home, aside)}”`);
    expect(answer.err).toMatch(/Sync once: every session that is in the bucket comes back/);
    expect(readFileSync(path.join(laptop.home, aside))).toEqual(bytes);
    expect(answer.out).toMatch(/30 downloaded/);
    expect(laptop.memories()).toEqual(contentsById(memories));
    await expectAllInStep([laptop, desktop], memories);
  });

  it('in pages that only a query meets: the sync ends with it, and the next one mends all', async () => {
    const place = await folderPlace();
    const large = sessions('c', 60, 8000);
    const { laptop, desktop } = await twoInStep(place, large);
    scribble(laptop.indexDb, 64 * 1024);
    const codes: (number | null)[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) codes.push((await laptop.cli(['sync'])).code);
    expect(codes.at(-1), String(codes)).toBe(EXIT.ok);
    expect(laptop.files().some((name) => name.startsWith('index.db.damaged-'))).toBe(true);
    await expectAllInStep([laptop, desktop], large);
  });

  it('from an older backup: what is newer in the bucket comes back', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const backup = `${laptop.indexDb}.backup`;
    copyFileSync(laptop.indexDb, backup);
    laptop.save(more, session('mem_a000', { summary: 'Edited later' }));
    await laptop.goodSync();
    copyFileSync(backup, laptop.indexDb);
    rmSync(backup);
    expect(readRows(laptop.indexDb)).not.toHaveProperty('mem_more');
    await laptop.goodSync();
    const kept = await laptop.use(async (app) => ({
      shown: (await app.show('mem_more')).memory.summary,
      remote: (await app.listRemoteSessions()).map(({ sessionId }) => sessionId),
    }));
    expect(kept.shown).toBe('Work on mem_more');
    expect(kept.remote).toContain('mem_more');
    await desktop.goodSync();
    expect(Object.keys(desktop.memories())).toContain('mem_more');
  });

  it('is opened by nobody else in the state it is in: SQLite itself says it is whole afterwards', async () => {
    const { laptop } = await damaged((file) => writeFileSync(file, 'once a database'));
    await laptop.goodSync();
    const db = new DatabaseSync(laptop.indexDb, { readOnly: true });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  });
});

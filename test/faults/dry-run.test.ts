/** `sync --dry-run` looks and writes nothing: neither here nor in the bucket, whatever state it finds. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { TranscribedSessions } from '../../src/main/compose/transcribed-sessions.ts';
import type { LocalSessions } from '../../src/main/engine/ports.ts';
import { SessionStore } from '../../src/main/store/sessions.ts';
import { Conversation } from './testing/conversation.ts';
import { session, TestDevice } from './testing/device.ts';
import { digestOf, folderPlace, type Place } from './testing/place.ts';
import { begun, bucketOf, conflictsOf, parted, project, resume, stateOf } from './testing/shared-talk.ts';

/** Every row of every table. */
function contentsOf(file: string): Record<string, unknown[]> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    const names = db
      .prepare(sql)
      .all()
      .map(({ name }) => String(name));
    return Object.fromEntries(names.map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]));
  } finally {
    db.close();
  }
}

/** All that a device has, and the bucket. Of databases, what they hold: opening them may move pages. */
async function everything(place: Place, device: TestDevice): Promise<unknown> {
  const entries = readdirSync(device.home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.db(-wal|-shm)?$/.test(entry.name));
  const hashes = files.map(({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    return [file, createHash('sha256').update(readFileSync(file)).digest('hex')];
  });
  const databases = [device.indexDb, device.syncDb].filter((file) => existsSync(file)).map(contentsOf);
  const bucket = existsSync(bucketOf(place)) ? await digestOf(place) : null;
  return { hashes, databases, bucket };
}

async function dryRun(device: TestDevice): Promise<{ counts: Record<string, number>; items: unknown[] }> {
  const answer = await device.cli(['sync', '--dry-run', '--json']);
  expect(answer.code, answer.out + answer.err).toBe(0);
  return JSON.parse(answer.out) as { counts: Record<string, number>; items: unknown[] };
}

describe('asking what a pass would do', () => {
  it('changes nothing where something was said, saved, deleted or decided since', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await parted(place);
    laptop.save(session('mem_new'));
    talk.say(laptop, 'More');
    talk.rest(laptop);
    desktop.save(session('mem_theirs'));
    await desktop.goodSync();
    for (const step of [
      () => Promise.resolve(),
      () => laptop.cli(['resolve', id, '--keep', 'remote']),
      () => laptop.cli(['delete', id]),
    ]) {
      await step();
      const before = await everything(place, laptop);
      await dryRun(laptop);
      expect(await everything(place, laptop)).toEqual(before);
    }
  });

  it('changes nothing after a process was killed while it stored rows with their conversations', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    await resume(desktop, id);
    talk.say(desktop, 'On the desktop');
    talk.rest(desktop);
    await desktop.goodSync();
    const theirs = desktop.use((app) => app.show(id));
    const transcript = stateOf(desktop, (state) => state.transcripts.transcript(id))!;
    killedWhileStoring(laptop, { ...(await theirs).memory, transcript });
    const before = await everything(place, laptop);
    const plan = await dryRun(laptop);
    expect(await everything(place, laptop)).toEqual(before);
    // It sees the row as the killed process meant it: that of the desktop.
    expect(plan.counts).not.toHaveProperty('upload');
    await laptop.goodSync();
    expect(stateOf(laptop, (state) => state.transcripts.transcript(id))).toEqual(transcript);
    expect(await conflictsOf(laptop)).toEqual([]);
  });

  it('joins no vault, makes none, and makes no folder and no key for one', async () => {
    const place = await folderPlace();
    const talk = new Conversation(project());
    const fresh = new TestDevice('fresh', place);
    const keyless = new TestDevice('keyless', place, { settings: { encryption_key: null } });
    const joins = new TestDevice('joins', place);
    for (const device of [fresh, keyless, joins]) {
      talk.say(device, 'Count the stock');
      talk.rest(device);
      await device.cli(['capture']);
    }
    const looksOnly = async (device: TestDevice): Promise<void> => {
      const before = await everything(place, device);
      expect((await dryRun(device)).items).toHaveLength(1);
      expect(await everything(place, device), device.name).toEqual(before);
    };
    await looksOnly(joins);
    rmSync(path.join(bucketOf(place), 'vault.json'));
    for (const device of [fresh, keyless]) await looksOnly(device);
    rmSync(bucketOf(place), { recursive: true });
    for (const device of [fresh, keyless]) await looksOnly(device);
    expect(existsSync(bucketOf(place))).toBe(false);
    await fresh.goodSync();
    expect(await dryRun(fresh)).toMatchObject({ items: [] });
  });
});

/** The row is stored, and the process dies before sync.db hears of its conversation. */
function killedWhileStoring(device: TestDevice, memory: Parameters<LocalSessions['hashOf']>[0]): void {
  const { store } = SessionStore.open(device.indexDb);
  const dying = new Proxy<LocalSessions>(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'put') return member.bind(target) as unknown;
      return (rows: Parameters<LocalSessions['put']>[0]) => {
        target.put(rows);
        throw new Error('killed');
      };
    },
  });
  try {
    stateOf(device, (state) => {
      const sessions = new TranscribedSessions({ sessions: dying, state, transcripts: state.transcripts });
      const expected = store.get(memory.id)?.stamp ?? null;
      expect(() => sessions.put([{ memory, expected, synced: true }])).toThrow('killed');
    });
  } finally {
    store.close();
  }
}

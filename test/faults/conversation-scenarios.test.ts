/** Conversations among several devices where something is off: parts gone, deletions, other versions, lost state. */
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { ConflictRecord, ResumeResult } from '../../src/main/composed-app.ts';
import { SyncStateDb } from '../../src/main/store/sync-state.ts';
import { tempDirectory } from './testing/cleanup.ts';
import { Conversation } from './testing/conversation.ts';
import { session, TestDevice } from './testing/device.ts';
import { digestOf, folderPlace, type Place } from './testing/place.ts';

function project(): string {
  const directory = path.join(tempDirectory(), 'shop');
  mkdirSync(directory);
  return directory;
}

function onlyId(device: TestDevice): string {
  const [id = '', ...others] = Object.keys(device.memories());
  expect(others).toEqual([]);
  return id;
}

async function resume(device: TestDevice, id: string, ...more: string[]): Promise<ResumeResult> {
  const answer = await device.cli(['resume', id, '--json', ...more]);
  expect(answer.code, answer.out + answer.err).toBe(0);
  return JSON.parse(answer.out) as ResumeResult;
}

const conflictsOf = (device: TestDevice): Promise<readonly ConflictRecord[]> =>
  device.use((app) => app.conflicts());

async function rounds(count: number, ...devices: TestDevice[]): Promise<void> {
  for (let round = 0; round < count; round += 1) for (const device of devices) await device.goodSync();
}

/** A last round in which nobody has anything to do. */
async function expectSettled(...devices: TestDevice[]): Promise<void> {
  for (const device of devices) {
    const report = await device.goodSync();
    expect(report, device.name).toMatchObject({ uploaded: 0, downloaded: 0, removed: 0, conflicts: 0 });
  }
}

async function begun(place: Place) {
  const devices = ['laptop', 'desktop', 'tablet'].map((name) => new TestDevice(name, place));
  const [laptop, desktop, tablet] = devices as [TestDevice, TestDevice, TestDevice];
  const talk = new Conversation(project());
  for (const text of ['Count the stock', 'Order what is missing']) talk.say(laptop, text);
  talk.rest(laptop);
  await laptop.goodSync();
  return { laptop, desktop, tablet, talk, id: onlyId(laptop) };
}

/** Both went on; the laptop is told of a conflict. */
async function parted(place: Place) {
  const world = await begun(place);
  const { laptop, desktop, talk, id } = world;
  await desktop.goodSync();
  await resume(desktop, id);
  talk.say(desktop, 'On the desktop I sell it');
  talk.rest(desktop);
  talk.say(laptop, 'On the laptop I keep it');
  talk.rest(laptop);
  const bytes = { mine: talk.bytes(laptop), theirs: talk.bytes(desktop) };
  await desktop.goodSync();
  expect(await laptop.goodSync()).toMatchObject({ conflicts: 1 });
  return { ...world, ...bytes };
}

async function keepBoth(device: TestDevice, id: string): Promise<string> {
  const answer = await device.cli(['resolve', id, '--keep', 'both', '--json']);
  expect(answer.code, answer.out).toBe(0);
  return (JSON.parse(answer.out) as { fork: string }).fork;
}

const bucketOf = (place: Place): string => String(place.settings['bucket']);

function filesBelow(directory: string): string[] {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function stateOf<T>(device: TestDevice, work: (state: SyncStateDb) => T): T {
  const { state } = SyncStateDb.open(device.syncDb);
  try {
    return work(state);
  } finally {
    state.close();
  }
}

async function partKeys(place: Place): Promise<string[]> {
  return Object.keys(await digestOf(place)).filter((key) => key.startsWith('transcripts/'));
}

describe('a fork', () => {
  it('resumed on a third device is no conflict', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, id } = await parted(place);
    const fork = await keepBoth(laptop, id);
    await rounds(2, laptop, desktop, tablet);
    const second = await resume(tablet, fork);
    utimesSync(second.main, new Date(Date.now() - 300_000), new Date(Date.now() - 300_000));
    await tablet.goodSync();
    expect(await conflictsOf(tablet)).toEqual([]);
    await rounds(2, laptop, desktop, tablet);
    await expectSettled(laptop, desktop, tablet);
  });

  it('whose bytes could be copied only later is named to all where they are then', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, id } = await parted(place);
    const parts = path.join(bucketOf(place), 'transcripts', 'desktop');
    const fork = await keepBoth(laptop, id);
    renameSync(parts, `${parts}.away`);
    await laptop.sync();
    renameSync(`${parts}.away`, parts);
    await tablet.goodSync();
    await rounds(3, laptop, desktop, tablet);
    rmSync(parts, { recursive: true });
    for (const device of [laptop, desktop, tablet]) {
      const named = stateOf(device, (state) => state.transcripts.transcript(fork));
      expect(named, device.name).toMatchObject({ device: 'laptop', session: fork });
    }
    const late = new TestDevice('late', place);
    await late.goodSync();
    await resume(late, fork);
    await expectSettled(laptop, desktop, tablet);
  });
});

describe('a conflict', () => {
  it('whose other side lost its parts is told all the same, and the own side goes to the bucket', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    await resume(desktop, id);
    for (const text of ['On the desktop I sell it', 'And sell it', 'And sell it']) talk.say(desktop, text);
    talk.rest(desktop);
    talk.say(laptop, 'On the laptop I keep it');
    talk.rest(laptop);
    await desktop.goodSync();
    rmSync(path.join(bucketOf(place), 'transcripts', 'desktop'), { recursive: true });
    const report = await laptop.sync();
    expect(report).toMatchObject({ conflicts: 1, uploaded: 1, failures: [] });
  });

  it('keeps the conversation when the version that was kept, or merged, has none', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, talk, id } = await begun(place);
    await desktop.goodSync();
    const memory = (await laptop.use((app) => app.show(id))).memory;
    // A client that knows no transcripts, and edits what it has.
    stateOf(desktop, (state) =>
      state.transcripts.commitTranscripts({ transcripts: [{ session: id, transcript: null }] }),
    );
    desktop.save({ ...memory, summary: 'Edited on the desktop' });
    await desktop.goodSync();
    talk.sweep(laptop);
    laptop.save({ ...memory, summary: 'Edited on the laptop' });
    await laptop.goodSync();
    const [conflict] = await conflictsOf(laptop);
    expect(conflict).toBeDefined();
    await laptop.use((app) => app.resolve({ session: id, keep: 'remote' }));
    await rounds(2, laptop, desktop, tablet);
    await resume(tablet, id);
    await resume(laptop, id);
    expect(talk.bytes(tablet).equals(talk.bytes(laptop))).toBe(true);
  });
});

describe('a version without a conversation', () => {
  it('that goes on from one that has it does not take it away', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, talk, id } = await begun(place);
    await desktop.goodSync();
    const memory = (await laptop.use((app) => app.show(id))).memory;
    stateOf(desktop, (state) =>
      state.transcripts.commitTranscripts({ transcripts: [{ session: id, transcript: null }] }),
    );
    desktop.save({ ...memory, summary: 'Edited on the desktop' });
    await desktop.goodSync();
    talk.sweep(laptop);
    await rounds(3, laptop, desktop, tablet);
    for (const device of [laptop, desktop, tablet])
      expect(device.memories()[id]).toMatchObject({ summary: 'Edited on the desktop' });
    await expectSettled(laptop, desktop, tablet);
    await resume(tablet, id);
  });
});

describe('a deletion', () => {
  it('that was undone elsewhere does not take the conversation with it after 30 days', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, talk, id } = await begun(place);
    laptop.save(session('mem_clock'));
    await rounds(1, laptop, desktop);
    const bytes = talk.bytes(laptop);
    talk.sweep(laptop);
    await desktop.use((app) => app.delete(id));
    await rounds(1, desktop, laptop);
    await desktop.use((app) => app.undelete(id));
    await rounds(2, desktop, laptop);
    const later = new Date(Date.now() + 32 * 86_400_000);
    for (const file of filesBelow(path.join(bucketOf(place), 'sessions')))
      if (file.includes('mem_clock')) utimesSync(file, later, later);
    await rounds(2, laptop, desktop, tablet);
    await resume(tablet, id);
    expect(talk.bytes(tablet).equals(bytes)).toBe(true);
  });
});

describe('a device', () => {
  it('with a new name does not name parts below it that are below the old one', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    laptop.configure({ ...place.settings, encryption_key: place.keyHex, device_id: 'renamed' });
    talk.say(laptop, 'Under a new name');
    talk.rest(laptop);
    await laptop.goodSync();
    await desktop.goodSync();
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
  });

  it('sends its conversations again to a bucket that a person says is rightly empty', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    for (const directory of ['sessions', 'transcripts'])
      rmSync(path.join(bucketOf(place), directory), { recursive: true });
    expect((await laptop.cli(['sync', '--accept', 'empty-bucket'])).code).toBe(0);
    await rounds(1, laptop, desktop);
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
  });

  it('sends again what is gone from the bucket when it is asked to verify', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await rounds(1, desktop);
    rmSync(path.join(bucketOf(place), 'transcripts'), { recursive: true });
    await laptop.goodSync({ verify: true });
    await rounds(2, laptop, desktop);
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
    await laptop.goodSync({ verify: true });
    talk.rest(desktop);
    await rounds(2, laptop, desktop);
    await expectSettled(laptop, desktop);
  });

  it('whose row was removed resumes what others made of it since', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    talk.sweep(laptop);
    const db = new DatabaseSync(laptop.indexDb);
    db.exec(`DELETE FROM sessions WHERE id = '${id}'`);
    db.close();
    await resume(desktop, id);
    talk.say(desktop, 'And on it goes');
    talk.rest(desktop);
    await desktop.goodSync();
    await laptop.goodSync();
    await resume(laptop, id);
    expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
  });

  it('that asks what a pass would do changes nothing', async () => {
    const place = await folderPlace();
    const { laptop, talk } = await begun(place);
    talk.say(laptop, 'More');
    talk.rest(laptop);
    const before = await digestOf(place);
    const known = (): unknown => stateOf(laptop, ({ transcripts }) => [...transcripts.bundleFiles()]);
    const captured = known();
    expect((await laptop.cli(['sync', '--dry-run'])).code).toBe(0);
    expect(await digestOf(place)).toEqual(before);
    expect(known()).toEqual(captured);
  });

  it('does not put its own in the place of a conversation that a later version wrote', async () => {
    const place = await folderPlace();
    const { laptop, talk, id } = await begun(place);
    const later = { v: 2, pages: ['not for this version'] };
    stateOf(laptop, (state) => {
      const baseline = state.baseline(id)!;
      state.transcripts.commitTranscripts({
        forgetBundles: [id],
        transcripts: [{ session: id, transcript: null }],
        state: { baselines: [{ ...baseline, stamp: '', contentHash: '', extra: { transcript: later } }] },
      });
    });
    talk.say(laptop, 'More');
    talk.rest(laptop);
    const report = await laptop.sync();
    expect(report.failures).toMatchObject([{ session: id, code: 'TRANSCRIPT_UNSUPPORTED' }]);
    const stored = { sessionId: id, deviceId: 'laptop' };
    const { extra, transcript } = await laptop.use((app) => app.downloadSession(stored));
    expect([extra, transcript]).toEqual([{ transcript: later }, undefined]);
  });
});

describe('three devices with one file, none of which knew of the others', () => {
  it('agree on the longest', async () => {
    const place = await folderPlace();
    const devices = ['a', 'b', 'c'].map((name) => new TestDevice(name, place));
    const talk = new Conversation(project());
    const [a, b, c] = devices as [TestDevice, TestDevice, TestDevice];
    talk.say(a, 'Count the stock');
    for (const [from, to] of [
      [a, b],
      [b, c],
    ] as const) {
      mkdirSync(path.dirname(talk.file(to)), { recursive: true });
      copyFileSync(talk.file(from), talk.file(to));
      talk.say(to, `More on ${to.name}`);
    }
    for (const device of devices) talk.rest(device);
    await Promise.all([a.sync(), b.sync(), c.sync()]);
    await rounds(3, c, b, a);
    await expectSettled(a, b, c);
    const late = new TestDevice('late', place);
    await late.goodSync();
    await resume(late, onlyId(late));
    expect(talk.bytes(late).equals(talk.bytes(c))).toBe(true);
  });
});

describe('a session of the plugin', () => {
  it('with an id of its own travels with its conversation, there and back', async () => {
    const place = await folderPlace();
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const talk = new Conversation(project());
    laptop.save(session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project }));
    talk.say(laptop, 'Count the stock');
    talk.rest(laptop);
    await rounds(1, laptop, desktop);
    await resume(desktop, 'mem_plugin');
    talk.say(desktop, 'On the desktop');
    talk.rest(desktop);
    await rounds(1, desktop, laptop);
    await resume(laptop, 'mem_plugin');
    expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
    talk.rest(laptop);
    await rounds(1, laptop, desktop);
    await expectSettled(laptop, desktop);
    expect(await partKeys(place)).not.toEqual([]);
  });

  it('has its newest conversation where sync.db was lost', async () => {
    const place = await folderPlace();
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const tablet = new TestDevice('tablet', place);
    const talk = new Conversation(project());
    laptop.save(session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project }));
    talk.say(laptop, 'Count the stock');
    talk.rest(laptop);
    await rounds(1, laptop, desktop, tablet);
    await resume(desktop, 'mem_plugin');
    talk.say(desktop, 'On the desktop');
    talk.rest(desktop);
    await rounds(1, desktop, laptop, tablet);
    for (const suffix of ['', '-wal', '-shm']) rmSync(tablet.syncDb + suffix, { force: true });
    await rounds(1, tablet);
    await resume(tablet, 'mem_plugin');
    expect(talk.bytes(tablet).equals(talk.bytes(desktop))).toBe(true);
    talk.rest(tablet);
    await rounds(2, laptop, desktop, tablet);
    await expectSettled(laptop, desktop, tablet);
  });

  it('parted on two devices stays so when a third loses its sync.db', async () => {
    const place = await folderPlace();
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const tablet = new TestDevice('tablet', place);
    const talk = new Conversation(project());
    laptop.save(session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project }));
    talk.say(laptop, 'Count the stock');
    talk.rest(laptop);
    await rounds(1, laptop, desktop, tablet);
    await resume(desktop, 'mem_plugin');
    talk.say(desktop, 'On the desktop');
    talk.say(laptop, 'On the laptop');
    for (const device of [laptop, desktop]) talk.rest(device);
    await rounds(1, laptop, desktop);
    expect(await conflictsOf(desktop)).toHaveLength(1);
    for (const suffix of ['', '-wal', '-shm']) rmSync(tablet.syncDb + suffix, { force: true });
    await tablet.goodSync();
    tablet.save(
      session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project, summary: 'Mine' }),
    );
    await tablet.goodSync();
    await rounds(2, laptop, desktop);
    expect((await conflictsOf(laptop)).length + (await conflictsOf(desktop)).length).toBeGreaterThan(0);
  });
});

/**
 * Whole conversations on their way: captured while they grow, swept by the agent, killed at random moments, gone on
 * with elsewhere, on one side or on both. Nothing that was said is lost, and nothing is there half.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AppStatus, ConflictRecord, ResumeResult } from '../../src/main/composed-app.ts';
import { Conversation, transcriptsOn } from './testing/conversation.ts';
import { tempDirectory } from './testing/cleanup.ts';
import { TestDevice } from './testing/device.ts';
import { contentsOf, digestOf, folderPlace, s3Place, sharedMinio, type Place } from './testing/place.ts';

const minio = sharedMinio();

/** A directory that both devices have, as a project on a home directory of the same name is. */
function project(): string {
  const directory = path.join(tempDirectory(), 'shop');
  mkdirSync(directory);
  return directory;
}

async function onlyId(device: TestDevice): Promise<string> {
  const [id = '', ...others] = Object.keys(device.memories());
  expect(others).toEqual([]);
  return id;
}

async function resume(device: TestDevice, id: string, ...more: string[]): Promise<ResumeResult> {
  const answer = await device.cli(['resume', id, '--json', ...more]);
  expect(answer.code, answer.out + answer.err).toBe(0);
  return JSON.parse(answer.out) as ResumeResult;
}

const status = (device: TestDevice): Promise<AppStatus> => device.use((app) => app.status());

async function conflictsOf(device: TestDevice): Promise<readonly ConflictRecord[]> {
  return device.use((app) => app.conflicts());
}

/** A conversation of some turns, in step on the laptop. */
async function begun(place: Place) {
  const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
  const talk = new Conversation(project());
  for (const text of ['Count the stock', 'Order what is missing', 'Write it down']) talk.say(laptop, text);
  talk.addSideFiles(laptop);
  talk.rest(laptop);
  await laptop.goodSync();
  return { laptop, desktop, talk, id: await onlyId(laptop) };
}

describe('a conversation', () => {
  it('captured while it grows, killed at random, swept, resumed elsewhere, gone on with, and back', async () => {
    const place = await s3Place(minio());
    const { laptop, desktop, talk, id } = await begun(place);
    for (let round = 0; round < 12; round += 1) {
      for (let turn = 0; turn < 5; turn += 1)
        talk.say(laptop, `Round ${round}, turn ${turn} ${'…'.repeat(500)}`);
      const running = laptop.start(['sync']);
      await sleep(150 + Math.random() * 400);
      running.child.kill('SIGKILL');
      await running.ended;
    }
    talk.rest(laptop);
    await laptop.goodSync();
    const before = talk.bytes(laptop);
    expect((await status(laptop)).conversations).toMatchObject({ total: 1, safe: 1, waiting: [] });

    talk.sweep(laptop);
    expect(await laptop.goodSync()).toMatchObject({ uploaded: 0, downloaded: 0, removed: 0 });
    expect((await status(laptop)).conversations).toMatchObject({ total: 0, onlyInBucket: 1 });

    await desktop.goodSync();
    const there = await resume(desktop, id);
    expect(there).toMatchObject({ action: 'write', agentSession: talk.id, project: talk.project });
    expect(talk.bytes(desktop).equals(before)).toBe(true);
    expect(transcriptsOn(desktop)).toEqual({ [talk.id]: expect.any(String) as string });

    talk.say(desktop, 'And now on the desktop');
    talk.rest(desktop);
    expect(await desktop.goodSync()).toMatchObject({ uploaded: 1, conflicts: 0 });
    expect(await laptop.goodSync()).toMatchObject({ downloaded: 1, conflicts: 0 });
    expect(await resume(laptop, id)).toMatchObject({ action: 'write' });
    expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
  });

  it('continued elsewhere comes back as a fast-forward of the file that is still here', async () => {
    const { laptop, desktop, talk, id } = await begun(await folderPlace());
    await desktop.goodSync();
    await resume(desktop, id);
    talk.say(desktop, 'And now on the desktop');
    talk.rest(desktop);
    await desktop.goodSync();
    expect(await laptop.goodSync()).toMatchObject({ downloaded: 1, conflicts: 0 });
    expect(await resume(laptop, id, '--dry-run')).toMatchObject({ action: 'fast-forward', dryRun: true });
    expect(await resume(laptop, id)).toMatchObject({ action: 'fast-forward' });
    expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
    talk.rest(laptop);
    expect(await laptop.goodSync()).toMatchObject({ conflicts: 0 });
    expect(await desktop.goodSync()).toMatchObject({ conflicts: 0 });
  });

  it('that nobody went on with is not sent again, from neither side', async () => {
    const { laptop, desktop, talk, id } = await begun(await folderPlace());
    await desktop.goodSync();
    await resume(desktop, id);
    talk.rest(desktop);
    for (let round = 0; round < 2; round += 1)
      for (const device of [desktop, laptop]) await device.goodSync();
    for (const device of [desktop, laptop]) {
      expect(await device.goodSync()).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0 });
    }
  });

  it('that went on in two places ends as two, both to be gone on with, and nothing is lost', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    await resume(desktop, id);
    talk.say(desktop, 'On the desktop I sell it');
    talk.rest(desktop);
    talk.say(laptop, 'On the laptop I keep it');
    talk.say(laptop, 'And count again');
    talk.rest(laptop);
    const [mine, theirs] = [talk.bytes(laptop), talk.bytes(desktop)];
    await desktop.goodSync();
    expect(await laptop.goodSync()).toMatchObject({ conflicts: 1 });

    const [conflict] = await conflictsOf(laptop);
    const branches = await laptop.use((app) => app.branches(conflict!));
    expect(branches).toMatchObject({
      shared: 6,
      local: { device: 'laptop', messages: 4, opening: 'On the laptop I keep it' },
      remote: { device: 'desktop', messages: 2, opening: 'On the desktop I sell it' },
    });

    const answer = await laptop.cli(['resolve', id, '--keep', 'both', '--json']);
    expect(answer.code, answer.out).toBe(0);
    const { fork } = JSON.parse(answer.out) as { fork: string };
    for (let round = 0; round < 3; round += 1)
      for (const device of [laptop, desktop]) await device.goodSync();
    for (const device of [laptop, desktop]) {
      expect(await conflictsOf(device)).toEqual([]);
      expect(Object.keys(device.memories()).sort()).toEqual([id, fork].sort());
    }

    const tablet = new TestDevice('tablet', place);
    await tablet.goodSync();
    await resume(tablet, id);
    const second = await resume(tablet, fork);
    expect(talk.bytes(tablet).equals(mine)).toBe(true);
    const forked = new Conversation(talk.project, second.agentSession).bytes(tablet).toString();
    expect(forked.replaceAll(second.agentSession, talk.id)).toBe(theirs.toString());
    expect(Object.keys(transcriptsOn(tablet)).sort()).toEqual([talk.id, second.agentSession].sort());

    const continued = new Conversation(talk.project, second.agentSession);
    continued.say(tablet, 'The fork goes on as itself');
    continued.rest(tablet);
    await tablet.goodSync();
    expect(Object.keys(tablet.memories()).sort()).toEqual([id, fork].sort());
  });

  it('whose copy on one device is merely older is no conflict, whichever side it is', async () => {
    for (const older of ['laptop', 'desktop'] as const) {
      const place = await folderPlace();
      const devices = { laptop: new TestDevice('laptop', place), desktop: new TestDevice('desktop', place) };
      const talk = new Conversation(project());
      // The same file on both machines, as a copied home directory has it; no sync has seen either.
      talk.say(devices[older], 'Count the stock');
      const newer = devices[older === 'laptop' ? 'desktop' : 'laptop'];
      mkdirSync(path.dirname(talk.file(newer)), { recursive: true });
      copyFileSync(talk.file(devices[older]), talk.file(newer));
      talk.say(newer, 'Order what is missing');
      for (const device of Object.values(devices)) talk.rest(device);
      for (let round = 0; round < 3; round += 1) {
        for (const device of Object.values(devices)) await device.goodSync();
      }
      for (const device of Object.values(devices)) {
        expect(await conflictsOf(device), `${older} is behind, seen from ${device.name}`).toEqual([]);
        const [memory] = Object.values(device.memories());
        expect(memory).toMatchObject({ messagesCount: 4 });
      }
      const tablet = new TestDevice('tablet', place);
      await tablet.goodSync();
      await resume(tablet, await onlyId(tablet));
      expect(talk.bytes(tablet).equals(talk.bytes(newer))).toBe(true);
    }
  });

  it('survives the loss of sync.db on every device, and is not sent again', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    const parts = async (): Promise<string[]> =>
      Object.keys(await digestOf(place)).filter((key) => key.startsWith('transcripts/'));
    const before = await parts();
    for (const device of [laptop, desktop]) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(device.syncDb + suffix, { force: true });
      expect(await device.goodSync()).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0 });
    }
    expect(await parts()).toEqual(before);
    talk.say(laptop, 'And on it goes');
    talk.rest(laptop);
    await laptop.goodSync();
    expect(await desktop.goodSync()).toMatchObject({ downloaded: 1, conflicts: 0 });
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
  });

  it('is kept on every device where that is wanted, and resumed there when the bucket is out of reach', async () => {
    const place = await folderPlace();
    const { laptop, talk, id } = await begun(place);
    const archive = new TestDevice('archive', place, { settings: { transcripts: 'all' } });
    await archive.goodSync();
    talk.say(laptop, 'And on it goes');
    talk.rest(laptop);
    await laptop.goodSync();
    await archive.goodSync();
    const kept = path.join(archive.home, 'transcripts', id);
    expect(readdirSync(kept)).toHaveLength(1);
    const [version = ''] = readdirSync(kept);
    expect(readFileSync(path.join(kept, version, 'main.jsonl')).equals(talk.bytes(laptop))).toBe(true);
    await archive.goodSync();
    renameSync(String(place.settings['bucket']), `${String(place.settings['bucket'])} is away`);
    await resume(archive, id);
    expect(talk.bytes(archive).equals(talk.bytes(laptop))).toBe(true);
  });

  it('leaves the machine encrypted: no word of it, no path and no id is readable in the bucket', async () => {
    const place = await folderPlace();
    const { talk } = await begun(place);
    const objects = await contentsOf(place);
    expect([...objects.keys()].filter((key) => key.startsWith('transcripts/')).length).toBeGreaterThan(0);
    for (const [key, body] of objects) {
      for (const secret of ['Count the stock', talk.id, talk.project, 'stock stock']) {
        expect(body.includes(secret) || key.includes(secret), key).toBe(false);
      }
    }
  });
});

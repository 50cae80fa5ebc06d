/** Several versions of one conversation: forks, conflicts, versions that know none, one file on three devices. */
import { copyFileSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Conversation } from './testing/conversation.ts';
import { session, TestDevice } from './testing/device.ts';
import { digestOf, folderPlace } from './testing/place.ts';
import {
  begun,
  bucketOf,
  conflictsOf,
  expectSettled,
  filesBelow,
  keepBoth,
  keepOne,
  onlyId,
  parted,
  project,
  resume,
  rounds,
  stateOf,
} from './testing/shared-talk.ts';

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

describe('a conversation that a person decided against', () => {
  const cases = [
    ['remote', 'mine'],
    ['local', 'theirs'],
  ] as const;
  for (const [keep, given] of cases) {
    it(`(--keep ${keep}) is in the trash, and comes back as a session that can be gone on with`, async () => {
      const place = await folderPlace();
      const { laptop, desktop, tablet, talk, id, ...bytes } = await parted(place);
      const trashed = await keepOne(laptop, id, keep);
      await rounds(2, laptop, desktop, tablet);
      for (const device of [laptop, desktop, tablet]) {
        expect(await conflictsOf(device), device.name).toEqual([]);
        expect(Object.keys(device.memories()), device.name).toEqual([id]);
      }
      await expectSettled(laptop, desktop, tablet);
      // Neither machine has it any more, and the agents swept their files.
      for (const device of [laptop, desktop]) talk.sweep(device);
      expect((await tablet.cli(['undelete', trashed])).code).toBe(0);
      await rounds(2, tablet, laptop, desktop);
      // Once it was brought back, it leans on nobody's parts.
      for (const name of ['laptop', 'desktop'])
        rmSync(path.join(bucketOf(place), 'transcripts', name), { recursive: true });
      const back = await resume(laptop, trashed);
      expect(back.agentSession).not.toBe(talk.id);
      const forked = new Conversation(talk.project, back.agentSession).bytes(laptop).toString();
      expect(forked.replaceAll(back.agentSession, talk.id)).toBe(bytes[given].toString());
    });
  }

  it('is gone from the trash after 30 days, and what was kept stays', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, id, talk, theirs } = await parted(place);
    laptop.save(session('mem_clock'));
    const trashed = await keepOne(laptop, id, 'remote');
    await rounds(2, laptop, desktop, tablet);
    const objects = async () => Object.keys(await digestOf(place)).filter((key) => key.includes(trashed));
    expect(await objects()).toHaveLength(2);
    const later = new Date(Date.now() + 32 * 86_400_000);
    for (const file of filesBelow(path.join(bucketOf(place), 'sessions')))
      if (file.includes('mem_clock')) utimesSync(file, later, later);
    await rounds(2, laptop, desktop, tablet);
    expect(await objects()).toEqual([expect.stringContaining('tombstones/')]);
    await resume(tablet, id);
    expect(talk.bytes(tablet).equals(theirs)).toBe(true);
  });

  it('is not put there when the decision was taken back, or all of it was kept', async () => {
    const place = await folderPlace();
    const { laptop, id } = await parted(place);
    const [conflict] = await conflictsOf(laptop);
    const before = stateOf(laptop, (state) => state.baseline(id));
    const { memory } = await laptop.use((app) => app.show(id));
    const trashed = await keepOne(laptop, id, 'remote');
    stateOf(laptop, (state) => {
      const { transcript = null } = conflict!.local.memory;
      const transcripts = [{ session: id, transcript }];
      state.transcripts.commitTranscripts({ transcripts });
      state.commit({ conflicts: [conflict!], baselines: [{ ...before!, stamp: '', settled: false }] });
    });
    laptop.save(memory);
    await laptop.goodSync();
    expect(Object.keys(await digestOf(place)).filter((key) => key.includes(trashed))).toEqual([]);
    await keepBoth(laptop, id);
    await rounds(1, laptop);
    expect(Object.keys(await digestOf(place)).filter((key) => key.startsWith('tombstones/'))).toEqual([]);
  });
});

/** Conversations of sessions that the cc-sessions plugin keeps, under ids of its own. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Conversation } from './testing/conversation.ts';
import { session, TestDevice } from './testing/device.ts';
import { folderPlace } from './testing/place.ts';
import type { SessionMemory } from '../../src/shared/session.ts';
import { conflictsOf, expectSettled, partKeys, project, resume, rounds } from './testing/shared-talk.ts';

/** A plugin's session of the laptop that all three devices know, and that was gone on with on the desktop. */
async function wentOnOnDesktop(): Promise<{
  laptop: TestDevice;
  desktop: TestDevice;
  tablet: TestDevice;
  talk: Conversation;
}> {
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
  return { laptop, desktop, tablet, talk };
}

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
    const { laptop, desktop, tablet, talk } = await wentOnOnDesktop();
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
    const { laptop, desktop, tablet, talk } = await wentOnOnDesktop();
    talk.say(laptop, 'On the laptop');
    for (const device of [laptop, desktop]) talk.rest(device);
    await rounds(1, laptop, desktop);
    expect(await conflictsOf(desktop)).toHaveLength(1);
    for (const suffix of ['', '-wal', '-shm']) rmSync(tablet.syncDb + suffix, { force: true });
    await tablet.goodSync();
    const [seen] = await conflictsOf(tablet);
    const talks = [seen?.local, seen?.remote].map((version) => version?.memory.transcript?.device);
    expect(talks.sort()).toEqual(['desktop', 'laptop']);
    tablet.save(
      session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project, summary: 'Mine' }),
    );
    await tablet.goodSync();
    await rounds(2, laptop, desktop);
    expect((await conflictsOf(laptop)).length + (await conflictsOf(desktop)).length).toBeGreaterThan(0);
  });
});

/** What the plugin wrote of the session; on every device the same, but for `changes`. */
function written(talk: Conversation, changes: Partial<SessionMemory> = {}): SessionMemory {
  return session('mem_plugin', { claudeSessionId: talk.id, projectPath: talk.project, ...changes });
}

function copied(talk: Conversation, from: TestDevice, to: TestDevice): void {
  mkdirSync(path.dirname(talk.file(to)), { recursive: true });
  copyFileSync(talk.file(from), talk.file(to));
}

/** In step on both; then the desktop went on, and is in the bucket first. `edits` are made meanwhile, on either. */
async function goneOn(edits: { laptop?: Partial<SessionMemory>; desktop?: Partial<SessionMemory> }) {
  const place = await folderPlace();
  const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
  const talk = new Conversation(project());
  laptop.save(written(talk));
  talk.say(laptop, 'Count the stock');
  talk.rest(laptop);
  await rounds(1, laptop, desktop);
  await resume(desktop, 'mem_plugin');
  talk.say(desktop, 'On the desktop');
  talk.rest(desktop);
  if (edits.desktop) desktop.save(written(talk, edits.desktop));
  if (edits.laptop) laptop.save(written(talk, edits.laptop));
  await desktop.goodSync();
  const report = await laptop.goodSync();
  return { laptop, desktop, talk, report };
}

/** Both have this memory, and the conversation as the desktop left it. */
async function expectBoth(
  { laptop, desktop, talk }: Awaited<ReturnType<typeof goneOn>>,
  memory: Partial<SessionMemory>,
): Promise<void> {
  await rounds(2, desktop, laptop);
  await expectSettled(laptop, desktop);
  await resume(laptop, 'mem_plugin');
  for (const device of [laptop, desktop]) {
    expect(await conflictsOf(device), device.name).toEqual([]);
    expect(device.memories()['mem_plugin'], device.name).toMatchObject(memory);
  }
  expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
}

describe('a session of the plugin that one side merely went on with', () => {
  it('is no conflict where no sync has seen either side, and nobody wrote anything', async () => {
    const place = await folderPlace();
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const talk = new Conversation(project());
    for (const device of [laptop, desktop]) device.save(written(talk));
    talk.say(laptop, 'Count the stock');
    copied(talk, laptop, desktop);
    talk.say(desktop, 'On the desktop');
    for (const device of [laptop, desktop]) talk.rest(device);
    await rounds(1, laptop, desktop);
    const world = { laptop, desktop, talk, report: await laptop.goodSync() };
    await expectBoth(world, { summary: 'Work on mem_plugin' });
  });

  it('keeps what was written on the other side', async () => {
    const world = await goneOn({ laptop: { summary: 'Stock', tags: ['stock'] } });
    expect(world.report).toMatchObject({ conflicts: 0 });
    await expectBoth(world, { summary: 'Stock', tags: ['stock'] });
  });

  it('takes what was written on that side, and what its conversation says', async () => {
    const desktop = { summary: 'Stock and orders', messagesCount: 4, endedAt: '2026-11-21T09:00:00.000Z' };
    const world = await goneOn({ desktop, laptop: { nextSteps: ['Order'] } });
    expect(world.report).toMatchObject({ conflicts: 0 });
    await expectBoth(world, { ...desktop, nextSteps: ['Order'] });
  });

  it('is a conflict where both wrote something else in one place', async () => {
    const { report, laptop } = await goneOn({
      laptop: { summary: 'Stock' },
      desktop: { summary: 'Stock and orders' },
    });
    expect(report).toMatchObject({ conflicts: 1 });
    expect(laptop.memories()['mem_plugin']).toMatchObject({ summary: 'Stock' });
  });

  it('is a conflict where no common version is known and both differ in what was written', async () => {
    const place = await folderPlace();
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const talk = new Conversation(project());
    laptop.save(written(talk));
    desktop.save(written(talk, { summary: 'Other words' }));
    talk.say(laptop, 'Count the stock');
    copied(talk, laptop, desktop);
    talk.say(desktop, 'On the desktop');
    for (const device of [laptop, desktop]) talk.rest(device);
    await rounds(1, laptop, desktop);
    expect(await conflictsOf(desktop)).toHaveLength(1);
  });
});

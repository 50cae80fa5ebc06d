/** Conversations of sessions that the cc-sessions plugin keeps, under ids of its own. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Conversation } from './testing/conversation.ts';
import { session, TestDevice } from './testing/device.ts';
import { folderPlace } from './testing/place.ts';
import { conflictsOf, expectSettled, partKeys, project, resume, rounds } from './testing/shared-talk.ts';

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

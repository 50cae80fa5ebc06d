import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Desk } from './testing/desk.ts';

let laptop: Desk;
let desk: Desk;

beforeEach(async () => {
  [laptop, desk] = await Promise.all([Desk.make(), Desk.make()]);
});

afterEach(async () => {
  await laptop.end();
  await desk.end();
});

async function join(device: Desk, bucket: string, choice: { mint: true } | { hex: string }): Promise<void> {
  device.backend.start();
  await device.until(({ engine }) => engine === 'ready');
  await device.ask('setup.draft.save', { provider: 'folder', bucket, keepSecretsIn: 'config-file' });
  await device.ask('setup.chooseKey', { choice });
  await device.ask('setup.finish', {});
  await device.ask('sync.now', { first: true });
}

it('a session of another device can be resumed here, as its conversation is in the bucket', async () => {
  const bucket = path.join(laptop.home, 'remote');
  await laptop.talk(1, 'Fix the parser');
  await join(laptop, bucket, { mint: true });
  await join(desk, bucket, { hex: (await laptop.ask('key.reveal', {})).hex });
  for (const [device, here] of [
    [laptop, true],
    [desk, false],
  ] as const) {
    const { sessions } = await device.ask('sessions.list', { filter: {}, offset: 0, limit: 10 });
    const shown = await device.ask('sessions.show', { id: sessions[0]?.id ?? '' });
    expect(shown).toMatchObject({ resumable: true, conversation: { files: 1, here, inBucket: true } });
  }
});

it('what only a removed device kept is gone for good; what was resumed here stays', async () => {
  const bucket = path.join(desk.home, 'remote');
  const project = path.join(desk.home, 'demo');
  await mkdir(project);
  await laptop.talk(1, 'Fix the parser');
  await laptop.talk(2, 'Port the scanner');
  await join(laptop, bucket, { mint: true });
  await join(desk, bucket, { hex: (await laptop.ask('key.reveal', {})).hex });
  await laptop.backend.close();
  const everything = { filter: {}, offset: 0, limit: 10 };
  const named = async () =>
    (await desk.ask('sessions.list', everything)).sessions.map(({ summary, state }) => [summary, state]);
  const { sessions } = await desk.ask('sessions.list', everything);
  const scanner = sessions.find(({ summary }) => summary === 'Port the scanner');
  await desk.ask('sessions.resume', { id: scanner?.id ?? '', directory: project });
  await desk.ask('sync.now', {});
  const { devices } = await desk.ask('devices.list', {});
  const other = devices.find(({ thisDevice }) => !thisDevice);
  const { id: device, name: typed } = other ?? { id: '', name: '' };
  const removal = await desk.ask('devices.removal', { device });
  expect(removal.sessions.map(({ summary }) => summary)).toEqual(['Fix the parser']);
  expect(await desk.ask('devices.remove', { device, typed })).toMatchObject({ sessionsLost: 1 });
  await desk.ask('sync.now', {});
  await expect.poll(named, { timeout: 10_000 }).toEqual([['Port the scanner', 'synced']]);
  expect((await desk.ask('sessions.trash', {})).sessions).toEqual([]);
  // Memory and conversation lie below this device's own name now, and can be read there.
  const below = async (folder: string) =>
    (await readdir(path.join(bucket, folder), { recursive: true })).filter((name) => name.endsWith('.enc'));
  const own = `${desk.state.device?.id}/${scanner?.id}`;
  expect(await below('sessions')).toEqual([`${own}.enc`]);
  expect(await below('transcripts')).toEqual([expect.stringMatching(new RegExp(`^${own}/`))]);
});

it('the first pass is told of, also when it began by itself and is over', async () => {
  await laptop.talk(1, 'Fix the parser');
  await join(laptop, path.join(laptop.home, 'remote'), { mint: true });
  await laptop.until(({ sync, lastSyncAt }) => lastSyncAt !== null && sync.state === 'idle');
  expect(await laptop.ask('sync.now', { first: true })).toMatchObject({ uploaded: 1, failed: 0 });
  expect(await laptop.ask('sync.now', {})).toMatchObject({ uploaded: 0, unchanged: 1 });
});

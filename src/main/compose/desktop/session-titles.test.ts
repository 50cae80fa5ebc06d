import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncStateDb } from '../../store/sync-state.ts';
import { readTitle } from '../../engine/trash-title.ts';
import { SeenTitles } from './session-titles.ts';
import { Desk } from './testing/desk.ts';

const everything = { filter: {}, offset: 0, limit: 100 };
let laptop: Desk;
let desk: Desk;
let bucket: string;

/** In step with the bucket, and nothing beginning by itself. */
async function join(device: Desk, name: string, hex?: string): Promise<void> {
  device.backend.start();
  await device.until(({ engine }) => engine === 'ready');
  await device.ask('setup.draft.save', {
    provider: 'folder',
    bucket,
    keepSecretsIn: 'config-file',
    deviceName: name,
  });
  await device.ask('setup.chooseKey', { choice: hex ? { hex } : { mint: true } });
  await device.ask('setup.finish', {});
  await device.until(({ lastSyncAt, sync }) => lastSyncAt !== null && sync.state === 'idle');
  await device.ask('sync.pause', { minutes: null });
}

beforeEach(async () => {
  [laptop, desk] = await Promise.all([Desk.make(), Desk.make()]);
  bucket = path.join(laptop.home, 'remote');
  await laptop.talk(1, 'Fix the parser');
  await join(laptop, 'laptop');
  await join(desk, 'desk', (await laptop.ask('key.reveal', {})).hex);
});
afterEach(async () => {
  await laptop.end();
  await desk.end();
});

/** Every stored session loses its end. */
async function damage(): Promise<void> {
  const sessions = path.join(bucket, 'sessions');
  for (const name of await readdir(sessions, { recursive: true })) {
    if (!name.endsWith('.enc')) continue;
    const file = path.join(sessions, name);
    await writeFile(file, (await readFile(file)).subarray(0, -7));
  }
}

describe('sessions that could not be synced', () => {
  it('are told by what they are called and where they come from', async () => {
    await desk.ask('devices.list', {});
    await laptop.talk(1, 'Fix the parser', '/work/demo', ['Done.', 'And more.']);
    await laptop.talk(2, 'Never seen there', '/work/two');
    await laptop.ask('sync.now', {});
    await damage();
    await desk.ask('sync.now', {});
    await desk.until(({ failures }) => failures.length === 2);
    const failures = [...desk.state.failures].sort((a, b) => a.summary.localeCompare(b.summary));
    expect(failures).toMatchObject([
      { summary: '', deviceName: 'laptop', storedAt: expect.any(Number) },
      { summary: 'Fix the parser', projectName: 'demo', deviceName: 'laptop' },
    ]);
  });
});

describe('the trash', () => {
  it('names what another device deleted, and nothing of it in the bucket', async () => {
    const { sessions } = await laptop.ask('sessions.list', everything);
    await laptop.ask('sessions.delete', { id: sessions[0]?.id ?? '' });
    await laptop.ask('sync.now', {});
    await desk.ask('sync.now', {});
    await desk.until(({ sessions: { local } }) => local === 0);
    for (const device of [laptop, desk]) {
      expect((await device.ask('sessions.trash', {})).sessions).toMatchObject([
        { summary: 'Fix the parser', projectName: 'demo' },
      ]);
    }
    for (const name of await readdir(bucket, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      expect((await readFile(path.join(name.parentPath, name.name))).includes('parser')).toBe(false);
    }
  });

  it('keeps what was seen of a session that only the bucket had', () => {
    const { state } = SyncStateDb.open(path.join(laptop.home, 'other-sync.db'));
    try {
      const seen = new SeenTitles();
      seen.add('mem_away', { summary: 'Far away', projectName: 'demo' });
      seen.keep({ state: state }, 'mem_away');
      seen.keep({ state: state }, 'mem_unknown');
      expect(readTitle(state, 'mem_away')).toEqual({ summary: 'Far away', projectName: 'demo' });
      expect(readTitle(state, 'mem_unknown')).toBeNull();
    } finally {
      state.close();
    }
  });
});

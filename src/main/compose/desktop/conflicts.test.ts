import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.ts';

let laptop: Desk;
let desk: Desk;

const everything = { filter: {}, offset: 0, limit: 100 };

/** Both devices with one vault, nothing beginning by itself. */
async function join(device: Desk, bucket: string, hex?: string): Promise<void> {
  device.backend.start();
  await device.until(({ engine }) => engine === 'ready');
  await device.ask('setup.draft.save', {
    provider: 'folder',
    bucket,
    keepSecretsIn: 'config-file',
    deviceName: path.basename(device.home),
  });
  await device.ask('setup.chooseKey', { choice: hex ? { hex } : { mint: true } });
  await device.ask('setup.finish', {});
  await device.until(({ lastSyncAt, sync }) => lastSyncAt !== null && sync.state === 'idle');
  await device.ask('sync.pause', { minutes: null });
}

beforeEach(async () => {
  [laptop, desk] = await Promise.all([Desk.make(), Desk.make()]);
  const bucket = path.join(laptop.home, 'remote');
  await laptop.talk(1, 'Fix the parser', '/work/demo', ['Shared answer.']);
  await join(laptop, bucket);
  await join(desk, bucket, (await laptop.ask('key.reveal', {})).hex);
  await laptop.talk(1, 'Fix the parser', '/work/demo', ['Shared answer.', 'The laptop goes on.']);
  await laptop.ask('sync.now', {});
  await desk.talk(1, 'Fix the parser', '/work/demo', ['Shared answer.', 'The desk goes on.', 'And on.']);
  await desk.ask('sync.now', {});
  await desk.until(({ sessions }) => sessions.conflicts === 1);
});

afterEach(async () => {
  await laptop.end();
  await desk.end();
});

async function theConflict() {
  const { conflicts } = await desk.ask('conflicts.list', {});
  const [head] = conflicts;
  if (!head) throw new Error('there is none');
  const which = { session: head.session, device: head.device };
  const seen = { local: head.local.contentHash, remote: head.remote.contentHash };
  return { head, which, seen };
}

const texts = (messages: readonly { parts: readonly object[] }[]) =>
  messages.flatMap(({ parts }) => parts.map((part) => ('text' in part ? String(part.text) : '')));

describe('a conflict', () => {
  it('is shown with both versions, the shared part and the two branches', async () => {
    await desk.ask('devices.list', {});
    const { head, which } = await theConflict();
    expect(head).toMatchObject({
      kind: 'conversation',
      summary: 'Fix the parser',
      local: { thisDevice: true },
      remote: { name: path.basename(laptop.home) },
    });
    const shown = await desk.ask('conflicts.show', which);
    expect(shown.differences.map(({ field }) => field)).toContain('lastAssistantMessage');
    expect(shown.branches).toMatchObject({ shared: 2, local: { messages: 2 }, remote: { messages: 1 } });
    const read = async (branch: 'shared' | 'local' | 'remote') =>
      texts((await desk.ask('conflicts.messages', { ...which, branch, offset: 0, limit: 10 })).messages);
    expect(await read('shared')).toEqual(['Fix the parser', 'Shared answer.']);
    expect(await read('local')).toEqual(['The desk goes on.', 'And on.']);
    expect(await read('remote')).toEqual(['The laptop goes on.']);
  });

  it('is decided, taken back, decided again, and the decision reaches the other device', async () => {
    const { which, seen } = await theConflict();
    const first = await desk.ask('conflicts.resolve', { ...which, seen, keep: 'both' });
    expect(first.fork).toMatch(/^mem_/);
    await desk.until(({ sessions }) => sessions.conflicts === 0);
    expect((await desk.ask('sessions.list', everything)).total).toBe(2);
    expect(await desk.ask('conflicts.undo', {})).toEqual({ reopened: 1 });
    await desk.until(({ sessions }) => sessions.conflicts === 1);
    expect((await desk.ask('sessions.list', everything)).total).toBe(1);
    expect((await theConflict()).seen).toEqual(seen);
    await desk.ask('conflicts.resolve', {
      ...which,
      seen,
      keep: { merged: { lastAssistantMessage: 'remote' } },
    });
    await desk.ask('sync.now', {});
    await expect(desk.ask('conflicts.undo', {})).rejects.toMatchObject({ code: 'UNDO_TOO_LATE' });
    await laptop.ask('sync.now', {});
    for (const device of [desk, laptop]) {
      // The list follows what the window is told, a moment after the pass has ended.
      const row = async () => (await device.ask('sessions.list', everything)).sessions[0];
      await expect.poll(async () => (await row())?.state, { timeout: 10_000 }).toBe('synced');
      const { memory } = await device.ask('sessions.show', { id: (await row())?.id ?? '' });
      expect(memory.lastAssistantMessage).toBe('The laptop goes on.');
    }
  });

  it('that was undone stays one through the next pass', async () => {
    const { which, seen } = await theConflict();
    await desk.ask('conflicts.resolve', { ...which, seen, keep: 'remote' });
    await desk.ask('conflicts.undo', {});
    await desk.ask('sync.now', {});
    expect((await theConflict()).seen).toEqual(seen);
    const { memory } = await desk.ask('sessions.show', { id: which.session });
    expect(memory.lastAssistantMessage).toBe('And on.');
  });

  it('is not decided on versions that are no more', async () => {
    const { which, seen } = await theConflict();
    await laptop.talk(1, 'Fix the parser', '/work/demo', [
      'Shared answer.',
      'The laptop goes on.',
      'Further.',
    ]);
    await laptop.ask('sync.now', {});
    await desk.ask('sync.now', {});
    const stale = { ...which, seen, keep: 'remote' as const };
    await expect(desk.ask('conflicts.resolve', stale)).rejects.toMatchObject({ code: 'CONFLICT_STALE' });
    const all = await desk.ask('conflicts.resolveAll', { keep: 'local', conflicts: [{ ...which, seen }] });
    expect(all).toMatchObject({
      resolved: 0,
      undoUntil: null,
      failed: [{ code: 'CONFLICT_STALE', session: which.session }],
    });
    const now = await theConflict();
    expect(
      await desk.ask('conflicts.resolveAll', {
        keep: 'local',
        conflicts: [{ ...now.which, seen: now.seen }],
      }),
    ).toMatchObject({ resolved: 1, failed: [] });
  });
});

describe('devices', () => {
  it('are named, retired, and removed with all they keep', async () => {
    const { devices } = await desk.ask('devices.list', {});
    const other = devices.find(({ thisDevice }) => !thisDevice);
    const device = other?.id ?? '';
    await desk.ask('devices.rename', { device, name: 'Old laptop' });
    await desk.ask('devices.retire', { device, retired: true });
    await desk.ask('sync.now', {});
    const seen = (await desk.ask('devices.list', {})).devices.find(({ id }) => id === device);
    expect(seen).toMatchObject({ name: 'Old laptop', retiredAt: expect.any(String) as string, sessions: 1 });
    expect((await laptop.ask('devices.list', {})).devices[0]).toMatchObject({
      thisDevice: true,
      name: 'Old laptop',
    });
    expect(await desk.ask('devices.removal', { device })).toMatchObject({ onlyThere: 0 });
    await expect(desk.ask('devices.remove', { device, typed: 'laptop' })).rejects.toMatchObject({
      code: 'USAGE',
    });
    expect((await desk.ask('devices.remove', { device, typed: 'Old laptop' })).objects).toBeGreaterThan(1);
    expect((await desk.ask('devices.list', {})).devices.map(({ thisDevice }) => thisDevice)).toEqual([true]);
    const own = (await desk.ask('devices.list', {})).devices[0];
    await expect(
      desk.ask('devices.remove', { device: own?.id ?? '', typed: own?.name ?? '' }),
    ).rejects.toMatchObject({ code: 'USAGE' });
  });
});

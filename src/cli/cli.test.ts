/** The real program over a folder bucket; what only a process shows, in processes. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SyncReport } from '../main/composed-app.ts';
import { SyncStateDb } from '../main/store/sync-state.ts';
import { Device, outcomeOf, said, temporaryDirectory } from './testing/device.ts';

const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});
const temporary = (): string => temporaryDirectory((remove) => cleanUps.push(remove));

/** A device set up by hand with nothing but the document's keys. */
function handMadeDevice(root: string, name: string, more = ''): Device {
  const device = new Device(root, name);
  device.writeConfig(
    `cloud:\n  enabled: true\n  provider: folder\n  bucket: ${path.join(root, 'bucket')}\n${more}`,
  );
  return device;
}

const KEY = 'ab'.repeat(32);
let vaultHeader: Promise<Buffer> | null = null;

/** `vault.json` under `KEY`. A new vault waits two seconds for rivals, so one is made for all tests. */
function headerOfVault(): Promise<Buffer> {
  vaultHeader ??= (async () => {
    const root = temporary();
    const maker = handMadeDevice(root, 'maker', `  encryption_key: ${KEY}\n`);
    expect((await maker.call(['sync', '--json'])).exit).toBe(0);
    return readFileSync(path.join(root, 'bucket', 'vault.json'));
  })();
  return vaultHeader;
}

/** Two devices, the first of which has synced `prompts`; the second has joined and synced. */
async function twoDevices(prompts: readonly string[] = ['Fix the cart total', 'Rate limit the login']) {
  const root = temporary();
  const bucket = path.join(root, 'bucket');
  mkdirSync(bucket);
  writeFileSync(path.join(bucket, 'vault.json'), await headerOfVault());
  const laptop = handMadeDevice(root, 'laptop', `  device_id: laptop\n  encryption_key: ${KEY}\n`);
  prompts.forEach((prompt, at) => laptop.writeTranscript(`1111111${at}-1111-4111-8111-111111111111`, prompt));
  expect((await laptop.call(['sync', '--json'])).json()).toMatchObject({ uploaded: prompts.length });
  const desktop = handMadeDevice(root, 'desktop', `  device_id: desktop\n  encryption_key: ${KEY}\n`);
  expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ downloaded: prompts.length });
  return { root, laptop, desktop, key: KEY, bucket };
}

describe('the first run', () => {
  it('mints a key, says so in the words of the document, once, and the second sync does nothing', async () => {
    const root = temporary();
    const device = handMadeDevice(root, 'laptop');
    for (const at of [1, 2, 3])
      device.writeTranscript(`2222222${at}-1111-4111-8111-111111111111`, `Prompt ${at}`);
    const first = await device.run(['sync', '--json']);
    expect(first.exit).toBe(0);
    expect(first.err).toMatch(
      /cc-sessions: Generated new encryption key\. Save this in your config:\n {2}encryptionKey: "[0-9a-f]{64}"\nImportant: Save this key! Without it, you cannot decrypt your cloud data\.\n/,
    );
    const report = first.json<SyncReport>();
    expect(report).toMatchObject({ uploaded: 3, downloaded: 0, conflicts: 0, unchanged: 0, failed: 0 });
    expect(report.deviceId).toMatch(/_[0-9a-f]{8}$/);
    expect(report.keyFingerprint).toMatch(/^[0-9a-f]{8}$/);
    for (const name of ['bytesUp', 'bytesDown', 'requests', 'durationMs'] as const)
      expect(report[name]).toBeGreaterThan(0);
    const second = await device.run(['sync', '--json']);
    expect(second.json()).toMatchObject({ uploaded: 0, downloaded: 0, unchanged: 3, failed: 0 });
    expect(second.json<SyncReport>().requests).toBeLessThanOrEqual(4);
    expect(second.err).not.toContain('Generated');
    const third = await device.run(['sync']);
    expect(third.out).toContain('Everything is in step: 3 sessions.');
    expect(third.err).toContain(`cc-sessions: Using encryption key: ${report.keyFingerprint}\n`);
  });

  it('says plainly when nothing is set up, and leaves no bucket behind', async () => {
    const device = new Device(temporary(), 'laptop');
    const status = await device.call(['status']);
    expect(status).toMatchObject({ exit: 0 });
    expect(status.out).toContain('Sync is not set up yet.');
    const sync = await device.call(['sync', '--json']);
    expect(sync.exit).toBe(3);
    expect(sync.json()).toMatchObject({ error: { code: 'CONFIG_MISSING' } });
  });
});

describe('starting', () => {
  /** Packages that a call loads, of which each costs time at every start. */
  async function packagesOf(device: Device, ...args: string[]): Promise<string[]> {
    const hook = `import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) {
      process.stderr.write('LOAD ' + url + '\\n'); return next(url, context); } });`;
    const node = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
    const { err } = await device.run(args, { node });
    const names = [...err.matchAll(/^LOAD .*node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
      (match) => match[1] ?? '',
    );
    return [...new Set(names)].sort();
  }

  it('loads neither prompts nor the SDK to sync, and nothing of the app to help', async () => {
    const { laptop } = await twoDevices(['One']);
    const forSync = await packagesOf(laptop, 'sync');
    expect(forSync).toContain('commander');
    expect(forSync.filter((name) => /^@clack|^@aws-sdk|^@smithy|keytar/.test(name))).toEqual([]);
    expect(await packagesOf(laptop, '--help')).toEqual(['commander', 'picocolors']);
  });
});

describe('sessions on two devices', () => {
  it('lists, shows, searches, deletes and brings back', async () => {
    const { laptop, desktop } = await twoDevices();
    const { sessions } = (await desktop.call(['list', '--json'])).json<{
      sessions: { id: string; summary: string; state: string }[];
    }>();
    expect(sessions.map(({ summary }) => summary).sort()).toEqual([
      'Fix the cart total',
      'Rate limit the login',
    ]);
    expect(sessions.every(({ state }) => state === 'synced')).toBe(true);
    const id = sessions.find(({ summary }) => summary.includes('cart'))?.id ?? '';
    const shown = await desktop.call(['show', id.slice(0, 12)]);
    expect(shown.out).toContain('Fix the cart total');
    expect((await desktop.call(['show', 'mem_'])).exit).toBe(2);
    const found = (await desktop.call(['search', 'login', 'rate', '--json'])).json<{
      hits: { summary: string }[];
    }>();
    expect(found.hits.map(({ summary }) => summary)).toEqual(['Rate limit the login']);

    expect((await laptop.call(['delete', id, '--json'])).json()).toEqual({ deleted: id });
    await laptop.call(['sync']);
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ removed: 1 });
    expect((await desktop.call(['list'])).out).not.toContain(id);
    expect((await laptop.call(['undelete', id, '--json'])).json()).toMatchObject({ undeleted: id });
    await laptop.call(['sync']);
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ downloaded: 1 });
    expect((await desktop.call(['undelete', id, '--json'])).json()).toMatchObject({ undeleted: null });
  });

  it('keeps both versions of a conflict until a person decides, on one device, for all', async () => {
    const { laptop, desktop } = await twoDevices(['Fix the cart total']);
    const name = '11111110-1111-4111-8111-111111111111';
    laptop.writeTranscript(name, 'Fix the cart total', 'As the laptop has it.');
    desktop.writeTranscript(name, 'Fix the cart total', 'As the desktop has it.');
    expect((await laptop.call(['sync', '--json'])).json()).toMatchObject({ uploaded: 1, conflicts: 0 });
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ conflicts: 1, failed: 0 });
    const listed = (await desktop.call(['conflicts', '--json'])).json<{
      conflicts: {
        session: string;
        differs: string[];
        local: { memory: object };
        remote: { device: string };
      }[];
    }>();
    expect(listed.conflicts).toHaveLength(1);
    const [conflict] = listed.conflicts;
    expect(conflict?.differs).toContain('lastAssistantMessage');
    expect(conflict?.remote.device).toBe('laptop');
    const text = await desktop.call(['conflicts']);
    expect(text.out).toContain('As the desktop has it.');
    expect(text.out).toContain('As the laptop has it.');
    expect((await desktop.call(['resolve', 'mem_', '--keep', 'remote', '--json'])).json()).toMatchObject({
      session: conflict?.session,
      kept: 'remote',
      fork: null,
    });
    await desktop.call(['sync']);
    expect((await laptop.call(['sync', '--json'])).json()).toMatchObject({ conflicts: 0, failed: 0 });
    for (const device of [laptop, desktop]) {
      expect((await device.call(['show', 'mem_'])).out).toContain('As the laptop has it.');
      expect((await device.call(['conflicts', '--json'])).json()).toEqual({ conflicts: [] });
    }
    expect((await desktop.call(['resolve', 'mem_', '--keep', 'local'])).exit).toBe(2);
  });

  it('previews without doing, and names devices, costs and the connection', async () => {
    const { laptop, bucket } = await twoDevices(['One']);
    laptop.writeTranscript('99999999-1111-4111-8111-111111111111', 'Two');
    await laptop.call(['capture']);
    const before = readdirSync(path.join(bucket, 'sessions', 'laptop'));
    const plan = (await laptop.call(['sync', '--dry-run', '--json'])).json();
    expect(plan).toMatchObject({ dryRun: true, counts: { upload: 1 }, brake: null });
    expect((await laptop.call(['sync', '--dry-run'])).out).toContain('upload, new');
    expect(readdirSync(path.join(bucket, 'sessions', 'laptop'))).toEqual(before);
    const { devices } = (await laptop.call(['devices', '--json'])).json<{
      devices: { device: string; thisDevice: boolean }[];
    }>();
    expect(devices.map(({ device, thisDevice }) => [device, thisDevice]).sort()).toEqual([
      ['desktop', false],
      ['laptop', true],
    ]);
    expect(
      (await laptop.call(['cost', '--json'])).json<{ estimates: unknown[] }>().estimates.length,
    ).toBeGreaterThan(2);
    expect((await laptop.call(['test', '--json'])).json()).toMatchObject({ ok: true, cause: null });
    expect((await laptop.call(['test'])).out).toContain('Everything that sync needs works.');
  });
});

describe('keys', () => {
  it('shows, names, backs up and imports the key', async () => {
    const { laptop, desktop, key } = await twoDevices(['One']);
    const show = await laptop.call(['key', 'show']);
    expect(show.out).toBe(`${key}\n`);
    const { fingerprint } = (await laptop.call(['key', 'fingerprint', '--json'])).json<{
      fingerprint: string;
    }>();
    expect((await laptop.call(['key', 'fingerprint'])).out).toContain(fingerprint);
    const backup = (await laptop.call(['key', 'backup', '--json'])).json<{ file: string }>();
    expect(readFileSync(backup.file, 'utf8')).toContain(key);
    expect(statSync(backup.file).mode & 0o777).toBe(0o600);
    expect((await laptop.call(['key', 'backup'])).exit).toBe(2);
    const again = await desktop.call(['key', 'import', '--json'], { stdin: `${key}\n` });
    expect(again.json()).toMatchObject({ fingerprint });
    const wrong = await desktop.call(['key', 'import', '--json'], { stdin: 'cd'.repeat(32) });
    expect(wrong.exit).toBe(5);
    expect(wrong.json()).toMatchObject({ error: { code: 'KEY_WRONG' } });
    expect((await desktop.call(['sync', '--json'])).exit).toBe(0);
  });

  it('decrypts an object with nothing but the key, and checks what its name says', async () => {
    const { root, bucket, key } = await twoDevices(['One']);
    const directory = path.join(bucket, 'sessions', 'laptop');
    const [name = ''] = readdirSync(directory);
    const elsewhere = new Device(root, 'elsewhere');
    const env = { CC_SESSIONS_ENCRYPTION_KEY: key };
    const memory = (await elsewhere.call(['decrypt', path.join(directory, name), '--json'], { env })).json();
    expect(memory).toMatchObject({ id: name.replace('.enc', ''), summary: 'One' });
    expect((await elsewhere.call(['decrypt', path.join(directory, name)], { stdin: key })).json()).toEqual(
      memory,
    );
    const copy = path.join(root, 'copy.bin');
    writeFileSync(copy, readFileSync(path.join(directory, name)));
    const unnamed = await elsewhere.call(['decrypt', copy], { env });
    expect(unnamed.json()).toEqual(memory);
    expect(unnamed.err).toContain('could not be checked');
    const misnamed = await elsewhere.call(['decrypt', copy, '--as', `sessions/desktop/${name}`, '--json'], {
      env,
    });
    expect(misnamed.json()).toMatchObject({ error: { code: 'OBJECT_MISPLACED' } });
    const wrong = await elsewhere.call(['decrypt', copy, '--json'], {
      env: { CC_SESSIONS_ENCRYPTION_KEY: 'cd'.repeat(32) },
    });
    expect(wrong.json()).toMatchObject({ error: { code: 'OBJECT_UNDECRYPTABLE' } });
    expect((await elsewhere.call(['decrypt', copy])).exit).toBe(5);
    expect(readdirSync(elsewhere.home)).toEqual([]);
  });
});

describe('setup without a terminal', () => {
  it('names what is missing and exits with 2', async () => {
    const device = new Device(temporary(), 'laptop');
    const bare = await device.call(['setup']);
    expect(bare.exit).toBe(2);
    expect(bare.err).toContain('--provider, --bucket, --new-key or --join');
    const r2 = await device.call(['setup', '--provider', 'r2', '--bucket', 'x-y-z', '--json']);
    expect(r2.json<{ error: { message: string } }>().error.message).toMatch(
      /--endpoint, --access-key-id, CC_SESSIONS_SECRET_ACCESS_KEY, --new-key/,
    );
    expect(readdirSync(device.home)).toEqual([]);
  });

  it('sets up two devices over a folder, with a passphrase from the environment', async () => {
    const root = temporary();
    const place = ['setup', '--yes', '--provider', 'folder', '--bucket', path.join(root, 'bucket'), '--json'];
    const env = { CC_SESSIONS_PASSPHRASE: 'correct horse battery staple' };
    const laptop = new Device(root, 'laptop');
    const early = await new Device(root, 'early').call([...place, '--join'], { env });
    expect(early.exit).toBe(4);
    const made = await laptop.call([...place, '--new-key', '--device-id', 'laptop'], { env });
    expect(made.json()).toMatchObject({ vault: 'created', deviceId: 'laptop' });
    laptop.writeTranscript('33333333-1111-4111-8111-111111111111', 'Hello');
    await laptop.call(['sync'], { env });
    const desktop = new Device(root, 'desktop');
    const wrong = await desktop.call([...place, '--join'], {
      env: { CC_SESSIONS_PASSPHRASE: 'wrong horse battery staple' },
    });
    expect(wrong.exit).toBe(5);
    expect(wrong.json()).toMatchObject({ error: { code: 'PASSPHRASE_WRONG' } });
    const joined = await desktop.call([...place, '--join', '--secrets-from-stdin'], {
      stdin: JSON.stringify(env),
    });
    expect(joined.json()).toMatchObject({ vault: 'joined', keyFingerprint: made.json()['keyFingerprint'] });
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ downloaded: 1 });
  });

  it('refuses to make a second vault by a slip, and to overwrite one', async () => {
    const { root, key } = await twoDevices(['One']);
    const place = ['setup', '--yes', '--json', '--provider', 'folder'];
    mkdirSync(path.join(root, 'other'));
    const third = new Device(root, 'third');
    const env = { CC_SESSIONS_ENCRYPTION_KEY: key };
    const slip = await third.call([...place, '--bucket', path.join(root, 'other'), '--join'], { env });
    expect(slip.json()).toMatchObject({ error: { code: 'VAULT_MISSING' } });
    const over = await third.call([...place, '--bucket', path.join(root, 'bucket'), '--new-key']);
    expect(over.exit).toBe(5);
    expect(over.json()).toMatchObject({ error: { code: 'KEY_MISSING' } });
  });
});

describe('faults', () => {
  it('tells line and column of a malformed config', async () => {
    const device = new Device(temporary(), 'laptop');
    device.writeConfig('cloud:\n  enabled: maybe\n  provider: folder\n  bucket: /x\n');
    const outcome = await device.call(['sync', '--json']);
    expect(outcome.exit).toBe(3);
    expect(outcome.json()).toMatchObject({ error: { code: 'CONFIG_INVALID', data: { line: 2 } } });
  });

  it('stops at a brake and goes on when told to', async () => {
    const { laptop, bucket } = await twoDevices(['One']);
    rmSync(path.join(bucket, 'sessions'), { recursive: true });
    const stopped = await laptop.call(['sync']);
    expect(stopped.exit).toBe(6);
    expect(stopped.err).toContain('cc-sessions sync --accept empty-bucket');
    const released = await laptop.call(['sync', '--accept', 'empty-bucket', '--json']);
    expect(released.json()).toMatchObject({ uploaded: 1, failed: 0 });
  });

  it('exits with 7 while another process holds the lock, and says who', async () => {
    const { laptop } = await twoDevices(['One']);
    const { state } = SyncStateDb.open(path.join(laptop.home, '.cc-sessions', 'sync.db'));
    const lease = await state.waitForLease({ holder: 'app', timeoutMs: 0 });
    try {
      const refused = await laptop.call(['sync', '--wait', '0', '--json']);
      expect(refused.exit).toBe(7);
      expect(refused.json()).toMatchObject({ error: { code: 'LOCK_HELD', retryable: true } });
      const waiting = await laptop.call(['sync', '--wait', '1']);
      expect(waiting.exit).toBe(7);
      expect(waiting.err).toContain('Waiting for the cc-sessions app');
    } finally {
      lease.release();
      state.close();
    }
  });

  it('ends quietly when the reader goes away', async () => {
    const { laptop } = await twoDevices(['One']);
    const child = laptop.start(['list']);
    child.stdout?.destroy();
    const { exit, err } = await outcomeOf(child);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
  });
});

describe('watch', () => {
  it('uploads what is saved and ends cleanly with one document', async () => {
    const { laptop, desktop } = await twoDevices(['One']);
    const child = laptop.start(['watch', '--json'], { env: { CC_MEMORY_DEBUG: 'true' } });
    const ended = outcomeOf(child);
    await said(child.stderr, /sessions\//);
    // The device card is the last thing a pass writes: then what it uploaded is counted as well.
    const finished = said(child.stderr, /PUT "devices\//);
    laptop.writeTranscript('44444444-1111-4111-8111-111111111111', 'Saved while watching');
    const memories = path.join(laptop.home, '..', 'bucket', 'sessions', 'laptop');
    await expect.poll(() => readdirSync(memories).length, { timeout: 10_000 }).toBe(2);
    await finished;
    child.kill('SIGTERM');
    const { exit, json } = await ended;
    expect(exit).toBe(0);
    expect(json()).toMatchObject({ uploaded: 1, failed: 0 });
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ downloaded: 1 });
  });
});

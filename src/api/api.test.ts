import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as api from './index.ts';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function temporary(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'cc-api-'));
  directories.push(directory);
  return directory;
}

const KEY = 'ab'.repeat(32);
const DATES = { startedAt: new Date('2026-11-20T09:00:00Z'), endedAt: '2026-11-20T10:00:00Z' };

function device(bucket: string, deviceId: string) {
  const home = temporary();
  const config = { provider: 'folder' as const, bucket, deviceId, encryptionKey: KEY };
  return { sync: new api.CloudSync(config, { home }), store: new api.SessionStore({ home }), home };
}

it('exports exactly this', () => {
  const shape = Object.entries(api).map(([name, value]) => {
    const methods =
      typeof value === 'function' && value.prototype
        ? Object.getOwnPropertyNames(value.prototype).filter((key) => key !== 'constructor')
        : [];
    return `${name}${methods.length > 0 ? `: ${methods.sort().join(', ')}` : ''}`;
  });
  expect(shape.sort()).toMatchInlineSnapshot(`
    [
      "AppError: exitCode, retryable",
      "CloudSync: close, diagnose, downloadSession, getDeviceId, getKeyFingerprint, listRemoteSessions, sync, testConnection, uploadSession",
      "SessionStore: close, get, home, list, save",
      "loadConfig",
      "parseMemory",
    ]
  `);
});

describe('CloudSync', () => {
  it('carries a session from one device to the other', async () => {
    const bucket = path.join(temporary(), 'bucket');
    const [laptop, desktop] = [device(bucket, 'laptop'), device(bucket, 'desktop')];
    expect(await laptop.sync.testConnection()).toBe(true);
    const task = {
      id: '1',
      description: 'Do',
      status: 'pending' as const,
      createdAt: new Date('2026-11-20T09:00:00Z'),
    };
    await laptop.sync.uploadSession({ id: 'mem_1', ...DATES, summary: 'Hello', tasks: [task] });
    const [info] = await desktop.sync.listRemoteSessions();
    expect(info).toMatchObject({ sessionId: 'mem_1', deviceId: 'laptop', key: 'sessions/laptop/mem_1.enc' });
    expect(info?.uploadedAt).toBeInstanceOf(Date);
    const memory = await desktop.sync.downloadSession(info!);
    expect(memory).toMatchObject({
      summary: 'Hello',
      startedAt: '2026-11-20T09:00:00.000Z',
      tasks: [{ createdAt: '2026-11-20T09:00:00.000Z' }],
    });
    expect(await desktop.store.get('mem_1')).toBeNull();
    expect(await desktop.sync.sync(desktop.store)).toMatchObject({
      downloaded: 1,
      uploaded: 0,
      deviceId: 'desktop',
    });
    expect(await desktop.store.get('mem_1')).toMatchObject({ summary: 'Hello' });
    await desktop.store.save({ id: 'mem_2', ...DATES, summary: 'Back' });
    expect(await desktop.sync.sync(desktop.store)).toMatchObject({ uploaded: 1 });
    expect(await laptop.sync.sync()).toMatchObject({ downloaded: 1 });
    expect((await laptop.store.list()).map(({ id }) => id).sort()).toEqual(['mem_1', 'mem_2']);
    expect(await laptop.sync.getKeyFingerprint()).toBe(await desktop.sync.getKeyFingerprint());
    expect(await laptop.sync.getDeviceId()).toBe('laptop');
    for (const { sync, store } of [laptop, desktop]) await Promise.all([sync.close(), store.close()]);
  });

  it('refuses what is no session, a foreign store and a wrong key', async () => {
    const bucket = path.join(temporary(), 'bucket');
    const [laptop, desktop] = [device(bucket, 'laptop'), device(bucket, 'desktop')];
    const wrong = { id: '../x', startedAt: 'yesterday', endedAt: 'today' };
    await expect(laptop.sync.uploadSession(wrong)).rejects.toMatchObject({
      name: 'AppError',
      code: 'MEMORY_INVALID',
    });
    await expect(laptop.store.save(wrong)).rejects.toMatchObject({ code: 'MEMORY_INVALID' });
    await expect(laptop.sync.sync(desktop.store)).rejects.toMatchObject({ code: 'USAGE' });
    await laptop.sync.uploadSession({ id: 'mem_1', ...DATES });
    const config = { provider: 'folder' as const, bucket, encryptionKey: 'cd'.repeat(32) };
    const stranger = new api.CloudSync(config, { home: temporary() });
    await expect(stranger.sync()).rejects.toMatchObject({ code: 'KEY_WRONG' });
    for (const each of [laptop.sync, desktop.sync, stranger]) await each.close();
    await Promise.all([laptop.store.close(), desktop.store.close()]);
  });

  it('keeps a key it makes where the next run finds it, or makes none', async () => {
    const home = temporary();
    const bucket = path.join(home, 'bucket');
    const { DBUS_SESSION_BUS_ADDRESS: _bus, ...env } = process.env;
    writeFileSync(
      path.join(home, 'config.yml'),
      `cloud:\n  enabled: true\n  provider: folder\n  bucket: ${bucket}\n`,
    );
    const minted: string[] = [];
    const options = { home, env, onMintedKey: ({ hex }: api.MintedKey) => void minted.push(hex) };
    const fingerprints: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const { cloud } = await api.loadConfig(options);
      const sync = new api.CloudSync(cloud, options);
      await sync.sync();
      fingerprints.push(await sync.getKeyFingerprint());
      await sync.close();
    }
    expect(minted).toHaveLength(1);
    expect(fingerprints[0]).toBe(fingerprints[1]);
  });

  it('says what is wrong with a connection', async () => {
    const env = { CC_SESSIONS_SECRET_ACCESS_KEY: 'x' };
    const sync = new api.CloudSync({ provider: 's3', bucket: 'x-y-z' }, { home: temporary(), env });
    expect(await sync.testConnection()).toBe(false);
    expect((await sync.diagnose()).cause?.code).toBe('CREDENTIALS_MISSING');
    await sync.close();
  });
});

describe('loadConfig', () => {
  it('reads the config of a home, in camelCase', async () => {
    const home = temporary();
    await expect(api.loadConfig({ home, env: {} })).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    writeFileSync(
      path.join(home, 'config.yml'),
      'cloud:\n  enabled: true\n  provider: b2\n  bucket: b\n  access_key_id: id\n',
    );
    const { cloud, configFile } = await api.loadConfig({ home, env: {} });
    expect(cloud).toMatchObject({
      enabled: true,
      provider: 'b2',
      bucket: 'b',
      accessKeyId: 'id',
      syncIntervalMinutes: 30,
    });
    expect(configFile).toBe(path.join(home, 'config.yml'));
  });
});

describe('docs/api.md', () => {
  const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  it('holds examples that run, in order, as one program', async () => {
    const root = temporary();
    const home = path.join(root, '.cc-sessions');
    mkdirSync(home);
    const bucket = path.join(root, 'bucket');
    writeFileSync(
      path.join(home, 'config.yml'),
      `cloud:\n  enabled: true\n  provider: folder\n  bucket: ${bucket}\n`,
    );
    const imports = blocks.flatMap((block) => block.match(/^import .*$/gm) ?? []);
    for (const line of imports) expect(line).toMatch(/^import \{ [\w, ]+ \} from 'cc-sessions-sync';$/);
    const body = blocks.map((block) => block.replaceAll(/^import .*$/gm, '')).join('\n');
    const program = [
      `import { AppError, CloudSync, loadConfig, parseMemory, SessionStore } from '${new URL('./index.ts', import.meta.url).href}';`,
      "import { mkdtemp } from 'node:fs/promises';",
      "import path from 'node:path';",
      "import { randomBytes } from 'node:crypto';",
      `const tmpdir = () => ${JSON.stringify(root)};`,
      body,
    ].join('\n');
    const file = path.join(root, 'examples.ts');
    writeFileSync(file, program);
    const { status, stdout, stderr } = await run(file, root);
    expect(stderr).toMatch(
      /^cc-sessions: Generated new encryption key\. Save this in your config:\n(?:.*\n){3}$/,
    );
    expect(status).toBe(0);
    expect(stdout).toContain('Uploaded: 0, Downloaded: 0');
    expect(stdout).toContain('Fix the cart total');
    expect(stdout).toContain('OBJECT_NOT_FOUND');
    expect(stdout).toMatch(/^[0-9a-f]{8} script$/m);
    expect(stdout).toContain('2026-11-20T00:00:00.000Z');
  });
});

async function run(file: string, home: string) {
  const { spawn } = await import('node:child_process');
  const { DBUS_SESSION_BUS_ADDRESS: _bus, NODE_OPTIONS: _options, ...inherited } = process.env;
  const env = { ...inherited, HOME: home, USERPROFILE: home, ELECTRON_RUN_AS_NODE: '1' };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

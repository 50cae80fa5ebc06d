/** The app as users get it: packed, with fuses set, started by its own program. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { appEnvironment, expect, required, test as base } from './app.ts';
import { sessionsIn, talk } from './device.ts';
import { emptyKeychain, inKeychain } from './keychain.ts';
import { TrayHost } from './tray-host.ts';

const PACKAGED = required('CC_E2E_PACKAGED');
const PROGRAM = path.join(PACKAGED, 'cc-sessions-sync');

interface Started {
  readonly process: ChildProcess;
  readonly browser: Browser;
  readonly page: Page;
}

/** By Chromium's debugging port: the way Playwright attaches to Electron is burnt out of a packaged program. */
async function start(home: string, args: readonly string[] = []): Promise<Started> {
  const child = spawn(PROGRAM, ['--remote-debugging-port=0', ...args], {
    env: appEnvironment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let address: string | undefined;
  for await (const line of createInterface(child.stderr)) {
    address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address) break;
  }
  child.stderr.resume();
  if (!address) throw new Error('the app ended before it could be reached');
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (!context) throw new Error('no page to look at');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  return { process: child, browser, page };
}

const cli = (home: string, ...args: string[]) =>
  promisify(execFile)(path.join(PACKAGED, 'resources', 'bin', 'cc-sessions'), args, {
    env: appEnvironment(home),
  });

const test = base.extend<{ bucket: string; agent: string }>({
  bucket: async ({ home }, use) => use(path.join(home, 'remote')),
  agent: async ({ home }, use) => use(path.join(home, 'claude')),
});

test.skip(process.platform !== 'linux', 'packaged for Linux here');

test('its command line makes a key in the keychain; the app takes it from there and syncs', async ({
  home,
  bucket,
  agent,
}) => {
  await emptyKeychain();
  const config = path.join(home, 'config.yml');
  await writeFile(
    config,
    `cloud:\n  enabled: true\n  provider: folder\n  bucket: ${bucket}\n  sync_interval_minutes: 0\n  sync_on_save: false\n`,
  );
  await talk(agent, 1);
  const { stdout } = await cli(home, 'sync', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ uploaded: 1, failed: 0 });
  expect((await inKeychain()).get('encryption-key')).toHaveLength(1);
  expect(await readFile(config, 'utf8')).not.toContain('encryption_key');

  const panel = await TrayHost.start();
  const app = await start(home);
  try {
    await expect(app.page.getByText('Your session is safe.').first()).toBeVisible();
    expect((await panel.picture()).side).toBeGreaterThanOrEqual(16);
    await talk(agent, 2);
    await app.page.getByRole('button', { name: 'Sync now' }).click();
    await expect(app.page.getByText('All 2 sessions are safe.').first()).toBeVisible();
    expect(await sessionsIn(bucket)).toHaveLength(2);
    // A file manager starts the program once more: the app that runs shows the kit.
    const kit = path.join(home, 'other.cc-sessions-kit');
    await writeFile(kit, `Key  ${'ab'.repeat(32)}\n`);
    const second = spawn(PROGRAM, [kit], { env: appEnvironment(home), stdio: 'ignore' });
    expect(await once(second, 'exit')).toEqual([0, null]);
    await expect(app.page.getByText('This kit belongs to another key')).toBeVisible();
  } finally {
    const ended = once(app.process, 'exit');
    app.process.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    panel.stop();
  }
});

test('it holds what it needs and nothing else', async () => {
  const asar = path.join(PACKAGED, 'resources', 'app.asar');
  expect((await readdir(asar)).sort()).toEqual(['LICENSE', 'assets', 'node_modules', 'out', 'package.json']);
  const built = ['api', 'chunks', 'cli', 'licences.md', 'main', 'preload', 'renderer'];
  expect((await readdir(path.join(asar, 'out'))).sort()).toEqual(built);
  expect(await readdir(path.join(asar, 'node_modules'))).toEqual(['keytar']);
  expect(await readdir(path.join(PACKAGED, 'resources'))).not.toContain('default_app.asar');
});

/** Before the fuses in every Electron program (electronjs.org, "Electron Fuses"): the states follow as characters. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1');
const NAMES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserSnapshot',
  'fileProtocolPrivileges',
] as const;

test('its fuses are set', async () => {
  const program = await readFile(PROGRAM);
  const at = program.indexOf(SENTINEL) + SENTINEL.length;
  expect(program[at]).toBe(1);
  const states = [...program.subarray(at + 2, at + 2 + NAMES.length).toString('latin1')];
  expect(Object.fromEntries(NAMES.map((name, place) => [name, states[place]]))).toEqual({
    runAsNode: '1',
    cookieEncryption: '0',
    nodeOptions: '0',
    nodeCliInspect: '0',
    asarIntegrity: '1',
    onlyLoadAppFromAsar: '1',
    browserSnapshot: '0',
    fileProtocolPrivileges: '0',
  });
});

test('its command line is not led astray by NODE_OPTIONS, and its hook never fails an agent', async ({
  home,
}) => {
  const script = path.join(home, 'astray.cjs');
  await writeFile(script, 'process.stdout.write("astray");');
  const env = { ...appEnvironment(home), NODE_OPTIONS: `--require ${script}` };
  const program = path.join(PACKAGED, 'resources', 'bin', 'cc-sessions');
  const { stdout } = await promisify(execFile)(program, ['--version'], { env });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const hook = spawn(program, ['hook'], { env: appEnvironment(home), stdio: ['pipe', 'ignore', 'ignore'] });
  hook.stdin.end('this is no JSON');
  expect(await once(hook, 'exit')).toEqual([0, null]);
});

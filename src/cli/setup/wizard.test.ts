/** The guided set-up, with real prompts, over real folders. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { services } from '../services.ts';
import { Device, temporaryDirectory } from '../testing/device.ts';
import { KEY, terminal, type Terminal } from '../testing/terminal.ts';

const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});
const temporary = (): string => temporaryDirectory((remove) => cleanUps.push(remove));

function begin(home: string, ...flags: string[]): { screen: Terminal; ended: Promise<number> } {
  mkdirSync(home, { recursive: true });
  const screen = terminal({ HOME: home }, home);
  const keep = ['--keep-secrets-in', 'config-file'];
  return { screen, ended: runCli(['setup', ...keep, ...flags], screen, services, '0.0.0') };
}

const configOf = (home: string): string => path.join(home, '.cc-sessions', 'config.yml');

describe('the wizard', () => {
  it('leads a first device through a folder and a new key', async () => {
    const root = temporary();
    const home = path.join(root, 'laptop');
    const { screen, ended } = begin(home);
    await screen.answer(
      'Where shall your sessions be kept?',
      KEY.down,
      KEY.down,
      KEY.down,
      KEY.down,
      KEY.enter,
    );
    await screen.answer('Folder', path.join(root, 'bucket'), KEY.enter);
    await screen.answer('Is this your first device', KEY.enter);
    await screen.answer('The key that encrypts everything', KEY.enter);
    await screen.answer('Name of this device', 'no/slash', KEY.enter);
    await screen.answer('without blanks or slashes', ...Array<string>(8).fill('\u007f'), 'laptop', KEY.enter);
    expect(await ended).toBe(0);
    expect(screen.all()).toContain('It will hold encrypted files only.');
    expect(screen.all()).toContain('Generated new encryption key');
    expect(screen.all()).toContain('See that it is gone');
    expect(screen.all()).toMatch(/Set up with folder .*bucket/);
    expect(readFileSync(configOf(home), 'utf8')).toMatch(/device_id: laptop/);
  });

  it('lets a wrong key be corrected, and saves nothing before it fits', async () => {
    const root = temporary();
    const bucket = path.join(root, 'bucket');
    const first = new Device(root, 'first');
    const place = ['--provider', 'folder', '--bucket', bucket];
    const flags = ['setup', '--yes', ...place, '--new-key', '--keep-secrets-in', 'config-file'];
    expect((await first.call(flags)).exit).toBe(0);
    const { key } = (await first.call(['key', 'show', '--json'])).json<{ key: string }>();
    const home = path.join(root, 'second');
    const { screen, ended } = begin(home, ...place, '--join', '--device-id', 'second');
    await screen.answer('The key of your other device', KEY.enter);
    await screen.answer('Encryption key', 'abc', KEY.enter);
    await screen.answer('this has 3', KEY.down, '\u007f\u007f\u007f', 'cd'.repeat(32), KEY.enter);
    await screen.answer('Nothing has been saved. What now?', KEY.enter);
    expect(existsSync(configOf(home))).toBe(false);
    await screen.answer('The key of your other device', KEY.enter);
    await screen.answer('Encryption key', key, KEY.enter);
    expect(await ended).toBe(0);
    expect(screen.all()).toContain('The encryption key does not fit');
    expect(screen.all()).not.toContain(key);
    expect(readFileSync(configOf(home), 'utf8')).toContain(key);
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    const root = temporary();
    const home = path.join(root, 'laptop');
    const { screen, ended } = begin(home, '--provider', 'folder');
    await screen.answer('Folder', path.join(root, 'bucket'), KEY.enter);
    await screen.answer('Is this your first device', KEY.ctrlC);
    expect(await ended).toBe(130);
    expect(screen.all()).toContain('Stopped. Nothing was saved.');
    expect(readdirSync(home)).toEqual([]);
    expect(existsSync(path.join(root, 'bucket'))).toBe(false);
  });

  it('keeps the key and offers the answers of a device that is set up already', async () => {
    const root = temporary();
    const device = new Device(root, 'laptop');
    const place = ['--provider', 'folder', '--bucket', path.join(root, 'bucket'), '--new-key'];
    await device.call([
      'setup',
      '--yes',
      ...place,
      '--device-id',
      'laptop',
      '--keep-secrets-in',
      'config-file',
    ]);
    const before = (await device.call(['key', 'show', '--json'])).json();
    const { screen, ended } = begin(device.home);
    await screen.answer('Where shall your sessions be kept?', KEY.enter);
    await screen.answer('Folder', KEY.enter);
    await screen.answer('Name of this device', '2', KEY.enter);
    expect(await ended).toBe(0);
    expect((await device.call(['key', 'show', '--json'])).json()).toEqual(before);
    expect(readFileSync(configOf(device.home), 'utf8')).toMatch(/device_id: laptop2/);
  });

  it('asks only for what the flags left open', async () => {
    const root = temporary();
    const home = path.join(root, 'laptop');
    const flags = [
      '--provider',
      'folder',
      '--bucket',
      path.join(root, 'bucket'),
      '--new-key',
      '--device-id',
      'laptop',
    ];
    const { screen, ended } = begin(home, ...flags);
    expect(await ended).toBe(0);
    expect(screen.all()).not.toContain('?');
  });
});

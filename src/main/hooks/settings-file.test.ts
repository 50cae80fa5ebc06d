import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeSettingsPath, installHooks, readHooks, uninstallHooks } from './settings-file.ts';

let root: string;
let settings: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cc-hooks-')));
  settings = claudeSettingsPath(join(root, 'claude'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the settings file', () => {
  it('is made when there is none, and goes back to nothing in it', async () => {
    expect(await readHooks(settings)).toMatchObject({ installed: 'none', path: settings, backup: null });
    expect(await installHooks(settings)).toMatchObject({ installed: 'all', backup: null });
    expect(await installHooks(settings)).toMatchObject({ installed: 'all', backup: null });
    expect(await uninstallHooks(settings)).toMatchObject({ installed: 'none' });
    expect(await readFile(settings, 'utf8')).toBe('{}\n');
    if (process.platform !== 'win32') expect((await stat(settings)).mode & 0o777).toBe(0o600);
  });

  it('keeps its mode, and what it was stands beside it', async () => {
    await mkdir(join(root, 'claude'));
    const text = '{\n    "model": "opus"\n}';
    await writeFile(settings, text);
    await chmod(settings, 0o644);
    const { backup } = await installHooks(settings, '/opt/cc-sessions hook');
    expect(await readFile(String(backup), 'utf8')).toBe(text);
    expect(await readHooks(settings)).toMatchObject({ commands: ['/opt/cc-sessions hook'] });
    if (process.platform !== 'win32') expect((await stat(settings)).mode & 0o777).toBe(0o644);
    expect(await uninstallHooks(settings)).toMatchObject({ installed: 'none', backup });
    expect(await readFile(settings, 'utf8')).toBe(text);
    expect((await readdir(join(root, 'claude'))).toSorted()).toEqual([
      'settings.json',
      'settings.json.cc-sessions-backup',
    ]);
  });

  it('may be a link: the file that is meant is written, there or not', async () => {
    await mkdir(join(root, 'claude'));
    await mkdir(join(root, 'dotfiles'));
    const target = join(root, 'dotfiles', 'claude.json');
    await symlink(join('..', 'dotfiles', 'claude.json'), settings);
    expect(await installHooks(settings)).toMatchObject({ installed: 'all', path: target });
    expect((await lstat(settings)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(target, 'utf8'))).toHaveProperty('hooks.Stop');
    expect(await uninstallHooks(settings)).toMatchObject({ backup: `${target}.cc-sessions-backup` });
    expect((await lstat(settings)).isSymbolicLink()).toBe(true);
  });

  it.each([Buffer.from('{ "a": 1, }'), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])])(
    'that is damaged stays as it is (%#)',
    async (bytes) => {
      await mkdir(join(root, 'claude'));
      await writeFile(settings, bytes);
      const failure = { code: 'AGENT_SETTINGS_MALFORMED', data: { path: settings } };
      for (const call of [readHooks, installHooks, uninstallHooks]) {
        await expect(call(settings)).rejects.toMatchObject(failure);
      }
      expect((await readFile(settings)).equals(bytes)).toBe(true);
      expect(await readdir(join(root, 'claude'))).toEqual(['settings.json']);
    },
  );

  it('that cannot be written is told as such', async () => {
    await writeFile(join(root, 'claude'), 'a file');
    await expect(installHooks(settings)).rejects.toMatchObject({ code: 'AGENT_FILES_UNWRITABLE' });
  });
});

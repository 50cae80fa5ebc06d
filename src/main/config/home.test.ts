import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureHome, resolveHome } from './home.ts';
import { asOrdinaryUser } from './testing/ordinary-user.ts';

describe('resolveHome', () => {
  const env = { HOME: path.resolve('/home/ann') };

  it('lies in ~/.cc-sessions', () => {
    const home = path.join(env.HOME, '.cc-sessions');
    expect(resolveHome(env)).toEqual({
      home,
      configFile: path.join(home, 'config.yml'),
      deviceIdFile: path.join(home, 'device-id'),
      indexDb: path.join(home, 'index.db'),
      syncDb: path.join(home, 'sync.db'),
      bucketDir: path.join(home, 'bucket'),
      debug: false,
    });
    expect(resolveHome({ ...env, CC_SESSIONS_HOME: ' ', CC_SESSIONS_CONFIG: '' }).home).toBe(home);
  });

  it('follows CC_SESSIONS_HOME and CC_SESSIONS_CONFIG', () => {
    const cwd = path.resolve('/work');
    const paths = resolveHome({ ...env, CC_SESSIONS_HOME: '~/x', CC_SESSIONS_CONFIG: 'my.yml' }, cwd);
    expect(paths.home).toBe(path.join(env.HOME, 'x'));
    expect(paths.configFile).toBe(path.join(cwd, 'my.yml'));
    expect(paths.indexDb).toBe(path.join(env.HOME, 'x', 'index.db'));
  });

  it('hears CC_MEMORY_DEBUG', () => {
    expect(resolveHome({ ...env, CC_MEMORY_DEBUG: 'true' }).debug).toBe(true);
    expect(resolveHome({ ...env, CC_MEMORY_DEBUG: 'false' }).debug).toBe(false);
  });
});

describe('ensureHome', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'cc-home-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('creates it for its owner only, and leaves an existing one as it is', async () => {
    const home = path.join(directory, 'a', 'b');
    await ensureHome(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    const open = path.join(directory, 'open');
    await mkdir(open, { mode: 0o755 });
    await ensureHome(open);
    expect((await stat(open)).mode & 0o777).toBe(0o755);
  });

  it('says when a file is in its place', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    await expect(ensureHome(file)).rejects.toMatchObject({
      code: 'HOME_UNWRITABLE',
      data: { path: file, reason: 'EEXIST' },
    });
    await expect(ensureHome(path.join(file, 'below'))).rejects.toMatchObject({ code: 'HOME_UNWRITABLE' });
  });

  it('says when it is read-only', async () => {
    const locked = path.join(directory, 'locked');
    await mkdir(locked, { mode: 0o500 });
    await expect(asOrdinaryUser(() => ensureHome(locked))).rejects.toMatchObject({ code: 'HOME_UNWRITABLE' });
  });
});

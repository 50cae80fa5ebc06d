import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookActions, hookCommand } from './hooks.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cc-hook-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function file(...names: string[]): Promise<string> {
  const place = join(root, ...names);
  await mkdir(join(place, '..'), { recursive: true });
  await writeFile(place, '');
  return place;
}

describe('the command of a hook', () => {
  it('is the name of the program where the shell finds it', async () => {
    await file('on path', 'cc-sessions');
    expect(hookCommand({ PATH: `relative:${join(root, 'on path')}` }, '/x')).toBe('cc-sessions hook');
  });

  it('is the path of its launcher where it does not', async () => {
    const launcher = await file('my checkout', 'bin', 'cc-sessions.mjs');
    const program = await file('my checkout', 'out', 'cli', 'index.js');
    for (const started of [launcher, program]) expect(hookCommand({}, started)).toBe(`"${launcher}" hook`);
    expect(hookCommand({ PATH: root }, join(root, 'other.js'))).toBe('cc-sessions hook');
  });

  it('is known again when it is taken out', async () => {
    const launcher = await file('my checkout', 'bin', 'cc-sessions.mjs');
    const hooks = hookActions({ CLAUDE_CONFIG_DIR: join(root, 'claude') }, launcher);
    expect(await hooks.install()).toMatchObject({ installed: 'all', commands: [`"${launcher}" hook`] });
    expect(await hooks.status()).toMatchObject({ installed: 'all' });
    expect(await hooks.uninstall()).toMatchObject({ installed: 'none', commands: [] });
  });
});

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../config/testing/ordinary-user.ts';
import type { SourceFile } from '../adapter.ts';
import { claudeCodeAdapter } from './adapter.ts';
import { claudeConfigDirectory } from './find.ts';

let home = '';
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'cc-find-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

async function find(onUnreadable?: (path: string) => void): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const file of claudeCodeAdapter(home).find({ onUnreadable })) found.push(file);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function put(...path: string[]): Promise<string> {
  const full = join(home, 'projects', ...path);
  await mkdir(join(full, '..'), { recursive: true });
  await writeFile(full, 'x\n');
  return full;
}

describe('finding transcripts', () => {
  it('looks where Claude Code keeps its configuration', () => {
    expect(claudeConfigDirectory({}, '/home/mira')).toBe(join('/home/mira', '.claude'));
    expect(claudeConfigDirectory({ CLAUDE_CONFIG_DIR: '' }, '/home/mira')).toBe(
      join('/home/mira', '.claude'),
    );
    expect(claudeConfigDirectory({ CLAUDE_CONFIG_DIR: '/etc/claude' }, '/home/mira')).toBe('/etc/claude');
    expect(claudeCodeAdapter('/c').roots).toEqual([join('/c', 'projects')]);
  });

  it('takes the transcripts of sessions and nothing else', async () => {
    const one = await put('-home-mira-a', '11111111-1111-4111-8111-111111111111.jsonl');
    const two = await put('-home-mira-b', '22222222-2222-4222-8222-222222222222.jsonl');
    await put('-home-mira-a', 'agent-0123abcd.jsonl');
    await put('-home-mira-a', '11111111-1111-4111-8111-111111111111', 'subagents', 'agent-1.jsonl');
    await put('-home-mira-a', '11111111-1111-4111-8111-111111111111', 'x.jsonl');
    await put('-home-mira-a', 'sessions-index.json');
    await put('-home-mira-a', '.jsonl');
    await put('stray.jsonl');
    await mkdir(join(home, 'projects', '-home-mira-a', 'directory.jsonl'));
    const found = await find();
    expect(found.map((file) => file.path)).toEqual([one, two]);
    expect(found[0]).toMatchObject({ size: 2, agentSession: '11111111-1111-4111-8111-111111111111' });
    expect(Number.isInteger(found[0]?.mtimeMs)).toBe(true);
  });

  it('follows no symbolic link', async () => {
    const real = await put('-real', 'a.jsonl');
    await symlink(real, join(home, 'projects', '-real', 'linked.jsonl'));
    await symlink(join(home, 'projects', '-real'), join(home, 'projects', '-linked'));
    expect((await find()).map((file) => file.path)).toEqual([real]);
  });

  it('finds nothing where nothing is', async () => {
    expect(await find()).toEqual([]);
    await writeFile(join(home, 'projects'), 'a file');
    expect(await find()).toEqual([]);
  });

  it('tells of directories it may not read and goes on', async () => {
    const open = await put('-open', 'a.jsonl');
    await put('-closed', 'b.jsonl');
    const closed = join(home, 'projects', '-closed');
    await chmod(closed, 0o000);
    for (const directory of [home, join(home, 'projects'), dirname(open)]) await chmod(directory, 0o755);
    const unreadable: string[] = [];
    const found = await asOrdinaryUser(() => find((path) => unreadable.push(path)));
    await chmod(closed, 0o700);
    expect(found.map((file) => file.path)).toEqual([open]);
    expect(unreadable).toEqual([closed]);
  });
});

import { writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../config/testing/ordinary-user.ts';
import type { BundleFile, SourceFile } from '../adapter.ts';
import { claudeCodeAdapter } from './adapter.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

let home = '';
let adapter = claudeCodeAdapter('/nowhere');
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cc-bundle-'));
  adapter = claudeCodeAdapter(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Writes a file below a project's directory. */
async function put(path: string, content = 'x\n'): Promise<string> {
  const full = join(home, 'projects', '-p', path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, content);
  return full;
}

async function session(id = ID): Promise<SourceFile> {
  for await (const file of adapter.find()) if (file.agentSession === id) return file;
  throw new Error('no such session');
}

async function bundle(id = ID, onUnreadable?: (path: string, error: Error) => void): Promise<BundleFile[]> {
  return [...(await adapter.bundle(await session(id), { onUnreadable }))];
}

function paths(files: readonly BundleFile[]): string[] {
  return files.map(({ path }) => path);
}

describe('the bundle of a session', () => {
  it('is its transcript and the named files of its directory, each in its role', async () => {
    const main = await put(`${ID}.jsonl`, 'main\n');
    await put(`${ID}/subagents/agent-a1.jsonl`);
    await put(`${ID}/subagents/agent-a1.meta.json`, '{}');
    await put(`${ID}/subagents/workflows/wf_1/agent-b2.jsonl`);
    await put(`${ID}/subagents/workflows/wf_1/journal.jsonl`);
    await put(`${ID}/tool-results/toolu_1.txt`);
    await put(`${ID}/tool-results/pdf-1/page-01.jpg`);
    await put(`${ID}/workflows/wf_1.json`, '{}');
    await put(`${ID}/workflows/scripts/s.js`);
    const files = await bundle();
    expect(files.map(({ path, role, growth }) => [path, role, growth])).toEqual([
      ['main.jsonl', 'main', 'lines'],
      ['side/subagents/agent-a1.jsonl', 'subagent', 'lines'],
      ['side/subagents/agent-a1.meta.json', 'subagent-meta', 'whole'],
      ['side/subagents/workflows/wf_1/agent-b2.jsonl', 'subagent', 'lines'],
      ['side/subagents/workflows/wf_1/journal.jsonl', 'other', 'lines'],
      ['side/tool-results/pdf-1/page-01.jpg', 'tool-result', 'whole'],
      ['side/tool-results/toolu_1.txt', 'tool-result', 'whole'],
      ['side/workflows/scripts/s.js', 'other', 'whole'],
      ['side/workflows/wf_1.json', 'other', 'whole'],
    ]);
    expect(files[0]).toMatchObject({ source: main, size: 5 });
    expect(files.every(({ mtimeMs, ino }) => Number.isInteger(mtimeMs) && ino > 0)).toBe(true);
    expect(adapter.placeOf(await session())).toBe(`projects/-p/${ID}.jsonl`);
  });

  it('leaves out everything that the list does not name', async () => {
    await put(`${ID}.jsonl`);
    for (const path of [
      `${ID}/.credentials.json`,
      `${ID}/notes.txt`,
      `${ID}/x.jsonl`,
      `${ID}/memory/MEMORY.md`,
      `${ID}/subagents/.agent-a1.jsonl`,
      `${ID}/subagents/notes.txt`,
      `${ID}/subagents/.hidden/agent-a1.jsonl`,
      `${ID}/tool-results/.credentials.json`,
      `${ID}/workflows/run.sh`,
      `${OTHER}.jsonl`,
      `${OTHER}/subagents/agent-a1.jsonl`,
      'memory/MEMORY.md',
      'sessions-index.json',
      '../../.credentials.json',
      `../../sessions/1.json`,
      `../../shell-snapshots/s.sh`,
      `../../session-env/${ID}/env`,
      `../../ide/1.lock`,
      `../../file-history/${ID}/a@v1`,
    ]) {
      await put(path);
    }
    expect(paths(await bundle())).toEqual(['main.jsonl']);
  });

  it('follows no symbolic link, neither to a file nor to a directory', async () => {
    await put(`${ID}.jsonl`);
    const secret = await put('../../.credentials.json');
    const outside = dirname(await put('../../outside/agent-a1.jsonl'));
    await put(`${ID}/subagents/agent-real.jsonl`);
    const own = join(home, 'projects', '-p', ID);
    await symlink(secret, join(own, 'subagents', 'agent-a1.jsonl'));
    await symlink(outside, join(own, 'subagents', 'linked'));
    await symlink(outside, join(own, 'tool-results'));
    await symlink(secret, join(home, 'projects', '-p', 'agent-early.jsonl'));
    expect(paths(await bundle())).toEqual(['main.jsonl', 'side/subagents/agent-real.jsonl']);
    await rename(own, join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), own);
    expect(paths(await bundle())).toEqual(['main.jsonl']);
  });

  it('leaves out names that not every system can write, and what lies too deep or is too much', async () => {
    await put(`${ID}.jsonl`);
    await put(`${ID}/tool-results/a\\b.txt`);
    await put(`${ID}/tool-results/a\nb.txt`);
    await put(`${ID}/tool-results/${'d/'.repeat(5)}in.txt`);
    await put(`${ID}/tool-results/${'d/'.repeat(6)}out.txt`);
    const told: string[] = [];
    const files = await bundle(ID, (path, error) =>
      told.push(`${path} ${(error as { code?: string }).code}`),
    );
    expect(paths(files)).toEqual(['main.jsonl', `side/tool-results/${'d/'.repeat(5)}in.txt`]);
    expect(told).toEqual([join(home, 'projects', '-p', ID, 'tool-results', 'd/d/d/d/d/d E2BIG')]);
  });

  it('holds at most 20,000 files, and tells of more', async () => {
    await put(`${ID}.jsonl`);
    const directory = dirname(await put(`${ID}/tool-results/0`, ''));
    for (let index = 1; index <= 20_000; index++) writeFileSync(join(directory, `${index}`), '');
    const told: string[] = [];
    const files = await bundle(ID, (path, error) =>
      told.push(`${path} ${(error as { code?: string }).code}`),
    );
    expect(files).toHaveLength(20_001);
    expect(told).toEqual([`${directory} E2BIG`]);
  });

  it('goes on where a directory may not be read, and says which', async () => {
    await put(`${ID}.jsonl`);
    await put(`${ID}/tool-results/a.txt`);
    const closed = dirname(await put(`${ID}/subagents/agent-a1.jsonl`));
    await chmod(home, 0o755);
    await chmod(closed, 0o000);
    const file = await session();
    const told: string[] = [];
    const files = await asOrdinaryUser(() =>
      adapter.bundle(file, { onUnreadable: (path) => told.push(path) }),
    );
    await chmod(closed, 0o700);
    expect(paths(files)).toEqual(['main.jsonl', 'side/tool-results/a.txt']);
    expect(told).toEqual([closed]);
  });

  it('is empty when the transcript is gone by now', async () => {
    const main = await put(`${ID}.jsonl`);
    await put(`${ID}/tool-results/a.txt`);
    const file = await session();
    await rm(main);
    expect(await adapter.bundle(file)).toEqual([]);
  });
});

describe('sub-agents of before 2.1, beside their session', () => {
  const line = (sessionId: string, more: object = {}) =>
    `${JSON.stringify({ type: 'user', isSidechain: true, sessionId, agentId: 'a1', ...more })}\n`;

  it('belong to the session that their first line with a session names', async () => {
    await put(`${ID}.jsonl`);
    await put(`${OTHER}.jsonl`);
    await put('agent-a1.jsonl', `torn {\n${JSON.stringify({ type: 'mode' })}\n${line(ID)}${line(OTHER)}`);
    await put('agent-b2.jsonl', line(OTHER, { message: { content: 'x'.repeat(100_000) } }));
    await put('agent-c3.jsonl', '');
    await put('agent-d4.jsonl', 'no line at all');
    expect(paths(await bundle(ID))).toEqual(['main.jsonl', 'side/agent-a1.jsonl']);
    expect(paths(await bundle(OTHER))).toEqual(['main.jsonl', 'side/agent-b2.jsonl']);
    expect((await bundle(ID))[1]).toMatchObject({ role: 'subagent', growth: 'lines' });
  });

  it('are noticed when they come, grow and go', async () => {
    await put(`${ID}.jsonl`);
    await put('agent-a1.jsonl', line(ID));
    await letRest();
    const before = await bundle();
    expect(paths(before)).toHaveLength(2);
    expect(await bundle()).toEqual(before);
    const path = await put('agent-a1.jsonl', line(ID) + line(ID));
    expect((await bundle())[1]?.size).toBe((before[1]?.size ?? 0) * 2);
    await sleep(150);
    await put('agent-b2.jsonl', '');
    expect(paths(await bundle())).toHaveLength(2);
    await letRest();
    expect(paths(await bundle())).toHaveLength(2);
    await put('agent-b2.jsonl', line(ID));
    expect(paths(await bundle())).toHaveLength(3);
    await sleep(150);
    await rm(path);
    expect(paths(await bundle())).toEqual(['main.jsonl', 'side/agent-b2.jsonl']);
  });
});

describe('a project that rests', () => {
  it('is not read again, and still gives what comes to its sessions', async () => {
    await put(`${ID}.jsonl`);
    await put(`${OTHER}.jsonl`);
    await put(`${OTHER}/subagents/agent-a1.jsonl`);
    await letRest();
    expect(paths(await bundle(ID))).toHaveLength(1);
    await put(`${OTHER}/subagents/agent-b2.jsonl`);
    expect(paths(await bundle(OTHER))).toHaveLength(3);
    await sleep(150);
    await put(`${ID}/tool-results/a.txt`);
    expect(paths(await bundle(ID))).toHaveLength(2);
  });
});

/** Makes the project look as if nothing had come or gone for a while. */
async function letRest(): Promise<void> {
  const old = new Date(Date.now() - 60_000);
  await utimes(join(home, 'projects', '-p'), old, old);
}

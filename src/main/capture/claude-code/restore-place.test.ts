import { spawn } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStart } from '../restore/process-alive.ts';
import { projectDirectoryName } from './restore-place.ts';
import { claudeCodeRestore } from './restore.ts';

const ID = '5f0c8a52-7c1e-4a55-9a3f-1d2b6f9e0c11';
let root: string;
let config: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cc-place-')));
  config = join(root, 'claude');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the name of a project directory', () => {
  it.each([
    ['/home/mira/tide.pool_2', '-home-mira-tide-pool-2'],
    ['C:\\Users\\mira\\x', 'C--Users-mira-x'],
    ['/home/é/🌊', '-home-----'],
  ])('of %s is %s', (cwd, name) => {
    expect(projectDirectoryName(cwd)).toBe(name);
  });

  it('of a long path is cut and has a hash of the path', () => {
    // As Claude Code 2.1.330 named the directory when it was run there.
    const cwd = `/tmp/cc-restore/${'dir_'.repeat(20)}/é${'sub.'.repeat(20)}/${'q'.repeat(80)}`;
    const name = projectDirectoryName(cwd);
    expect(name).toBe(`${cwd.replaceAll(/[^a-zA-Z0-9]/g, '-').slice(0, 200)}-v7xtce`);
    expect(projectDirectoryName(`${cwd}b`).slice(200)).toBe('-qlghws');
  });
});

describe('the place of a session', () => {
  const place = (project: string) =>
    claudeCodeRestore(config).placeFor({ agentSession: ID, project, place: `projects/x/${ID}.jsonl` });

  async function transcript(directory: string, ...lines: unknown[]): Promise<void> {
    await mkdir(join(config, 'projects', directory), { recursive: true });
    const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
    await writeFile(join(config, 'projects', directory, '0f0c8a52-7c1e-4a55-9a3f-1d2b6f9e0c11.jsonl'), text);
  }

  it('is by the rule when nothing else is known, with links resolved', async () => {
    const project = join(root, 'tide_pool');
    await mkdir(project);
    await symlink(project, join(root, 'link'));
    const expected = join(config, 'projects', projectDirectoryName(project), `${ID}.jsonl`);
    expect(await place(project)).toBe(expected);
    expect(await place(join(root, 'link'))).toBe(expected);
    expect(await place('/not/here')).toBe(join(config, 'projects', '-not-here', `${ID}.jsonl`));
  });

  it('is in a directory whose sessions began there, however it is called', async () => {
    await transcript('-not-he.re', 'no JSON', { type: 'mode' }, { cwd: '/not/he.re' });
    await transcript('-other', { cwd: '/elsewhere' }, { cwd: '/not/he.re' });
    expect(await place('/not/he.re')).toBe(join(config, 'projects', '-not-he.re', `${ID}.jsonl`));
    // Two paths share this name; the rule's own directory wins when it is used for this one.
    await transcript('-not-he-re', { cwd: '/not/he.re' });
    expect(await place('/not/he.re')).toBe(join(config, 'projects', '-not-he-re', `${ID}.jsonl`));
  });
});

describe('a session is live', () => {
  const live = () => claudeCodeRestore(config).liveness(ID);

  async function registered(entry: Record<string, unknown>): Promise<string> {
    await mkdir(join(config, 'sessions'), { recursive: true });
    const path = join(config, 'sessions', `${String(entry['pid'])}.json`);
    await writeFile(path, JSON.stringify(entry));
    return path;
  }

  it('while a process that says so runs', async () => {
    expect(await live()).toBeNull();
    await mkdir(join(config, 'sessions'), { recursive: true });
    await writeFile(join(config, 'sessions', '7.json'), '{ damaged');
    await registered({ pid: process.pid, sessionId: 'another' });
    expect(await live()).toBeNull();
    await registered({ pid: process.pid, sessionId: ID });
    expect(await live()).toEqual({ reason: 'running', pid: process.pid });
  });

  it('not when that process is gone, or its number went to another', async () => {
    const child = spawn(process.execPath, ['-e', ''], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    await new Promise((resolve) => child.on('exit', resolve));
    await registered({ pid: child.pid, sessionId: ID });
    expect(await live()).toBeNull();
    const start = await processStart(process.pid);
    await registered({ pid: process.pid, sessionId: ID, procStart: start ?? 'Sun Nov 22 2026' });
    expect(await live()).toEqual({ reason: 'running', pid: process.pid });
    await registered({ pid: process.pid, sessionId: ID, procStart: '1' });
    expect(await live()).toEqual(start === null ? { reason: 'running', pid: process.pid } : null);
  });

  it('for a day when a process of another machine or container says so', async () => {
    const path = await registered({
      pid: 1,
      sessionId: ID,
      procStart: '1',
      pidDomain: 'linux:other:pid:[1]',
    });
    if (process.platform !== 'linux') return;
    expect(await live()).toEqual({ reason: 'running', pid: 1 });
    const longAgo = new Date(Date.now() - 48 * 3_600_000);
    await utimes(path, longAgo, longAgo);
    expect(await live()).toBeNull();
    const machine = (await readFile('/etc/machine-id', 'utf8').catch(() => '')).trim();
    const pidDomain = `linux:${machine}:${await readlink('/proc/self/ns/pid')}`;
    await registered({ pid: process.pid, sessionId: ID, pidDomain });
    expect(await live()).toEqual({ reason: 'running', pid: process.pid });
  });

  it('while it, or one of its sub-agents, was just written', async () => {
    const directory = join(config, 'projects', '-x');
    await mkdir(join(directory, ID, 'subagents'), { recursive: true });
    const main = join(directory, `${ID}.jsonl`);
    await writeFile(main, '{}\n');
    expect(await live()).toEqual({ reason: 'recent', pid: null });
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(main, longAgo, longAgo);
    expect(await live()).toBeNull();
    await writeFile(join(directory, ID, 'subagents', 'agent-1.jsonl'), '{}\n');
    expect(await live()).toEqual({ reason: 'recent', pid: null });
  });
});

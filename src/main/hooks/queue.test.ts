import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHook } from './enqueue.ts';
import { enqueue, queueDirectory, takeQueued } from './queue.ts';

const ID = '5f0c8a52-7c1e-4a55-9a3f-1d2b6f9e0c11';
const INPUT = {
  session_id: ID,
  transcript_path: '/home/mira/.claude/projects/-x/a.jsonl',
  cwd: '/home/mira/x',
  hook_event_name: 'Stop',
  last_assistant_message: 'Done 🌊'.repeat(10_000),
};
let home: string;

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'cc-queue-')), 'home');
});
afterEach(() => rm(join(home, '..'), { recursive: true, force: true }));

const hook = (input: string | Buffer, now = 1000) =>
  runHook({ home, stdin: Readable.from([Buffer.from(input)]), now });
const told = (more: object = {}) => hook(JSON.stringify({ ...INPUT, ...more }));
const waiting = () => readdir(queueDirectory(home)).catch(() => []);

describe('a hook', () => {
  it('puts its session into the queue, once however often it is called', async () => {
    await told();
    await hook(JSON.stringify({ ...INPUT, hook_event_name: 'SessionEnd' }), 2000);
    expect(await waiting()).toEqual([`${ID}.json`]);
    if (process.platform !== 'win32') {
      expect((await stat(join(queueDirectory(home), `${ID}.json`))).mode & 0o777).toBe(0o600);
    }
    const { sessions, done } = await takeQueued(home);
    expect(sessions).toEqual([
      {
        ...{ agent: 'claude-code', agentSession: ID, transcriptPath: INPUT.transcript_path },
        ...{ project: '/home/mira/x', event: 'SessionEnd', at: 2000 },
      },
    ]);
    await done();
    expect(await waiting()).toEqual([]);
  });

  it.each([
    ['', 'JSON'],
    ['no JSON', 'JSON'],
    ['null', 'session_id'],
    ['[]', 'session_id'],
    [JSON.stringify({ ...INPUT, session_id: '../../x' }), 'session_id'],
    [JSON.stringify({ ...INPUT, session_id: 7 }), 'session_id'],
    [JSON.stringify({ ...INPUT, transcript_path: 'relative' }), 'transcript_path'],
    [JSON.stringify({ ...INPUT, transcript_path: `/${'x'.repeat(5000)}` }), 'transcript_path'],
    [Buffer.alloc(5 * 1024 * 1024, '{"a":'), 'too long'],
  ])('that gets nonsense (%#) writes it to the log and ends', async (input, reason) => {
    await hook(input);
    expect(await waiting()).toEqual([]);
    expect(await readFile(join(home, 'hook.log'), 'utf8')).toContain(reason);
  });

  it('does not wait for ever', async () => {
    await runHook({ home, stdin: new PassThrough(), now: 1 });
    expect(await readFile(join(home, 'hook.log'), 'utf8')).toContain('in time');
  });

  it('ends even when there is no place for anything', async () => {
    await writeFile(home, 'a file');
    await told();
    await hook('nonsense');
    expect(await readFile(home, 'utf8')).toBe('a file');
  });

  it('keeps its log short', async () => {
    await hook('nonsense');
    await writeFile(join(home, 'hook.log'), 'x'.repeat(300 * 1024));
    await hook('nonsense');
    expect((await stat(join(home, 'hook.log'))).size).toBeLessThan(1000);
  });
});

describe('the queue', () => {
  const session = (agentSession: string, at: number) =>
    ({ agent: 'claude-code', agentSession, transcriptPath: '/t', project: '', event: 'Stop', at }) as const;

  it('gives each session to one of those who ask, the earliest first', async () => {
    for (const [index, id] of ['c', 'a', 'b'].entries()) enqueue(home, session(id, index));
    const taken = await Promise.all([takeQueued(home), takeQueued(home), takeQueued(home)]);
    const all = taken.flatMap(({ sessions }) => sessions.map(({ agentSession }) => agentSession));
    expect(all.toSorted()).toEqual(['a', 'b', 'c']);
    for (const { sessions } of taken) expect(sessions).toEqual(sessions.toSorted((x, y) => x.at - y.at));
  });

  it('keeps what comes while the last ones are captured', async () => {
    enqueue(home, session('a', 1));
    const first = await takeQueued(home);
    enqueue(home, session('a', 2));
    await first.done();
    expect((await takeQueued(home)).sessions).toEqual([session('a', 2)]);
  });

  it('passes over what is none of its files', async () => {
    expect((await takeQueued(home)).sessions).toEqual([]);
    enqueue(home, session('a', 1));
    await writeFile(join(queueDirectory(home), 'b.json'), '{"v":2}');
    await writeFile(join(queueDirectory(home), 'c.json'), 'x'.repeat(100_000));
    await writeFile(join(queueDirectory(home), 'notes.txt'), '');
    await symlink('/etc/hostname', join(queueDirectory(home), 'd.json'));
    const { sessions, done } = await takeQueued(home);
    expect(sessions).toEqual([session('a', 1)]);
    await done();
    expect(await waiting()).toEqual(['notes.txt']);
  });
});

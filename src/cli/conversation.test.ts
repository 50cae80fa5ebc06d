/** `resume`, `export` and `hook` over the real app, with sessions that Claude Code left on this device. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Device, temporaryDirectory } from './testing/device.ts';
import { fakeIo } from './testing/fake-io.ts';
import { runCli } from './run.ts';
import { services } from './services.ts';
import { shellWord } from './commands/resume.ts';
import type { ResumeResult } from '../main/composed-app.ts';

const ID = '5f0c8a52-7c1e-4a55-9a3f-1d2b6f9e0c11';
const root = temporaryDirectory((remove) => afterAll(remove));
let count = 0;
let device: Device;
let transcript: string;
let session: string;

beforeEach(async () => {
  device = new Device(root, `device-${++count}`);
  device.writeTranscript(ID, 'Show <tides> in feet', 'Use `Array<string>`.');
  transcript = path.join(device.home, '.claude', 'projects', '-home-ann-shop', `${ID}.jsonl`);
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(transcript, longAgo, longAgo);
  await device.call(['capture']);
  session =
    (await device.call(['list', '--json'])).json<{ sessions: { id: string }[] }>().sessions[0]?.id ?? '';
});

describe('export', () => {
  it('prints Markdown, JSON or the file itself', async () => {
    const markdown = await device.call(['export', session.slice(0, 8)]);
    expect(markdown).toMatchObject({ exit: 0, err: '' });
    expect(markdown.out).toContain('> Show &lt;tides> in feet');
    expect(markdown.out).toContain('> Use `Array<string>`.');
    const json = await device.call(['export', session, '--json']);
    expect(json.json<{ messages: unknown[] }>().messages).toHaveLength(2);
    expect((await device.call(['export', session, '--format', 'json'])).out).toBe(json.out);
    const lines = await device.call(['export', session, '--format', 'jsonl']);
    expect(lines.out).toBe(readFileSync(transcript, 'utf8'));
  });

  it('writes a new file that nobody else can read, never over another', async () => {
    const written = await device.call(['export', session, '-o', 'talk.md', '--format', 'markdown', '--json']);
    const file = path.join(device.home, 'talk.md');
    expect(written.json()).toMatchObject({ session, agent: 'claude-code', format: 'markdown', file });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await device.call(['export', session, '-o', 'talk.md'])).toMatchObject({ exit: 2 });
  });

  it('has no half JSON answer, and lets nothing act on a terminal', async () => {
    expect(await device.call(['export', session, '--format', 'markdown', '--json'])).toMatchObject({
      exit: 2,
    });
    const io = fakeIo({
      env: { HOME: device.home, CLAUDE_CONFIG_DIR: `${device.home}/.claude` },
      columns: 80,
    });
    device.writeTranscript(ID, 'Red \u001b[31m and \u009b2J');
    await runCli(['export', session], io, services, '0');
    expect(io.out()).toContain('> Red  and ');
    expect(io.out()).not.toMatch(/\u001b\[31m|\u009b/);
  });

  it('says when only the memory is left', async () => {
    rmSync(transcript);
    const { exit, json } = await device.call(['export', session, '--json']);
    expect([exit, json<{ error: { code: string } }>().error.code]).toEqual([2, 'TRANSCRIPT_MISSING']);
    expect((await device.call(['export', 'mem_none'])).err).toContain('no such session');
  });
});

describe('resume', () => {
  it('prints what to type, when the session and its project are here', async () => {
    const project = path.join(device.home, 'my shop');
    mkdirSync(project);
    const { exit, out } = await device.call(['resume', session, '--to', 'my shop']);
    expect(exit).toBe(0);
    expect(out).toContain('The session is on this device');
    expect(out).toContain(`cd '${project}' && claude --resume ${ID}`);
    const planned = await device.call(['resume', session, '--to', project, '--dry-run', '--json']);
    expect(planned.json<ResumeResult>()).toMatchObject({
      ...{ action: 'already-here', agentSession: ID, project, projectFoundBy: 'option', dryRun: true },
      ...{ main: transcript, files: [], command: `claude --resume ${ID}`, refused: null },
    });
  });

  it('finds the project below the home directory, by path_map, or asks for it', async () => {
    const missing = await device.call(['resume', session, '--json']);
    expect(missing.exit).toBe(2);
    expect(missing.json()).toMatchObject({
      error: { code: 'PROJECT_NOT_HERE', data: { path: '/home/ann/shop' } },
    });
    expect((await device.call(['resume', session])).err).toContain('--to DIR');
    mkdirSync(path.join(device.home, 'elsewhere'));
    device.writeConfig(
      `cloud:\n  provider: folder\n  bucket: bucket\n  path_map:\n    /home/ann/shop: ${device.home}/elsewhere\n`,
    );
    const mapped = await device.call(['resume', session, '--json']);
    expect(mapped.json()).toMatchObject({ projectFoundBy: 'path-map', project: `${device.home}/elsewhere` });
    mkdirSync(path.join(device.home, 'shop'));
    device.writeConfig('cloud:\n  provider: folder\n  bucket: bucket\n');
    const found = await device.call(['resume', session, '--json']);
    expect(found.json()).toMatchObject({ projectFoundBy: 'home', project: `${device.home}/shop` });
  });

  it('quotes what a shell would take apart', () => {
    expect(shellWord('/home/ann/shop-1_é')).toMatch(/^'.*'$/);
    expect(shellWord('/home/ann/shop-1')).toBe('/home/ann/shop-1');
    expect(shellWord("/a b/it's $HOME")).toBe(`'/a b/it'\\''s $HOME'`);
    expect(shellWord('/a\n;rm')).not.toContain('\n');
  });
});

describe('hook', () => {
  const settings = () => path.join(device.home, '.claude', 'settings.json');

  it('is installed, shown and taken out again', async () => {
    writeFileSync(settings(), '{\n  "model": "opus"\n}\n');
    expect((await device.call(['hook', 'status'])).out).toContain('are not installed');
    const installed = await device.call(['hook', 'install', '--json']);
    expect(installed.json()).toMatchObject({ installed: 'all', path: settings(), disabled: false });
    const status = await device.call(['hook', 'status']);
    expect(status.out).toContain('The hooks are installed.');
    expect(status.out).toContain('SessionEnd, Stop, PreCompact');
    expect((await device.call(['hook', 'uninstall'])).out).toContain('not in the settings any more');
    expect(readFileSync(settings(), 'utf8')).toBe('{\n  "model": "opus"\n}\n');
  });

  it('leaves settings that are damaged alone', async () => {
    writeFileSync(settings(), '{\n "a": 1,\n}');
    const failed = await device.call(['hook', 'install']);
    expect(failed.exit).toBe(3);
    expect(failed.err).toContain('line 3');
    expect(readFileSync(settings(), 'utf8')).toBe('{\n "a": 1,\n}');
  });

  it('puts a session into the queue, whichever way it is called', async () => {
    const input = JSON.stringify({ session_id: ID, transcript_path: transcript, hook_event_name: 'Stop' });
    expect(await device.call(['hook'], { stdin: input })).toMatchObject({ exit: 0, out: '', err: '' });
    const queued = path.join(device.home, '.cc-sessions', 'queue', `${ID}.json`);
    expect(JSON.parse(readFileSync(queued, 'utf8'))).toMatchObject({ agentSession: ID, event: 'Stop' });
    expect(await device.call(['hook'], { stdin: 'nonsense' })).toMatchObject({ exit: 0, out: '', err: '' });
    const io = fakeIo({ env: { HOME: device.home } });
    expect(await runCli(['hook'], io, services, '0')).toBe(2);
  });
});

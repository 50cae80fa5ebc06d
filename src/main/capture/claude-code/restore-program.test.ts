/**
 * What the real Claude Code makes of restored sessions. It allows all of it without a network: sessions are made,
 * found and gone on with, only the model is a stand-in.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transcript } from '../../../shared/transcript.ts';
import type { AgentAdapter, SourceFile } from '../adapter.ts';
import type { BundleSource } from '../restore/bundle-source.ts';
import { restoreSession, type RestoreRequest, type RestoreResult } from '../restore/restore-session.ts';
import { ANSWER, askClaude, StandInModel, startClaude, type ClaudeCall } from '../testing/claude-program.ts';
import { claudeCodeAdapter } from './adapter.ts';
import { projectDirectoryName } from './restore-place.ts';

const SAMPLES = join(import.meta.dirname, '../../../../samples/claude');
const model = new StandInModel();
let root: string;

beforeAll(() => model.start());
afterAll(() => model.stop());
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cc-program-')));
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

/** A device with Claude Code and one project. */
class Machine {
  readonly adapter: AgentAdapter;
  readonly #call: ClaudeCall;

  constructor(name: string, project: string) {
    const config = join(root, name, '.claude');
    this.adapter = claudeCodeAdapter(config);
    this.#call = { config, home: join(root, name), cwd: project, model };
  }

  static async at(name: string, ...project: string[]): Promise<Machine> {
    const directory = join(root, name, ...project);
    await mkdir(directory, { recursive: true });
    return new Machine(name, directory);
  }

  get call(): ClaudeCall {
    return this.#call;
  }

  /** Says something in a session, a new one or one that is there. */
  async say(words: string, session?: string): Promise<string> {
    const { exit, out, err } = await askClaude(this.#call, [
      ...(session ? ['--resume', session] : []),
      '-p',
      words,
    ]);
    expect([exit, out.trim(), err]).toEqual([0, ANSWER, '']);
    return (
      (await this.sessions()).toSorted((one, other) => other.mtimeMs - one.mtimeMs)[0]?.agentSession ?? ''
    );
  }

  async sessions(): Promise<SourceFile[]> {
    const found: SourceFile[] = [];
    for await (const file of this.adapter.find()) found.push(file);
    return found;
  }

  async main(session: string): Promise<SourceFile> {
    const files = (await this.sessions()).filter(({ agentSession }) => agentSession === session);
    expect(files).toHaveLength(1);
    return files[0]!;
  }

  /** The session's files, as another device would get them. */
  async bundle(session: string): Promise<BundleSource> {
    const main = await this.main(session);
    const files = await this.adapter.bundle(main);
    const places = new Map(files.map(({ path, source }) => [path, source]));
    const hashed = await Promise.all(
      files.map(async ({ path, role, source }) => {
        const bytes = await readFile(source);
        return { path, role, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
    const transcript: Transcript = {
      ...{ v: 1, agent: this.adapter.agent, agentSession: session, device: 'a', session: 'mem_1', parts: [] },
      place: this.adapter.placeOf(main),
      files: hashed,
    };
    return { transcript, open: (path) => createReadStream(places.get(path)!) as AsyncIterable<Buffer> };
  }

  async restore(source: BundleSource, more: Partial<RestoreRequest> = {}): Promise<RestoreResult> {
    // As if the last word here had been a while ago.
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const { path } of await this.sessions()) await utimes(path, longAgo, longAgo);
    const { restore } = this.adapter;
    return restoreSession({ source, restore, project: this.#call.cwd, scratch: root, ...more });
  }
}

const heard = (): string => model.heard.at(-1) ?? '';

describe('Claude Code', () => {
  it('does not find a session that is not there', async () => {
    const machine = await Machine.at('a', 'work');
    const { exit, err } = await askClaude(machine.call, [
      '--resume',
      '11111111-2222-4333-8444-555555555555',
      '-p',
      'x',
    ]);
    expect(exit).toBe(1);
    expect(err).toContain('No conversation found with session ID');
  });

  it('goes on with a session of another device and project, and that comes back as what it continues', async () => {
    const [a, b] = [await Machine.at('a', 'work', 'tide.pool_é'), await Machine.at('b', 'src', 'tide')];
    const session = await a.say('The tide is 3.2 feet');
    const bundle = await a.bundle(session);
    const { main, action } = await b.restore(bundle);
    expect(action).toBe('write');
    expect(await readFile(main)).toEqual(await readFile((await a.main(session)).path));
    await b.say('And in metres?', session);
    expect(heard()).toContain('The tide is 3.2 feet');
    expect(heard()).toContain(ANSWER);
    // It was appended to the very file, and there is no other.
    expect((await b.main(session)).path).toBe(main);
    expect(await a.restore(await b.bundle(session))).toMatchObject({ action: 'fast-forward', forkOf: null });
    await a.say('Thanks', session);
    expect(heard()).toContain('And in metres?');
    await a.main(session);
  });

  it('goes on with both sides after they parted, the other one under an id of its own', async () => {
    const [a, b] = [await Machine.at('a', 'work'), await Machine.at('b', 'work')];
    const session = await a.say('Once there was');
    await b.restore(await a.bundle(session));
    await a.say('a cat', session);
    await b.say('a dog', session);
    const fork = await a.restore(await b.bundle(session));
    expect(fork).toMatchObject({ action: 'fork', forkOf: session });
    await a.say('who', session);
    expect(heard()).toContain('a cat');
    expect(heard()).not.toContain('a dog');
    await a.say('who', fork.agentSession);
    expect(heard()).toContain('a dog');
    expect(heard()).not.toContain('a cat');
    expect((await a.main(fork.agentSession)).path).toBe(fork.main);
  });

  it('goes on where paths were rewritten', async () => {
    const [a, b] = [await Machine.at('a', 'work'), await Machine.at('b', 'elsewhere')];
    const session = await a.say('Here');
    const { main } = await b.restore(await a.bundle(session), { rewriteFrom: a.call.cwd });
    expect(await readFile(main, 'utf8')).toContain(`"cwd":${JSON.stringify(b.call.cwd)}`);
    await b.say('And there?', session);
    expect(heard()).toContain('Here');
    await b.main(session);
  });

  it('goes on with sessions of earlier versions, with sub-agents and after compaction', async () => {
    const [samples, b] = [await Machine.at('samples', 'none'), await Machine.at('b', 'work')];
    await cp(SAMPLES, samples.call.config, { recursive: true });
    for (const { agentSession } of await samples.sessions()) {
      await b.restore(await samples.bundle(agentSession));
      await b.say('What did we talk about?', agentSession);
      expect(JSON.parse(heard())).not.toHaveLength(1);
    }
    expect(await b.sessions()).toHaveLength(6);
  });

  it.each([[['a.b_c (d) é🌊', 'x']], [['long_'.repeat(20), 'é'.repeat(60), 'more.'.repeat(20), 'end']]])(
    'names the directory of a project as we do (%#)',
    async (project) => {
      const machine = await Machine.at('a', ...project);
      const session = await machine.say('Hello');
      const { path } = await machine.main(session);
      expect(basename(join(path, '..'))).toBe(projectDirectoryName(machine.call.cwd));
      const place = { agentSession: session, project: machine.call.cwd, place: '' };
      expect(await machine.adapter.restore.placeFor(place)).toBe(path);
    },
  );

  it('is known to be running with a session, and to have left it', async () => {
    const machine = await Machine.at('a', 'work');
    const session = await machine.say('Hello');
    const { liveness } = machine.adapter.restore;
    const args = [
      '--resume',
      session,
      '-p',
      '--input-format',
      'stream-json',
      '--output-format',
      'stream-json',
      '--verbose',
    ];
    const child = startClaude(machine.call, args);
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.stdout?.resume();
    child.stderr?.resume();
    await expect
      .poll(() => liveness(session), { timeout: 20_000 })
      .toEqual({ reason: 'running', pid: child.pid });
    child.kill('SIGKILL');
    await ended;
    // The entry that a killed one leaves behind is no proof.
    expect(await readdir(join(machine.call.config, 'sessions'))).toContain(`${child.pid}.json`);
    expect((await liveness(session))?.reason).not.toBe('running');
  });
});

/** Sessions of one device put back on another one, out of a real bucket. */
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentAdapter } from '../capture/adapter.ts';
import { claudeCodeAdapter } from '../capture/claude-code/adapter.ts';
import { codexAdapter } from '../capture/codex/adapter.ts';
import { memoryIdOf } from '../capture/session-memory.ts';
import {
  claudeBundle,
  codexBundle,
  continued,
  mainOf,
  type SampleBundle,
} from '../capture/testing/sample-bundles.ts';
import type { Vault } from '../engine/ports.ts';
import { World, type Device } from '../transcripts/testing/device.ts';
import { uploadBundle } from '../transcripts/upload-bundle.ts';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { Bundles } from './bundles.ts';
import { Conversations } from './conversation.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

/** A person's machine: agents' directories, projects, and what the application knows of the bucket. */
class Machine {
  readonly device: Device;
  readonly adapters: readonly AgentAdapter[];
  readonly conversations: Conversations;
  readonly transcripts = new Map<string, Transcript>();
  readonly projects: string[] = [];
  pathMap: Record<string, string> = {};
  online = true;

  constructor(name: string) {
    this.device = world.device(name);
    this.adapters = [claudeCodeAdapter(this.#at('.claude')), codexAdapter(this.#at('.codex'))];
    const vault = (): Promise<Vault> =>
      this.online ? Promise.resolve(this.device.vault) : Promise.reject(new Error('no network'));
    const { adapters, projects } = this;
    const bundles = new Bundles({
      kept: { source: () => null },
      adapters,
      vault,
      transcriptOf: (id) => this.transcripts.get(id) ?? null,
    });
    this.conversations = new Conversations(bundles, {
      ...{ adapters, home: this.#at('.cc-sessions'), userHome: this.#at('home'), pathMap: this.pathMap },
      knownProjects: () => projects,
    });
  }

  #at(...names: string[]): string {
    return join(this.device.home, ...names);
  }

  async project(...names: string[]): Promise<string> {
    const place = this.#at(...names);
    await mkdir(place, { recursive: true });
    return place;
  }

  adapter(sample: SampleBundle): AgentAdapter {
    return this.adapters.find(({ agent }) => agent === sample.agent)!;
  }

  /** As if the agent had written the session here a while ago. */
  async hold(sample: SampleBundle): Promise<void> {
    const { restore } = this.adapter(sample);
    const { agentSession, place, project } = sample;
    const main = await restore.placeFor({ agentSession, place, project });
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const { path, bytes } of sample.files) {
      const target = restore.targetOf(main, path);
      await mkdir(join(target, '..'), { recursive: true });
      await writeFile(target, bytes);
      await utimes(target, longAgo, longAgo);
    }
  }

  /** As if the agent had gone on with it where it is. */
  async goOn(sample: SampleBundle): Promise<void> {
    const [main] = await this.adapter(sample).restore.locate(sample.agentSession);
    const longAgo = new Date(Date.now() - 3_600_000);
    await writeFile(main!.path, mainOf(sample));
    await utimes(main!.path, longAgo, longAgo);
  }

  /** Brings what is here into the bucket. */
  async upload(sample: SampleBundle): Promise<SessionMemory> {
    const adapter = this.adapter(sample);
    const [main] = await adapter.restore.locate(sample.agentSession);
    const result = await uploadBundle({
      ...{
        session: idOf(sample),
        self: this.device.self,
        agent: sample.agent,
        recover: false,
        now: Date.now,
      },
      ...{
        agentSession: sample.agentSession,
        place: adapter.placeOf(main!),
        files: await adapter.bundle(main!),
      },
      ...{ state: this.device.state, vault: this.device.vault },
    });
    if (result.outcome !== 'uploaded') throw new Error(result.outcome);
    return memoryOf(sample, { transcript: result.transcript });
  }

  bytesOf(sample: SampleBundle): Promise<Buffer[]> {
    const { restore } = this.adapter(sample);
    return restore
      .locate(sample.agentSession)
      .then(([main]) =>
        Promise.all(sample.files.map(({ path }) => readFile(restore.targetOf(main!.path, path)))),
      );
  }
}

const idOf = ({ agent, agentSession }: SampleBundle): string => memoryIdOf(agent, agentSession);

function memoryOf(sample: SampleBundle, more: object = {}): SessionMemory {
  const at = '2026-11-20T09:00:00.000Z';
  return parseMemory({
    ...{ id: idOf(sample), claudeSessionId: sample.agentSession, projectPath: sample.project },
    ...{ startedAt: at, endedAt: at, summary: 'Tides', ...more },
  });
}

describe.each([claudeBundle(), codexBundle()])('a session of $agent', (sample) => {
  let a: Machine;
  let b: Machine;
  let memory: SessionMemory;
  beforeEach(async () => {
    [a, b] = [new Machine('laptop'), new Machine('desktop')];
    await a.hold(sample);
    memory = await a.upload(sample);
  });
  const id = idOf(sample);

  it('is put back from the bucket byte for byte, and is then here without a network', async () => {
    const project = await b.project('home', ...sample.project.split('/').slice(3));
    const planned = await b.conversations.resume(memory, { id, dryRun: true });
    expect(planned).toMatchObject({ action: 'write', project, projectFoundBy: 'home', dryRun: true });
    expect(await b.adapter(sample).restore.locate(sample.agentSession)).toEqual([]);
    const result = await b.conversations.resume(memory, { id });
    expect(result).toEqual({ ...planned, dryRun: false });
    expect(await b.bytesOf(sample)).toEqual(sample.files.map(({ bytes }) => bytes));
    expect(await readdir(join(b.device.home, '.cc-sessions', 'scratch'))).toEqual([]);
    b.online = false;
    expect(await b.conversations.resume(memory, { id })).toMatchObject({ action: 'already-here' });
  });

  it('comes back brought forward where it went on, or beside where both did', async () => {
    const project = await b.project('p');
    await b.conversations.resume(memory, { id, to: project });
    const later = continued(sample, 'said there');
    await b.goOn(later);
    const newer = await b.upload(later);
    a.transcripts.set(id, newer.transcript!);
    const here = await a.project('p');
    expect(await a.conversations.resume(memory, { id, to: here })).toMatchObject({ action: 'fast-forward' });
    expect(await a.bytesOf(later)).toEqual(later.files.map(({ bytes }) => bytes));
    await a.goOn(continued(sample, 'said here'));
    const fork = await a.conversations.resume(memory, { id, to: here });
    expect(fork).toMatchObject({ action: 'fork', forkOf: sample.agentSession });
    expect((await readFile(fork.main, 'utf8')).replaceAll(fork.agentSession, sample.agentSession)).toContain(
      'said there',
    );
  });

  it('is read from here, else from the bucket', async () => {
    const exported = async (machine: Machine): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      const { chunks: stream } = await machine.conversations.export(memory, { id, format: 'jsonl' });
      for await (const chunk of stream) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect((await exported(b)).equals(mainOf(sample))).toBe(true);
    b.online = false;
    await expect(exported(b)).rejects.toThrow('no network');
    a.online = false;
    expect((await exported(a)).equals(mainOf(sample))).toBe(true);
    let messages = 0;
    for await (const message of await a.conversations.read(memory)) messages += message.parts.length;
    expect(messages).toBeGreaterThan(1);
  });

  it('that is damaged in the bucket is not put back at all', async () => {
    const { transcript } = memory;
    const parts = transcript!.parts.map((part) => ({ ...part, sha256: '0'.repeat(64) }));
    const damaged = { ...memory, transcript: { ...transcript!, parts } };
    const to = await b.project('p');
    await expect(b.conversations.resume(damaged, { id, to })).rejects.toMatchObject({
      code: 'TRANSCRIPT_DAMAGED',
    });
    expect(await b.adapter(sample).restore.locate(sample.agentSession)).toEqual([]);
  });

  it('that was never uploaded is gone on with where it is', async () => {
    const { transcript: _transcript, ...alone } = memory;
    const to = await a.project('p');
    const { command, action } = await a.conversations.resume(alone, { id, to });
    expect([action, command.endsWith(sample.agentSession)]).toEqual(['already-here', true]);
    const elsewhere = b.conversations.resume(alone, { id, to });
    await expect(elsewhere).rejects.toMatchObject({ code: 'TRANSCRIPT_MISSING' });
    const newer = { ...alone, extra: { transcript: { v: 2 } } };
    const unknown = b.conversations.resume(newer, { id, to });
    await expect(unknown).rejects.toMatchObject({ code: 'TRANSCRIPT_UNSUPPORTED' });
  });
});

it('a checkout of the same repository is found among the neighbours of known projects', async () => {
  const sample = codexBundle();
  const [a, b] = [new Machine('laptop'), new Machine('desktop')];
  await a.hold(sample);
  const memory = await a.upload(sample);
  const resume = () => b.conversations.resume(memory, { id: memory.id, dryRun: true });
  await expect(resume()).rejects.toMatchObject({ code: 'PROJECT_NOT_HERE', data: { path: sample.project } });
  b.projects.push(await b.project('src', 'tide'), '/not/here');
  const checkout = await b.project('src', 'plants');
  await mkdir(join(checkout, '.git'));
  const config = '[remote "origin"]\n\turl = https://example.com/mira/greenhouse\n';
  await writeFile(join(checkout, '.git', 'config'), config);
  expect(await resume()).toMatchObject({ project: checkout, projectFoundBy: 'git-remote' });
});

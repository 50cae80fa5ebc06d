import { randomBytes } from 'node:crypto';
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transcript } from '../../shared/transcript.ts';
import { parseMemory } from '../../shared/session.ts';
import { type Device, lines, SESSION, sha256, World } from './testing/device.ts';
import { adoptDiverged } from './upload-bundle.ts';

let world: World;
let laptop: Device;

beforeEach(() => {
  world = new World();
  laptop = world.device('laptop');
});
afterEach(() => world.close());

/** Every file on the device is in the bucket, byte for byte. */
async function expectWhole(device: Device, transcript: Transcript = device.transcript): Promise<void> {
  const fetched = await device.fetched(transcript);
  for (const { path, source } of device.bundle()) {
    const mine = readFileSync(source);
    expect(fetched.get(path)?.equals(mine), path).toBe(true);
    expect(transcript.files.find((file) => file.path === path)?.sha256).toBe(sha256(mine));
  }
}

async function outcomeOf(device: Device): Promise<string> {
  const result = await device.upload();
  if (result.outcome === 'failed') throw result.error;
  return result.outcome;
}

/** Leaves the memory of a session in the bucket, as the engine does. */
async function publish(device: Device): Promise<void> {
  const at = '2026-01-02T03:04:05.006Z';
  const memory = parseMemory({ id: SESSION, startedAt: at, endedAt: at, transcript: device.transcript });
  await device.vault.writeSession(device.self, memory, { [device.self]: 1 });
}

describe('a session on its way', () => {
  it('is sent whole at first, then only what is new, and nothing when nothing is', async () => {
    laptop.write('main.jsonl', lines(0, 50));
    laptop.write('side/subagents/agent-1.jsonl', lines(1000, 10));
    laptop.write('side/tool-results/r1.txt', randomBytes(5000));
    const first = await laptop.upload();
    expect(first).toMatchObject({ outcome: 'uploaded', parts: 1 });
    await expectWhole(laptop);
    const { requests } = laptop.bucket;
    expect(await outcomeOf(laptop)).toBe('unchanged');
    expect(laptop.bucket.requests).toBe(requests);
    laptop.append('main.jsonl', lines(50, 1));
    const second = await laptop.upload();
    expect(second).toMatchObject({ outcome: 'uploaded', parts: 1 });
    expect((second as { bytes: number }).bytes).toBeLessThan(600);
    expect(laptop.bucket.requests).toBe(requests + 1);
    await expectWhole(laptop);
    expect(laptop.transcript).toMatchObject({
      device: 'laptop',
      session: SESSION,
      place: 'projects/x/5b0e6d0c.jsonl',
    });
  });

  it('keeps what the agent deletes, and takes a file that comes later', async () => {
    laptop.write('main.jsonl', lines(0, 5));
    laptop.write('side/subagents/agent-1.jsonl', lines(10, 5));
    await laptop.upload();
    laptop.remove('side/subagents/agent-1.jsonl');
    expect(await outcomeOf(laptop)).toBe('unchanged');
    laptop.write('side/subagents/agent-2.jsonl', lines(20, 5));
    expect(await outcomeOf(laptop)).toBe('uploaded');
    expect(laptop.transcript.files.map(({ path }) => path)).toEqual([
      'main.jsonl',
      'side/subagents/agent-1.jsonl',
      'side/subagents/agent-2.jsonl',
    ]);
    expect((await laptop.fetched()).get('side/subagents/agent-1.jsonl')?.toString()).toBe(lines(10, 5));
    await expectWhole(laptop);
  });

  it('leaves a torn line for later, takes it when it is complete, or after ten minutes', async () => {
    laptop.write('main.jsonl', `${lines(0, 3)}{"torn`);
    await laptop.upload();
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(0, 3));
    expect(await outcomeOf(laptop)).toBe('unchanged');
    laptop.append('main.jsonl', '":1}\n{"again');
    expect(await outcomeOf(laptop)).toBe('uploaded');
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(`${lines(0, 3)}{"torn":1}\n`);
    laptop.ahead = 11 * 60 * 1000;
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
    expect(await outcomeOf(laptop)).toBe('unchanged');
    laptop.append('main.jsonl', '":2}\n');
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
  });

  it('takes a file that holds nothing but a torn line, or nothing at all', async () => {
    laptop.write('main.jsonl', '{"torn');
    laptop.write('side/tool-results/empty.txt', '');
    expect(await outcomeOf(laptop)).toBe('uploaded');
    expect(laptop.transcript.files.map(({ size }) => size)).toEqual([0, 0]);
    expect(laptop.transcript.parts).toEqual([]);
    laptop.append('main.jsonl', '":1}\n');
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
  });

  it('begins a new generation for a file that was written anew; parts nobody needs are retired', async () => {
    laptop.write('main.jsonl', lines(0, 50));
    await laptop.upload();
    const [first = ''] = await laptop.parts();
    laptop.write('main.jsonl', lines(7, 50));
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
    expect(laptop.state.transcripts.retiredParts()).toEqual([
      { session: SESSION, part: first, retiredAt: null },
    ]);
    expect((await laptop.parts()).length).toBe(2);
    expect(laptop.state.transcripts.bundle(SESSION)?.generations).toEqual({ 'main.jsonl': 2 });
  });

  it('keeps the longer one when a file was cut short', async () => {
    laptop.write('main.jsonl', lines(0, 50));
    laptop.write('side/tool-results/r.txt', 'result');
    await laptop.upload();
    laptop.write('main.jsonl', lines(0, 20));
    expect(await outcomeOf(laptop)).toBe('behind');
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(0, 50));
    laptop.write('side/tool-results/r2.txt', 'another');
    expect(await outcomeOf(laptop)).toBe('uploaded');
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(0, 50));
    laptop.append('main.jsonl', lines(90, 40));
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
  });

  it('never follows a symbolic link that takes the place of a file', async () => {
    laptop.write('main.jsonl', lines(0, 5));
    await laptop.upload();
    const files = laptop.bundle().map((file) => ({ ...file, size: file.size + 1 }));
    writeFileSync(`${world.directory}/secret`, 'secret');
    laptop.remove('main.jsonl');
    symlinkSync(`${world.directory}/secret`, laptop.place('main.jsonl'));
    expect(await laptop.upload({ files })).toEqual({ outcome: 'unchanged' });
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(0, 5));
  });

  it('refuses a name that no transcript could hold, and loses nothing', async () => {
    laptop.write('main.jsonl', lines(0, 5));
    const files = laptop.bundle().map((file) => ({ ...file, path: 'side/../x' }));
    expect(await laptop.upload({ files })).toMatchObject({
      outcome: 'failed',
      error: { code: 'TRANSCRIPT_UNREADABLE' },
    });
    expect(await laptop.upload({ agentSession: '../x' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'TRANSCRIPT_TOO_LARGE' },
    });
    expect(await laptop.parts()).toEqual([]);
  });
});

describe('many captures', () => {
  it('have few parts, are sent less than three times in all, and come back byte for byte', async () => {
    const text = lines(0, 1200, 1000);
    const each = 4 * 1024;
    let bytes = 0;
    let parts = 0;
    let captures = 0;
    for (let end = each; end <= text.length; end += each) {
      const stop = text.indexOf('\n', end) + 1 || text.length;
      laptop.write('main.jsonl', text.slice(0, stop));
      const result = await laptop.upload();
      if (result.outcome !== 'uploaded') throw new Error(result.outcome);
      captures += 1;
      bytes += result.bytes;
      parts = Math.max(parts, result.transcript.parts.length);
    }
    await expectWhole(laptop);
    const whole = world.device('whole');
    whole.write('main.jsonl', readFileSync(laptop.place('main.jsonl')));
    const once = (await whole.upload()) as { bytes: number };
    expect(captures).toBeGreaterThan(250);
    expect(parts).toBeLessThanOrEqual(4 + Math.ceil(4 * Math.log2(captures)));
    expect(bytes / once.bytes).toBeLessThan(3);
  });

  it('whatever the agent does, the transcript is what is there', async () => {
    const paths = ['main.jsonl', 'side/a.jsonl', 'side/r.txt'];
    const step = fc.record({
      path: fc.constantFrom(...paths),
      kind: fc.constantFrom('append', 'append', 'append', 'rewrite', 'delete', 'lose', 'torn'),
      seed: fc.nat(10_000),
      size: fc.constantFrom(1, 3, 300, 3_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const one = new World();
        try {
          const device = one.device('laptop');
          for (const { path, kind, seed, size } of steps) {
            const there = device.bundle().some((file) => file.path === path);
            if (kind === 'delete' && there && path !== 'main.jsonl') device.remove(path);
            else if (kind === 'rewrite') device.write(path, lines(seed, size, 60));
            else if (kind === 'torn') device.append(path, '{"torn');
            else device.append(path, lines(seed, size, 60));
            device.ahead += kind === 'torn' ? 3_600_000 : 0;
            const before = device.state.transcripts.transcript(SESSION);
            if (kind === 'lose' && before) {
              await publish(device);
              device.loseState();
              device.adopt(before);
            }
            expect(['uploaded', 'behind', 'in-step', 'unchanged']).toContain(await outcomeOf(device));
          }
          const fetched = await device.fetched();
          for (const { path, source } of device.bundle()) {
            const mine = readFileSync(source);
            // A file that was cut to a beginning of what it was is kept as it was.
            expect(fetched.get(path)?.subarray(0, mine.length).equals(mine), path).toBe(true);
          }
        } finally {
          one.close();
        }
      }),
      { seed: 20_261_122, numRuns: 25 },
    );
  });
});

describe('several devices', () => {
  let desktop: Device;
  beforeEach(() => {
    desktop = world.device('desktop');
  });

  /** Puts the files of a transcript on a device, as a restore does. */
  async function restore(device: Device, transcript: Transcript): Promise<void> {
    for (const [path, bytes] of await device.fetched(transcript)) device.write(path, bytes);
    device.adopt(transcript);
  }
  const baseline = (device: Device, vector: Record<string, number>): void =>
    device.state.commit({
      baselines: [
        { session: SESSION, stamp: '1', contentHash: 'c', vector, extra: null, pending: null, settled: true },
      ],
    });

  it('what was just restored is in step: nothing is sent', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    laptop.write('side/tool-results/r.txt', 'result');
    await laptop.upload();
    await restore(desktop, laptop.transcript);
    baseline(desktop, { laptop: 1 });
    expect(await outcomeOf(desktop)).toBe('in-step');
    expect(await desktop.parts()).toEqual([]);
    expect(desktop.state.transcripts.bundle(SESSION)).toMatchObject({ own: null, vector: { laptop: 1 } });
    expect(await outcomeOf(desktop)).toBe('unchanged');
  });

  it('a session continued elsewhere comes back as a fast-forward, and goes on with own parts only', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    laptop.write('side/tool-results/r.txt', 'result');
    await laptop.upload();
    await restore(desktop, laptop.transcript);
    await desktop.upload();
    desktop.append('main.jsonl', lines(20, 5));
    expect(await outcomeOf(desktop)).toBe('uploaded');
    expect(desktop.transcript.device).toBe('desktop');
    await expectWhole(desktop);
    // Back on the laptop: its files are what the conversation went on from.
    laptop.adopt(desktop.transcript);
    expect(await outcomeOf(laptop)).toBe('unchanged');
    await restore(laptop, desktop.transcript);
    expect(await outcomeOf(laptop)).toBe('in-step');
    laptop.append('main.jsonl', lines(25, 5));
    const sent = (await laptop.upload()) as { bytes: number; outcome: string };
    expect(sent.outcome).toBe('uploaded');
    expect(laptop.transcript.device).toBe('laptop');
    // Own parts had the first 20 lines already.
    expect(laptop.transcript.parts.length).toBe(2);
    await expectWhole(laptop);
  });

  it('files that only the other device had are copied when this one goes on', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    laptop.write('side/tool-results/r.txt', randomBytes(300_000));
    await laptop.upload();
    desktop.adopt(laptop.transcript);
    desktop.write('main.jsonl', lines(0, 25));
    expect(await outcomeOf(desktop)).toBe('uploaded');
    const fetched = await desktop.fetched();
    expect(desktop.transcript.parts.length).toBeGreaterThan(0);
    expect(
      fetched.get('side/tool-results/r.txt')?.equals(readFileSync(laptop.place('side/tool-results/r.txt'))),
    ).toBe(true);
    expect(fetched.get('main.jsonl')?.toString()).toBe(lines(0, 25));
  });

  it('an older copy that was never captured is behind, without a byte of it sent', async () => {
    for (let end = 10; end <= 40; end += 10) {
      laptop.write('main.jsonl', lines(0, end));
      await laptop.upload();
    }
    desktop.adopt(laptop.transcript);
    desktop.write('main.jsonl', lines(0, 25));
    expect(await outcomeOf(desktop)).toBe('behind');
    expect(await outcomeOf(desktop)).toBe('unchanged');
    expect(await desktop.parts()).toEqual([]);
    desktop.write('main.jsonl', lines(0, 24) + lines(999, 1));
    expect(await outcomeOf(desktop)).toBe('diverged');
  });

  it('both go on: the parts are sent, the other version stands, and the engine is told what this one was made on', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await laptop.upload();
    baseline(laptop, { laptop: 1 });
    await restore(desktop, laptop.transcript);
    await desktop.upload();
    desktop.append('main.jsonl', lines(20, 5));
    await desktop.upload();
    laptop.adopt(desktop.transcript);
    baseline(laptop, { laptop: 1, desktop: 1 });
    laptop.append('main.jsonl', lines(50, 5));
    const result = await laptop.upload();
    expect(result).toMatchObject({ outcome: 'diverged', basis: { laptop: 1 }, parts: 1 });
    expect(laptop.transcript).toEqual(desktop.transcript);
    if (result.outcome !== 'diverged') return;
    await expectWhole(laptop, result.transcript);
    // Until the engine has settled it, it is said again, also when more was spoken.
    expect(await laptop.upload()).toMatchObject({ outcome: 'diverged', basis: { laptop: 1 }, bytes: 0 });
    laptop.append('main.jsonl', lines(55, 5));
    expect(await laptop.upload()).toMatchObject({ outcome: 'diverged', basis: { laptop: 1 }, parts: 1 });
    adoptDiverged(laptop.state, SESSION);
    expect(laptop.state.baseline(SESSION)).toMatchObject({
      vector: { laptop: 1 },
      contentHash: '',
      settled: false,
    });
    await expectWhole(laptop);
    expect(await outcomeOf(laptop)).toBe('unchanged');
    adoptDiverged(laptop.state, SESSION);
    // What comes next was made on this version, once that has a vector of its own.
    baseline(laptop, { laptop: 2 });
    laptop.adopt(desktop.transcript);
    expect(laptop.state.transcripts.bundle(SESSION)?.vector).toEqual({ laptop: 2 });
  });
});

describe('what is lost', () => {
  it('sync.db: nothing is sent twice, and an append goes on where it was', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await laptop.upload();
    laptop.append('main.jsonl', lines(20, 5));
    await laptop.upload();
    const before = laptop.transcript;
    await publish(laptop);
    laptop.loseState();
    laptop.adopt(before);
    expect(await outcomeOf(laptop)).toBe('in-step');
    laptop.loseState();
    laptop.adopt(before);
    laptop.append('main.jsonl', lines(25, 5));
    expect(await laptop.upload()).toMatchObject({ outcome: 'uploaded', parts: 1 });
    expect(laptop.transcript.parts.slice(0, 2)).toEqual(before.parts);
    expect(laptop.state.transcripts.bundle(SESSION)?.generations).toEqual({ 'main.jsonl': 1 });
    await expectWhole(laptop);
  });

  it('sync.db, before anyone opened the memory: it is asked for its transcript', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await laptop.upload();
    await publish(laptop);
    laptop.loseState();
    expect(await laptop.upload()).toMatchObject({ outcome: 'uploaded', parts: 0, bytes: 0 });
    await expectWhole(laptop);
    laptop.loseState();
    expect(await laptop.upload({ recover: false })).toMatchObject({ outcome: 'uploaded', parts: 1 });
    await expectWhole(laptop);
  });

  it('an own part: the file it was of is written anew when it grows', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await laptop.upload();
    await publish(laptop);
    const before = laptop.transcript;
    laptop.loseState();
    laptop.adopt(before);
    await laptop.vault.deletePart('laptop', SESSION, before.parts[0]?.name ?? '');
    laptop.append('main.jsonl', lines(20, 1));
    expect(await laptop.upload()).toMatchObject({ outcome: 'uploaded' });
    await expectWhole(laptop);
  });

  it('the connection: what was there before stands, and the next pass goes on', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await laptop.upload();
    const before = laptop.transcript;
    laptop.append('main.jsonl', lines(20, 5));
    for (const when of ['before', 'after'] as const) {
      laptop.bucket.script = ({ kind }) => (kind === 'put' ? { code: 'CONNECTION_LOST', when } : null);
      expect(await laptop.upload()).toMatchObject({ outcome: 'failed', error: { code: 'CONNECTION_LOST' } });
      expect(laptop.transcript).toEqual(before);
    }
    laptop.bucket.script = () => null;
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
    // What may have been left behind is known, to be removed in time.
    const orphans = (await laptop.parts()).filter(
      (name) => !laptop.transcript.parts.some((part) => part.name === name),
    );
    const retired = laptop.state.transcripts.retiredParts().map(({ part }) => part);
    expect(orphans.length).toBe(1);
    expect(retired).toEqual(expect.arrayContaining(orphans));
  });

  it('patience: an abort is passed on, and nothing was changed', async () => {
    laptop.write('main.jsonl', lines(0, 20));
    await expect(laptop.upload({ signal: AbortSignal.abort() })).rejects.toThrow();
    const controller = new AbortController();
    laptop.bucket.script = () => {
      controller.abort();
      return { code: 'CANCELLED' };
    };
    await expect(laptop.upload({ signal: controller.signal })).rejects.toThrow();
    expect(laptop.state.transcripts.bundle(SESSION)).toBeNull();
  });

  it('a file, cut short while it is sent: changing, and taken by the next pass', async () => {
    laptop.write('main.jsonl', lines(0, 50));
    await laptop.upload();
    laptop.write('side/tool-results/a.txt', randomBytes(7 * 1024 * 1024));
    laptop.write('side/tool-results/b.txt', randomBytes(7 * 1024 * 1024));
    laptop.bucket.script = ({ kind }) => {
      if (kind === 'put') truncateSync(laptop.place('side/tool-results/b.txt'), 10);
      return null;
    };
    expect(await laptop.upload()).toEqual({ outcome: 'changing' });
    expect(laptop.transcript.files.length).toBe(1);
    laptop.bucket.script = () => null;
    expect(await outcomeOf(laptop)).toBe('uploaded');
    await expectWhole(laptop);
  });

  it('a file that the agent removed between finding and reading it', async () => {
    laptop.write('main.jsonl', lines(0, 50));
    await laptop.upload();
    laptop.append('main.jsonl', lines(50, 1));
    const files = laptop.bundle();
    laptop.remove('main.jsonl');
    expect(await laptop.upload({ files })).toEqual({ outcome: 'unchanged' });
  });
});

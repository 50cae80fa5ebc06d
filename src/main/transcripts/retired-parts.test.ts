import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { purgeRetired, purgeTranscript, RETIRED_DAYS, tidyParts } from './retired-parts.ts';
import { type Device, lines, SESSION, World } from './testing/device.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 1_763_629_200_000;

let world: World;
let laptop: Device;

beforeEach(() => {
  world = new World();
  laptop = world.device('laptop');
});
afterEach(() => world.close());

const request = (device: Device = laptop) => ({
  self: device.self,
  state: device.state,
  vault: device.vault,
});

async function publish(transcript: Transcript, device: Device = laptop): Promise<void> {
  const at = '2026-01-02T03:04:05.006Z';
  const memory = parseMemory({ id: SESSION, startedAt: at, endedAt: at, transcript });
  await device.vault.writeSession(device.self, memory, { [device.self]: 1 });
}

/** A file written anew, so that one part is retired. */
async function rewritten(): Promise<{ old: Transcript; part: string }> {
  laptop.write('main.jsonl', lines(0, 20));
  await laptop.upload();
  const old = laptop.transcript;
  laptop.write('main.jsonl', lines(500, 20));
  await laptop.upload();
  return { old, part: old.parts[0]?.name ?? '' };
}

describe('retired parts', () => {
  it('stay 30 days by the server’s clock, and are then deleted', async () => {
    const { part } = await rewritten();
    await publish(laptop.transcript);
    expect(await purgeRetired(request(), 0)).toBe(0);
    expect(laptop.state.transcripts.retiredParts()[0]?.retiredAt).toBeNull();
    expect(await purgeRetired(request(), NOW)).toBe(0);
    expect(await purgeRetired(request(), NOW + RETIRED_DAYS * DAY)).toBe(0);
    expect(await laptop.parts()).toContain(part);
    expect(await purgeRetired(request(), NOW + RETIRED_DAYS * DAY + 1)).toBe(1);
    expect(await laptop.parts()).toEqual(laptop.transcript.parts.map(({ name }) => name));
    expect(laptop.state.transcripts.retiredParts()).toEqual([]);
    expect(await purgeRetired(request(), NOW + 90 * DAY)).toBe(0);
  });

  it('stay longer while this device’s memory in the bucket lists them, or cannot be read', async () => {
    const { old, part } = await rewritten();
    await publish(old);
    await purgeRetired(request(), NOW);
    expect(await purgeRetired(request(), NOW + 40 * DAY)).toBe(0);
    await laptop.bucket.put(`sessions/laptop/${SESSION}.enc`, Buffer.alloc(100));
    expect(await purgeRetired(request(), NOW + 41 * DAY)).toBe(0);
    laptop.bucket.script = ({ kind }) => (kind === 'get' ? { code: 'CONNECTION_LOST' } : null);
    await expect(purgeRetired(request(), NOW + 41 * DAY)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    laptop.bucket.script = () => null;
    expect(await laptop.parts()).toContain(part);
    await publish(laptop.transcript);
    expect(await purgeRetired(request(), NOW + 42 * DAY)).toBe(1);
  });

  it('stay for good when a transcript needs them after all', async () => {
    const { part } = await rewritten();
    const needed = laptop.transcript.parts[0]?.name ?? '';
    const retired = [{ session: SESSION, part: needed, retiredAt: NOW - 50 * DAY }];
    laptop.state.transcripts.commitTranscripts({ retired });
    expect(await purgeRetired(request(), NOW)).toBe(0);
    expect(laptop.state.transcripts.retiredParts().map((row) => row.part)).toEqual([part]);
    expect(await laptop.parts()).toContain(needed);
  });

  it('stay as long as a version of an open conflict needs them: a person may decide for it', async () => {
    const { old, part } = await rewritten();
    await publish(laptop.transcript);
    await purgeRetired(request(), NOW);
    const at = '2026-01-02T03:04:05.006Z';
    const memory = parseMemory({ id: SESSION, startedAt: at, endedAt: at, transcript: old });
    const version = { device: 'desk', vector: { desk: 1 }, contentHash: 'c'.repeat(64), memory };
    const conflict = { session: SESSION, local: version, remote: version, detectedAt: NOW };
    laptop.state.commit({ conflicts: [conflict] });
    expect(await purgeRetired(request(), NOW + 40 * DAY)).toBe(0);
    expect(await laptop.parts()).toContain(part);
    laptop.state.commit({ closeConflicts: [{ session: SESSION }] });
    expect(await purgeRetired(request(), NOW + 41 * DAY)).toBe(1);
    expect(await laptop.parts()).not.toContain(part);
  });

  it('of a session whose memory is gone are deleted as well', async () => {
    await rewritten();
    await purgeRetired(request(), NOW);
    expect(await purgeRetired(request(), NOW + 31 * DAY)).toBe(1);
  });
});

describe('tidying up', () => {
  it('finds what interrupted uploads left, and leaves what it knows nothing of', async () => {
    const { part } = await rewritten();
    const content = { segments: [], bytes: Buffer.alloc(0) };
    await laptop.vault.writePart('laptop', SESSION, { name: 'orphan', ...content });
    await laptop.vault.writePart('laptop', 'mem_unknown', { name: 'p', ...content });
    await laptop.vault.writePart('desktop', SESSION, { name: 'theirs', ...content });
    expect(await tidyParts(request())).toEqual({ orphans: 1, unknown: 1, deleted: 0 });
    expect(laptop.state.transcripts.retiredParts().map((row) => row.part)).toEqual([part, 'orphan']);
    expect(await tidyParts(request())).toEqual({ orphans: 0, unknown: 1, deleted: 0 });
    await purgeRetired(request(), NOW);
    expect(await purgeRetired(request(), NOW + 31 * DAY)).toBe(2);
    await laptop.upload();
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(500, 20));
  });

  it('deletes what is left of sessions that were deleted for good, and nothing that a fork needs', async () => {
    const { old, part } = await rewritten();
    await laptop.vault.writePart('laptop', 'mem_2', { name: 'p', segments: [], bytes: Buffer.alloc(0) });
    const fork = [{ session: 'mem_fork', transcript: old }];
    laptop.state.transcripts.commitTranscripts({ transcripts: fork });
    const report = await tidyParts(request(), (session) => session !== 'mem_fork');
    expect(report).toEqual({ orphans: 0, unknown: 0, deleted: 2 });
    expect(await laptop.parts()).toEqual([part]);
    expect(laptop.state.transcripts.bundle(SESSION)).toBeNull();
  });

  it('after sync.db was lost retires what its rows had said', async () => {
    const { part } = await rewritten();
    const { transcript } = laptop;
    laptop.loseState();
    expect(await tidyParts(request())).toEqual({ orphans: 0, unknown: 2, deleted: 0 });
    laptop.adopt(transcript);
    expect(await tidyParts(request())).toEqual({ orphans: 1, unknown: 0, deleted: 0 });
    expect(laptop.state.transcripts.retiredParts()).toEqual([{ session: SESSION, part, retiredAt: null }]);
  });

  it('keeps parts that a fork of the session still refers to', async () => {
    const { old, part } = await rewritten();
    const fork = [{ session: 'mem_fork', transcript: old }];
    laptop.state.transcripts.commitTranscripts({ transcripts: fork });
    await purgeRetired(request(), NOW);
    expect(await purgeRetired(request(), NOW + 31 * DAY)).toBe(0);
    expect(await purgeTranscript(request(), SESSION)).toBe(1);
    expect(await laptop.parts()).toEqual([part]);
  });
});

describe('a session that was deleted long enough ago', () => {
  it('takes all its parts along, and those of no one else', async () => {
    await rewritten();
    await laptop.vault.writePart('laptop', 'mem_2', { name: 'p', segments: [], bytes: Buffer.alloc(0) });
    laptop.bucket.script = ({ kind, number }) =>
      kind === 'delete' && number % 2 ? { code: 'TIMEOUT' } : null;
    await purgeTranscript(request(), SESSION).catch(() => undefined);
    laptop.bucket.script = () => null;
    await purgeTranscript(request(), SESSION);
    expect(await laptop.parts()).toEqual(['p']);
    expect(laptop.state.transcripts.bundle(SESSION)).toBeNull();
    expect(laptop.state.transcripts.retiredParts()).toEqual([]);
  });
});

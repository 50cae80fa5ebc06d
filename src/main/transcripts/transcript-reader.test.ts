import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partKey } from '../../shared/object-key.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { PartSegment } from '../engine/transcript-ports.ts';
import { fetchBundle } from './fetch-bundle.ts';
import { type Device, lines, SESSION, sha256, World } from './testing/device.ts';
import { readFile, TranscriptReader } from './transcript-reader.ts';

let world: World;
let laptop: Device;
let target = '';

beforeEach(() => {
  world = new World();
  laptop = world.device('laptop');
  target = join(world.directory, 'target');
  mkdirSync(target);
});
afterEach(() => world.close());

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

/** Twelve captures: small parts, each compressed against those before it. */
async function captured(): Promise<Transcript> {
  laptop.write('side/tool-results/r.bin', randomBytes(300_000));
  for (let i = 0; i < 12; i += 1) {
    laptop.append('main.jsonl', lines(i * 10, 10));
    laptop.write(`side/subagents/agent-${i}.jsonl`, lines(i, 3));
    await laptop.upload();
    laptop.append('main.jsonl', lines(i * 1000, 2));
    await laptop.upload();
  }
  return laptop.transcript;
}

const fetch = (transcript: Transcript) => fetchBundle(laptop.vault, transcript, target);

describe('reading a transcript', () => {
  it('gives back every file, whichever is asked for first', async () => {
    const transcript = await captured();
    for (const files of [transcript.files, [...transcript.files].reverse()]) {
      const reader = new TranscriptReader(laptop.vault, transcript);
      for (const { path } of files) {
        expect((await bytesOf(reader.open(path))).equals(readFileSync(laptop.place(path))), path).toBe(true);
      }
    }
    const last = transcript.parts.length - 1;
    const { segments } = await new TranscriptReader(laptop.vault, transcript).part(last);
    expect(segments.length).toBeGreaterThan(0);
    expect((await bytesOf(readFile(laptop.vault, transcript, 'main.jsonl'))).length).toBe(
      transcript.files[0]?.size,
    );
  });

  it('fetches no part twice for one file, and none that the file does not need', async () => {
    const transcript = await captured();
    const before = laptop.bucket.requests;
    await bytesOf(readFile(laptop.vault, transcript, 'side/tool-results/r.bin'));
    expect(laptop.bucket.requests).toBe(before + 1);
    await bytesOf(readFile(laptop.vault, transcript, 'main.jsonl'));
    const parts = transcript.parts.filter(({ segments }) => segments.some(({ file }) => file === 0));
    expect(laptop.bucket.requests).toBeLessThanOrEqual(before + 1 + parts.length);
  });

  it('lends chunks of large parts, or gives copies', async () => {
    laptop.write('main.jsonl', lines(0, 20_000));
    await laptop.upload();
    const whole = readFileSync(laptop.place('main.jsonl'));
    const { transcript } = laptop;
    const copies: Buffer[] = [];
    for await (const chunk of readFile(laptop.vault, transcript, 'main.jsonl')) copies.push(chunk);
    expect(Buffer.concat(copies).equals(whole)).toBe(true);
    const lent: Buffer[] = [];
    for await (const chunk of readFile(laptop.vault, transcript, 'main.jsonl', { lends: true })) {
      expect(sha256(chunk)).toBe(sha256(whole.subarray(0, chunk.length)));
      lent.push(chunk);
    }
    expect(lent.map(({ length }) => length)).toEqual([0]);
  });

  it('may be read by several at once', async () => {
    laptop.write('main.jsonl', lines(0, 50_000, 300));
    laptop.append('main.jsonl', lines(0, 10));
    await laptop.upload();
    laptop.append('main.jsonl', lines(10, 10));
    await laptop.upload();
    const whole = sha256(readFileSync(laptop.place('main.jsonl')));
    const reader = new TranscriptReader(laptop.vault, laptop.transcript, { lends: true });
    const read = async () => sha256(await bytesOf(reader.open('main.jsonl')));
    expect(laptop.transcript.parts.length).toBeGreaterThan(2);
    expect(await Promise.all([read(), read(), read()])).toEqual([whole, whole, whole]);
  });

  it('says what is wrong: a part that is missing, damaged, of another vault, or too new', async () => {
    const transcript = await captured();
    const part = transcript.parts.find(({ segments }) => segments.some(({ file }) => file === 0))?.name ?? '';
    const key = partKey('laptop', SESSION, part);
    const { body } = await laptop.bucket.get(key);
    const read = () => bytesOf(readFile(laptop.vault, transcript, 'main.jsonl'));
    await laptop.bucket.put(key, body.subarray(0, -1));
    await expect(read()).rejects.toMatchObject({
      code: 'TRANSCRIPT_DAMAGED',
      data: { session: SESSION, part, reason: 'OBJECT_UNDECRYPTABLE' },
    });
    await laptop.bucket.delete(key);
    await expect(read()).rejects.toMatchObject({
      code: 'TRANSCRIPT_PART_MISSING',
      data: { session: SESSION, device: 'laptop', part },
    });
    laptop.bucket.script = ({ kind }) => (kind === 'get' ? { code: 'CONNECTION_LOST' } : null);
    await expect(read()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    laptop.bucket.script = () => null;
    await laptop.bucket.put(key, body);
    const files = transcript.files.map((file) => ({ ...file, sha256: 'a'.repeat(64) }));
    await expect(
      bytesOf(readFile(laptop.vault, { ...transcript, files }, 'main.jsonl')),
    ).rejects.toMatchObject({
      code: 'TRANSCRIPT_DAMAGED',
      data: { path: 'main.jsonl', reason: 'sha256' },
    });
    await expect(bytesOf(readFile(laptop.vault, transcript, 'side/nothing'))).rejects.toMatchObject({
      code: 'TRANSCRIPT_DAMAGED',
    });
    const { signal } = { signal: AbortSignal.abort() };
    await expect(bytesOf(readFile(laptop.vault, transcript, 'main.jsonl', { signal }))).rejects.toMatchObject(
      {
        code: 'CANCELLED',
      },
    );
  });

  it('parts that lean on each other, or on a file that is not theirs, come to an end', async () => {
    const text = Buffer.from(lines(0, 40));
    const half = text.indexOf('\n', text.length / 2) + 1;
    const segment = (path: string, offset: number, length: number): PartSegment => ({
      ...{ path, role: path === 'main.jsonl' ? 'main' : 'other', offset, length, generation: 1 },
    });
    const write = async (name: string, own: PartSegment, bytes: Buffer, prefix: PartSegment | null) => {
      const before = prefix && {
        ...prefix,
        bytes: text.subarray(prefix.offset, prefix.offset + prefix.length),
      };
      const { size } = await laptop.vault.writePart('laptop', SESSION, {
        name,
        segments: [own],
        bytes,
        prefix: before,
      });
      return {
        name,
        size,
        sha256: sha256(bytes),
        segments: [{ file: 0, offset: own.offset, length: own.length }],
      };
    };
    const first = segment('main.jsonl', 0, half);
    const second = segment('main.jsonl', half, text.length - half);
    const parts = [
      await write('p1', first, text.subarray(0, half), second),
      await write('p2', second, text.subarray(half), first),
    ];
    const files = [{ path: 'main.jsonl', role: 'main', size: text.length, sha256: sha256(text) }] as const;
    const ids = {
      v: 1,
      agent: 'claude-code',
      agentSession: '5b0e',
      device: 'laptop',
      session: SESSION,
    } as const;
    await expect(fetch({ ...ids, place: '', files, parts })).rejects.toMatchObject({
      code: 'TRANSCRIPT_DAMAGED',
      data: { part: 'p1', reason: 'prefix' },
    });
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('fetchBundle', () => {
  it('writes all files, private, whole, and nothing else', async () => {
    const transcript = await captured();
    const told: string[] = [];
    await fetchBundle(laptop.vault, transcript, target, { onFile: (path) => told.push(path) });
    expect(told).toEqual(transcript.files.map(({ path }) => path));
    const found = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(found.length).toBe(transcript.files.length);
    for (const { path } of transcript.files) {
      const file = join(target, path);
      expect(readFileSync(file).equals(readFileSync(laptop.place(path)))).toBe(true);
      if (process.platform !== 'win32') expect(lstatSync(file).mode & 0o777).toBe(0o600);
    }
    await fetch(transcript);
  });

  it('leaves no half of a file when a part is missing', async () => {
    laptop.write('main.jsonl', lines(0, 10));
    await laptop.upload();
    laptop.append('main.jsonl', lines(10, 10));
    await laptop.upload();
    await laptop.vault.deletePart('laptop', SESSION, laptop.transcript.parts[1]?.name ?? '');
    await expect(fetch(laptop.transcript)).rejects.toMatchObject({ code: 'TRANSCRIPT_PART_MISSING' });
    expect(readdirSync(target)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'follows no link out of its directory, and replaces one in a file’s place',
    async () => {
      laptop.write('main.jsonl', lines(0, 10));
      laptop.write('side/a.jsonl', lines(0, 2));
      await laptop.upload();
      const outside = join(world.directory, 'outside');
      mkdirSync(outside);
      symlinkSync(outside, join(target, 'side'));
      await expect(fetch(laptop.transcript)).rejects.toMatchObject({ code: 'TRANSCRIPT_DAMAGED' });
      expect(readdirSync(outside)).toEqual([]);
      const victim = join(outside, 'victim');
      writeFileSync(victim, 'precious');
      const other = join(world.directory, 'other');
      mkdirSync(other);
      symlinkSync(victim, join(other, 'main.jsonl'));
      await fetchBundle(laptop.vault, laptop.transcript, other);
      expect(readFileSync(victim, 'utf8')).toBe('precious');
      expect(lstatSync(join(other, 'main.jsonl')).isFile()).toBe(true);
    },
  );

  it('refuses paths that the parser would have refused', async () => {
    laptop.write('main.jsonl', lines(0, 10));
    await laptop.upload();
    for (const path of ['../x', '/tmp/x', 'side/../../x', 'side/a\\..\\x']) {
      const files = laptop.transcript.files.map((file) => ({ ...file, path }));
      await expect(fetch({ ...laptop.transcript, files })).rejects.toMatchObject({
        code: 'TRANSCRIPT_DAMAGED',
      });
    }
    expect(existsSync(join(world.directory, 'x'))).toBe(false);
  });
});

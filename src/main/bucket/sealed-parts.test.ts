import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseObjectKey, partKey } from '../../shared/object-key.ts';
import { parseTranscript, type Transcript, type TranscriptPart } from '../../shared/transcript.ts';
import { generateKey } from '../crypto/keys.ts';
import type { PartContent, PartPrefix, PartSegment } from '../engine/transcript-ports.ts';
import { MemoryBucket } from './memory.ts';
import { SealedVault } from './sealed.ts';

const key = generateKey();
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const lines = Array.from({ length: 400 }, (_, i) => `{"n":${i},"said":"${sha256(String(i % 50))}"}\n`);
const whole = Buffer.from(lines.join(''));
const segment = (offset: number, length: number): PartSegment => ({
  ...{ path: 'main.jsonl', role: 'main', offset, length, generation: 1 },
});
const cut = Buffer.byteLength(lines.slice(0, 300).join(''));
const first: PartContent = { name: 'p1', segments: [segment(0, cut)], bytes: whole.subarray(0, cut) };
const second: PartContent = {
  name: 'p2',
  segments: [segment(cut, whole.length - cut)],
  bytes: whole.subarray(cut),
  prefix: { path: 'main.jsonl', offset: 0, length: cut, bytes: whole.subarray(0, cut) },
};
const listed = ({ name, segments, bytes }: PartContent, size: number): TranscriptPart => ({
  name,
  size,
  sha256: sha256(bytes),
  segments: segments.map(({ offset, length }) => ({ file: 0, offset, length })),
});
const none = () => Promise.reject(new Error('asked for a prefix'));

let bucket: MemoryBucket;
let vault: SealedVault;
let transcript: Transcript;

beforeEach(async () => {
  bucket = new MemoryBucket({ pageSize: 2 });
  vault = new SealedVault({ bucket, key, vaultId: 'vault-0001' });
  const sizes = [first, second].map(async (part) => (await vault.writePart('laptop', 'mem_1', part)).size);
  const [one = 0, two = 0] = await Promise.all(sizes);
  transcript = {
    ...{ v: 1, agent: 'claude-code', agentSession: '5b0e', device: 'laptop', session: 'mem_1', place: '' },
    files: [{ path: 'main.jsonl', role: 'main', size: whole.length, sha256: sha256(whole) }],
    parts: [listed(first, one), listed(second, two)],
  };
  expect(parseTranscript(transcript)).not.toBeNull();
});

const part = (index: number): TranscriptPart => transcript.parts[index] as TranscriptPart;

describe('parts in the vault', () => {
  it('come back as they were written, small ones by way of the bytes before them', async () => {
    const opened = await vault.readPart(transcript, part(0), { prefixOf: none });
    expect(Buffer.from(opened.bytes).equals(first.bytes)).toBe(true);
    expect(opened.segments).toEqual(first.segments);
    const asked: PartPrefix[] = [];
    const prefixOf = async (prefix: PartPrefix) => {
      asked.push(prefix);
      return whole.subarray(prefix.offset, prefix.offset + prefix.length);
    };
    const next = await vault.readPart(transcript, part(1), { prefixOf });
    expect(Buffer.from(next.bytes).equals(second.bytes)).toBe(true);
    expect(asked).toEqual([{ path: 'main.jsonl', offset: 0, length: cut }]);
  });

  it('are as large as the transcript says, and tell the bucket nothing', async () => {
    for (const { name, size } of transcript.parts) {
      const { body, metadata } = await bucket.get(partKey('laptop', 'mem_1', name));
      expect(body.length).toBe(size);
      expect(Object.keys(metadata)).toEqual(['x-key-fingerprint']);
      expect(Buffer.from(body).includes('main.jsonl')).toBe(false);
    }
  });

  it('are refused when they are not what the transcript lists', async () => {
    const read = (changes: Partial<TranscriptPart>, more: Partial<Transcript> = {}) =>
      vault.readPart({ ...transcript, ...more }, { ...part(0), ...changes }, { prefixOf: none });
    const malformed = (field: string) => ({ code: 'OBJECT_MALFORMED', data: { field } });
    await expect(read({ sha256: 'a'.repeat(64) })).rejects.toMatchObject(malformed('sha256'));
    const shifted = [{ file: 0, offset: 1, length: cut }];
    await expect(read({ segments: shifted })).rejects.toMatchObject(malformed('segments'));
    const twice = [...part(0).segments, { file: 0, offset: cut, length: 1 }];
    await expect(read({ segments: twice })).rejects.toMatchObject(malformed('segments'));
    const files = transcript.files.map((file) => ({ ...file, path: 'side/other' }));
    await expect(read({}, { files })).rejects.toMatchObject(malformed('segments'));
    expect((await read({ segments: [{ file: -1, offset: 0, length: cut }] })).bytes.length).toBe(cut);
    await expect(read({ name: 'p3' })).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    await expect(read({ name: '../p1' })).rejects.toMatchObject({ code: 'OBJECT_KEY_UNSAFE' });
  });

  it('are refused when they were moved, renamed, cut, grown or flipped', async () => {
    const { body } = await bucket.get(partKey('laptop', 'mem_1', 'p1'));
    const read = (device: string, session: string, name: string) =>
      vault.readPart({ ...transcript, device, session }, { ...part(0), name }, { prefixOf: none });
    for (const [device, session, name, field] of [
      ['desktop', 'mem_1', 'p1', 'device'],
      ['laptop', 'mem_2', 'p1', 'session'],
      ['laptop', 'mem_1', 'p9', 'part'],
    ] as const) {
      await bucket.put(partKey(device, session, name), body);
      const failed = { code: 'OBJECT_MISPLACED', data: { field } };
      await expect(read(device, session, name)).rejects.toMatchObject(failed);
    }
    const flipped = Buffer.from(body);
    flipped[50] = (flipped[50] ?? 0) ^ 1;
    for (const [damaged, code] of [
      [body.subarray(0, 31), 'OBJECT_TRUNCATED'],
      [body.subarray(0, -1), 'OBJECT_UNDECRYPTABLE'],
      [Buffer.concat([body, Buffer.alloc(1)]), 'OBJECT_UNDECRYPTABLE'],
      [flipped, 'OBJECT_UNDECRYPTABLE'],
      [Buffer.alloc(8 * 1024 * 1024 + 1), 'OBJECT_TOO_LARGE'],
    ] as const) {
      await bucket.put(partKey('laptop', 'mem_1', 'p1'), damaged);
      await expect(read('laptop', 'mem_1', 'p1')).rejects.toMatchObject({ code });
    }
  });

  it('are listed by device and by session, whatever else lies about', async () => {
    await vault.writePart('laptop', 'mem_2', first);
    await vault.writePart('laptop_2', 'mem_1', first);
    for (const junk of [
      'laptop/mem_1/a/b.enc',
      'laptop/mem_1/p4.txt',
      'laptop/p5.enc',
      'laptop/mem_1/ü.enc',
    ]) {
      await bucket.put(`transcripts/${junk}`, Buffer.from('junk'));
    }
    const names = async (device: string, session?: string) => {
      const found: string[] = [];
      const options = session === undefined ? {} : { session };
      for await (const page of vault.listParts(device, options)) {
        found.push(...page.map((entry) => `${entry.device}/${entry.session}/${entry.part}`));
      }
      return found;
    };
    expect(await names('laptop')).toEqual(['laptop/mem_1/p1', 'laptop/mem_1/p2', 'laptop/mem_2/p1']);
    expect(await names('laptop', 'mem_1')).toEqual(['laptop/mem_1/p1', 'laptop/mem_1/p2']);
    await expect(names('..')).rejects.toMatchObject({ code: 'OBJECT_KEY_UNSAFE' });
    await vault.deletePart('laptop', 'mem_1', 'p1');
    await vault.deletePart('laptop', 'mem_1', 'p1');
    expect(await names('laptop', 'mem_1')).toEqual(['laptop/mem_1/p2']);
  });
});

describe('keys of parts', () => {
  it('parse to what they were made of, and nothing else does', () => {
    const identity = { type: 'transcript', device: 'laptop', session: 'mem_1', part: '00001-0-0-9f3a61c2' };
    expect(parseObjectKey(partKey('laptop', 'mem_1', '00001-0-0-9f3a61c2'))).toEqual(identity);
    for (const hostile of [
      'transcripts/laptop/mem_1.enc',
      'transcripts/laptop/mem_1/p/q.enc',
      'transcripts/laptop/mem_1/..enc',
      'transcripts/laptop/../p.enc',
      'transcripts/laptop//p.enc',
      'transcripts/laptop/mem_1/__proto__.enc',
      'transcripts/laptop/mem_1/p',
      'sessions/laptop/mem_1/p.enc',
      'devices/laptop/mem_1/p.enc',
      `transcripts/laptop/mem_1/${'p'.repeat(1100)}.enc`,
    ]) {
      expect(parseObjectKey(hostile)).toBeNull();
    }
  });
});

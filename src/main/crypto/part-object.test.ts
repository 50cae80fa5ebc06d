import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { TRANSCRIPT_LIMITS } from '../../shared/transcript.ts';
import { generateKey } from './keys.ts';
import {
  type IndexedSegment,
  MAX_PART_BYTES,
  MAX_PREFIX_BYTES,
  openPart,
  type PartPlace,
  type PartPrefix,
  sealPart,
} from './part-object.ts';

const key = generateKey();
const place: PartPlace = {
  type: 'transcript',
  vault: 'vault-0001',
  device: 'laptop',
  session: 'mem_1',
  part: '00001-0-0-9f3a61c2',
};
const main = (offset: number, length: number): IndexedSegment => ({
  ...{ path: 'main.jsonl', role: 'main', generation: 1 },
  ...{ offset, length },
});
const none = (): Promise<Uint8Array> => Promise.reject(new Error('no prefix'));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'sealed';
}

describe('parts', () => {
  it('give back any bytes, and whose they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(2 ** 40 - 300), async (bytes, offset) => {
        const content = { segments: bytes.length > 0 ? [main(offset, bytes.length)] : [], bytes };
        const opened = await openPart(key, place, sealPart(key, place, content), none);
        expect(Buffer.from(opened.bytes).equals(bytes)).toBe(true);
        expect(opened.segments).toEqual(content.segments);
      }),
      { seed: 3 },
    );
  });

  it('as large as may be stay below 8 MiB, even if they do not compress', async () => {
    const bytes = randomBytes(TRANSCRIPT_LIMITS.partBytes);
    const sealed = sealPart(key, place, { segments: [main(0, bytes.length)], bytes });
    expect(sealed.length).toBeLessThanOrEqual(MAX_PART_BYTES);
    const opened = await openPart(key, place, sealed, none);
    expect(Buffer.from(opened.bytes).equals(bytes)).toBe(true);
    const filler = Buffer.alloc(TRANSCRIPT_LIMITS.partBytes, 'a');
    const packed = sealPart(key, place, { segments: [main(0, filler.length)], bytes: filler });
    expect(Buffer.from((await openPart(key, place, packed, none)).bytes).equals(filler)).toBe(true);
  });

  it('that no reader would accept are not written', () => {
    const seal = (segments: IndexedSegment[], size: number) =>
      codeOf(() => sealPart(key, place, { segments, bytes: Buffer.alloc(size) }));
    expect(seal([main(0, 5)], 5)).toBe('sealed');
    expect(seal([main(0, 4)], 5)).toBe('OBJECT_MALFORMED');
    expect(seal([{ ...main(0, 5), path: '../x' }], 5)).toBe('OBJECT_MALFORMED');
    expect(seal([{ ...main(0, 5), generation: 0.5 }], 5)).toBe('OBJECT_MALFORMED');
    expect(seal([main(0, TRANSCRIPT_LIMITS.partBytes + 1)], TRANSCRIPT_LIMITS.partBytes + 1)).toBe(
      'OBJECT_MALFORMED',
    );
    const long = { ...main(0, 1), path: `side/${'x'.repeat(500)}` };
    expect(seal(Array(20_000).fill(long) as IndexedSegment[], 20_000)).toBe('OBJECT_TOO_LARGE');
    const unsafe = { ...place, part: '../x' };
    expect(codeOf(() => sealPart(key, unsafe, { segments: [], bytes: Buffer.alloc(0) }))).toBe(
      'OBJECT_KEY_UNSAFE',
    );
  });
});

/** Text that says other things in every line, in words that come again. */
const words = (seed: number): string =>
  Array.from({ length: 12 }, (_, i) => `word${((seed + 7) * (i + 3) * 2_654_435_761) % 97}`).join(' ');

describe('a prefix', () => {
  const lines = (from: number, count: number): Buffer =>
    Buffer.from(
      Array.from({ length: count }, (_, i) => `{"n":${from + i},"said":"${words(from + i)}"}\n`).join(''),
    );
  const before = lines(0, 100);
  const after = lines(100, 5);
  const prefix = { path: 'main.jsonl', offset: 0, length: before.length, bytes: before };
  const content = { segments: [main(before.length, after.length)], bytes: after };

  it('makes a small part much smaller, and is asked for when it is opened', async () => {
    const [alone, against] = [sealPart(key, place, content), sealPart(key, place, content, prefix)];
    expect(against.length).toBeLessThan(alone.length);
    const asked: PartPrefix[] = [];
    const opened = await openPart(key, place, against, async (wanted) => {
      asked.push(wanted);
      return before;
    });
    expect(asked).toEqual([{ path: 'main.jsonl', offset: 0, length: before.length }]);
    expect(Buffer.from(opened.bytes).equals(after)).toBe(true);
  });

  it('of other bytes is noticed, and one that cannot be had fails the opening', async () => {
    const sealed = sealPart(key, place, content, prefix);
    for (const other of [Buffer.alloc(0), lines(1, 100), before.subarray(1), Buffer.alloc(before.length)]) {
      await expect(openPart(key, place, sealed, async () => other)).rejects.toMatchObject({
        code: 'OBJECT_MALFORMED',
      });
    }
    await expect(openPart(key, place, sealed, none)).rejects.toThrow('no prefix');
  });

  it('that is too long, or of no use, is not used', async () => {
    for (const bytes of [Buffer.alloc(MAX_PREFIX_BYTES + 1, before), Buffer.alloc(0)]) {
      const sealed = sealPart(key, place, content, { ...prefix, length: bytes.length, bytes });
      expect(Buffer.from((await openPart(key, place, sealed, none)).bytes).equals(after)).toBe(true);
    }
  });

  it('may begin with what zstd would take for another kind of dictionary', async () => {
    const magic = Buffer.concat([Buffer.from([0x37, 0xa4, 0x30, 0xec]), before]);
    const sealed = sealPart(key, place, content, { ...prefix, length: magic.length, bytes: magic });
    await expect(openPart(key, place, sealed, none)).rejects.toThrow('no prefix');
    const opened = await openPart(key, place, sealed, async () => magic);
    expect(Buffer.from(opened.bytes).equals(after)).toBe(true);
  });
});

/**
 * What every adapter promises (the `Bucket` port), as one suite of tests to be run over each of them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket, ObjectEntry } from '../../engine/ports.ts';
import { compareKeys } from '../object-keys.ts';
import { codeOf } from './failure-of.ts';

export interface ContractSubject {
  readonly bucket: Bucket;
  /** Whether metadata comes back. */
  readonly metadata: boolean;
  /** Whether of several create-only writers at once exactly one wins, on the server itself. */
  readonly atomicCreate: boolean;
  /** Objects in the paging test: a multiple of the page size, to reach the last page that ends evenly. */
  readonly many: number;
  dispose(): Promise<void>;
}

/** Keys in the order of their UTF-8 bytes, with all that URL and XML encoding may get wrong. */
const ORDERED = [
  'A-upper',
  'a b',
  'a%20b',
  'a+b',
  'a-b/inner',
  'a.enc',
  'a/1',
  'a/2/deep',
  'a0',
  'a=&<>"\'',
  'é',
  '\uff5e fullwidth',
  '😀',
];

export function describeBucketContract(name: string, open: () => Promise<ContractSubject>): void {
  describe(`bucket contract: ${name}`, () => {
    let subject: ContractSubject;
    let bucket: Bucket;
    let tests = 0;
    /** A prefix of its own for each test, so that one bucket serves all. */
    const fresh = (): string => `t${(tests += 1)}/`;

    beforeAll(async () => {
      subject = await open();
      bucket = subject.bucket;
    }, 60_000);
    afterAll(async () => {
      await bucket?.close();
      await subject?.dispose();
    });

    describe('objects', () => {
      it.each([0, 1, 1000, 70_000, 3_000_000])('gives back %i bytes as they were put', async (size) => {
        const key = `${fresh()}object.enc`;
        const body = bytes(size);
        const { etag } = await bucket.put(key, body);
        const object = await bucket.get(key);
        expect(Buffer.compare(object.body, body)).toBe(0);
        expect(object.etag).toBe(etag);
        expect(etag).toMatch(/^[^"\s]+$/);
      });

      it('does not depend on the caller leaving its buffer alone', async () => {
        const key = `${fresh()}object`;
        const body = bytes(64);
        const expected = Buffer.from(body);
        await bucket.put(key, body);
        body.fill(0);
        expect(Buffer.compare((await bucket.get(key)).body, expected)).toBe(0);
      });

      it('gives each content of a key an ETag of its own, even of one size in one instant', async () => {
        const prefix = fresh();
        const etags = new Set<string>();
        for (let count = 0; count < 30; count += 1) {
          if (count % 7 === 6) await bucket.delete(`${prefix}same`);
          etags.add(
            (await bucket.put(`${prefix}same`, Buffer.from(`content ${String(count).padStart(4)}`))).etag,
          );
        }
        expect(etags.size).toBe(30);
        const [entry] = await collect(bucket, prefix);
        expect([...etags].at(-1)).toBe(entry?.etag);
      });

      it('keeps metadata, or drops it whole', async () => {
        const key = `${fresh()}object`;
        await bucket.put(key, bytes(3), { metadata: { 'x-key-fingerprint': 'a1b2c3d4' } });
        const { metadata } = await bucket.get(key);
        expect(metadata).toEqual(subject.metadata ? { 'x-key-fingerprint': 'a1b2c3d4' } : {});
      });

      it('says OBJECT_NOT_FOUND for what is not there', async () => {
        expect(await codeOf(bucket.get(`${fresh()}nothing`))).toBe('OBJECT_NOT_FOUND');
      });

      it('deletes, also what is not there', async () => {
        const key = `${fresh()}deep/er/object`;
        await bucket.delete(key);
        await bucket.put(key, bytes(3));
        await bucket.delete(key);
        await bucket.delete(key);
        expect(await codeOf(bucket.get(key))).toBe('OBJECT_NOT_FOUND');
      });

      it('shows readers the old or the new object, whole', async () => {
        const key = `${fresh()}object`;
        const versions = [bytes(50_000, 1), bytes(70_000, 2)];
        await bucket.put(key, versions[0]!);
        const write = async (): Promise<void> => {
          for (let count = 1; count < 12; count += 1) await bucket.put(key, versions[count % 2]!);
        };
        const read = async (): Promise<void> => {
          for (let count = 0; count < 12; count += 1) {
            const { body } = await bucket.get(key);
            expect(versions.some((version) => Buffer.compare(version, body) === 0)).toBe(true);
          }
        };
        await Promise.all([write(), read(), read()]);
      });
    });

    describe('limits', () => {
      it('gives byte ranges, clipped to the object', async () => {
        const key = `${fresh()}object`;
        const body = bytes(100);
        await bucket.put(key, body);
        const range = async (first: number, last: number): Promise<Buffer> =>
          Buffer.from((await bucket.get(key, { range: [first, last] })).body);
        expect(await range(0, 0)).toEqual(body.subarray(0, 1));
        expect(await range(10, 19)).toEqual(body.subarray(10, 20));
        expect(await range(90, 500)).toEqual(body.subarray(90));
        expect(await codeOf(range(100, 110))).toBe('REQUEST_REFUSED');
        expect(await codeOf(range(20, 10))).toBe('REQUEST_REFUSED');
        expect(await codeOf(range(-1, 10))).toBe('REQUEST_REFUSED');
      });

      it('refuses objects larger than asked for', async () => {
        const key = `${fresh()}object`;
        await bucket.put(key, bytes(5000));
        expect((await bucket.get(key, { maxBytes: 5000 })).body.byteLength).toBe(5000);
        expect(await codeOf(bucket.get(key, { maxBytes: 4999 }))).toBe('OBJECT_TOO_LARGE');
      });

      it.each([
        '',
        '/absolute',
        'a/../b',
        '..',
        './a',
        'a//b',
        'a/',
        'nul\0l',
        'line\nbreak',
        'back\\slash',
        'x'.repeat(1025),
        '\ud800',
      ])('refuses the key %j', async (key) => {
        expect(await codeOf(bucket.put(key, bytes(1)))).toBe('OBJECT_KEY_UNSAFE');
        expect(await codeOf(bucket.get(key))).toBe('OBJECT_KEY_UNSAFE');
        expect(await codeOf(bucket.delete(key))).toBe('OBJECT_KEY_UNSAFE');
      });

      it('refuses prefixes that lead outside', async () => {
        expect(await codeOf(collect(bucket, '../'))).toBe('OBJECT_KEY_UNSAFE');
        expect(await codeOf(collect(bucket, '/etc/'))).toBe('OBJECT_KEY_UNSAFE');
      });

      it('stops when it is told to', async () => {
        const key = `${fresh()}object`;
        await bucket.put(key, bytes(100_000));
        const signal = AbortSignal.abort();
        expect(await codeOf(bucket.get(key, { signal }))).toBe('CANCELLED');
        expect(await codeOf(bucket.put(key, bytes(1), { signal }))).toBe('CANCELLED');
        expect(await codeOf(collect(bucket, '', { signal }))).toBe('CANCELLED');
        expect((await bucket.get(key)).body.byteLength).toBe(100_000);
      });
    });

    describe('create-only', () => {
      it('makes what is not there and leaves alone what is', async () => {
        const key = `${fresh()}vault.json`;
        const { etag } = await bucket.put(key, Buffer.from('first'), { createOnly: true });
        expect(await codeOf(bucket.put(key, Buffer.from('second'), { createOnly: true }))).toBe(
          'OBJECT_EXISTS',
        );
        const object = await bucket.get(key);
        expect(Buffer.from(object.body).toString()).toBe('first');
        expect(object.etag).toBe(etag);
      });

      it('lets one of many writers win, where the provider can', async () => {
        const key = `${fresh()}vault.json`;
        const writers = Array.from({ length: 8 }, (_, index) =>
          bucket.put(key, bytes(2000, index), { createOnly: true }),
        );
        const results = await Promise.allSettled(writers);
        const winners = results.filter((result) => result.status === 'fulfilled');
        expect(winners.length).toBeGreaterThan(0);
        if (subject.atomicCreate) expect(winners).toHaveLength(1);
        const { body, etag } = await bucket.get(key);
        const index = results.findIndex(
          (result) => result.status === 'fulfilled' && result.value.etag === etag,
        );
        expect(Buffer.compare(body, bytes(2000, index))).toBe(0);
      });
    });

    describe('listings', () => {
      it('orders keys by their bytes and keeps every character of them', async () => {
        const prefix = fresh();
        for (const key of [...ORDERED].reverse()) await bucket.put(prefix + key, Buffer.from(key));
        const entries = await collect(bucket, prefix);
        expect(entries.map(({ key }) => key)).toEqual(ORDERED.map((key) => prefix + key));
        expect(entries.map(({ size }) => size)).toEqual(ORDERED.map((key) => Buffer.byteLength(key)));
        for (const key of ORDERED)
          expect(Buffer.from((await bucket.get(prefix + key)).body).toString()).toBe(key);
      });

      it('tells ETag, size and time of each', async () => {
        const prefix = fresh();
        const { etag } = await bucket.put(`${prefix}object`, bytes(1234));
        const [entry] = await collect(bucket, prefix);
        expect(entry).toMatchObject({ key: `${prefix}object`, etag, size: 1234 });
        expect(Math.abs((entry?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000);
      });

      it('filters by any prefix, not only at slashes', async () => {
        const prefix = fresh();
        for (const key of ['lap/1', 'laptop/1', 'laptop/2', 'laptop2/1', 'other'])
          await bucket.put(prefix + key, bytes(1));
        const under = async (part: string): Promise<string[]> =>
          (await collect(bucket, prefix + part)).map(({ key }) => key.slice(prefix.length));
        expect(await under('laptop')).toEqual(['laptop/1', 'laptop/2', 'laptop2/1']);
        expect(await under('laptop/')).toEqual(['laptop/1', 'laptop/2']);
        expect(await under('laptop/2')).toEqual(['laptop/2']);
        expect(await under('nothing/')).toEqual([]);
      });

      it('starts after a key, whether it exists or not', async () => {
        const prefix = fresh();
        for (const key of ['a', 'b/1', 'b/2', 'c']) await bucket.put(prefix + key, bytes(1));
        const after = async (key: string): Promise<string[]> =>
          (await collect(bucket, prefix, { after: prefix + key })).map((entry) =>
            entry.key.slice(prefix.length),
          );
        expect(await after('a')).toEqual(['b/1', 'b/2', 'c']);
        expect(await after('b/1')).toEqual(['b/2', 'c']);
        expect(await after('b/11')).toEqual(['b/2', 'c']);
        expect(await after('b0')).toEqual(['c']);
        expect(await after('c')).toEqual([]);
      });

      it('gives many objects in pages, each once', { timeout: 60_000 }, async () => {
        const prefix = fresh();
        const keys = Array.from(
          { length: subject.many },
          (_, index) => `${prefix}dev_${index % 3}/mem_${index}.enc`,
        );
        await inParallel(keys, (key) => bucket.put(key, Buffer.from(key)));
        const pages: ObjectEntry[][] = [];
        for await (const page of bucket.list(prefix)) pages.push(page);
        expect(pages.every((page) => page.length > 0 && page.length <= 1000)).toBe(true);
        expect(pages.flat().map(({ key }) => key)).toEqual(keys.toSorted(compareKeys));
        const middle = pages.flat()[Math.floor(subject.many / 2)]!.key;
        const rest = await collect(bucket, prefix, { after: middle });
        expect(rest.map(({ key }) => key)).toEqual(
          keys.filter((key) => compareKeys(key, middle) > 0).toSorted(compareKeys),
        );
      });
    });
  });
}

/** Deterministic bytes, different for each seed. */
function bytes(size: number, seed = 0): Buffer {
  const body = Buffer.alloc(size);
  for (let index = 0; index < size; index += 1)
    body[index] = (index * 31 + (index >> 8) * 17 + seed * 101) & 0xff;
  return body;
}

async function collect(
  bucket: Bucket,
  prefix: string,
  options: { after?: string; signal?: AbortSignal } = {},
): Promise<ObjectEntry[]> {
  const entries: ObjectEntry[] = [];
  for await (const page of bucket.list(prefix, options)) entries.push(...page);
  return entries;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

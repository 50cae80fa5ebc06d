import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bucket } from '../engine/ports.ts';
import { MemoryBucket } from './memory.ts';
import { boundariesOf, listInParallel } from './parallel-list.ts';
import { codeOf } from './testing/failure-of.ts';
import { FaultyBucket } from './testing/faults.ts';

async function keysOf(pages: AsyncIterable<{ key: string }[]>): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of pages) keys.push(...page.map(({ key }) => key));
  return keys;
}

async function filled(keys: Iterable<string>, pageSize: number): Promise<MemoryBucket> {
  const bucket = new MemoryBucket({ pageSize });
  for (const key of keys) await bucket.put(key, Buffer.from('x'));
  return bucket;
}

const name = (index: number): string => `sessions/d/mem_${String(index).padStart(4, '0')}`;
const NAMES = Array.from({ length: 95 }, (_, index) => name(index));

describe('listInParallel', () => {
  it('gives what a plain listing gives, whatever the boundaries', async () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '\uffee', '😀'),
      minLength: 1,
      maxLength: 4,
    });
    const property = fc.asyncProperty(fc.uniqueArray(word), fc.array(word), async (keys, cuts) => {
      const bucket = await filled(
        keys.map((key) => `p/${key}`),
        3,
      );
      const boundaries = cuts.map((key) => `p/${key}`).sort();
      expect(await keysOf(listInParallel(bucket, 'p/', boundaries))).toEqual(await keysOf(bucket.list('p/')));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('takes as many requests as a plain listing while nothing has changed, and asks at once', async () => {
    const memory = await filled(NAMES, 10);
    let open = 0;
    let most = 0;
    const counting: Bucket = Object.assign(Object.create(memory) as MemoryBucket, {
      async *list(...parameters: Parameters<Bucket['list']>) {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        yield* memory.list(...parameters);
        open -= 1;
      },
    });
    const plain = new FaultyBucket(memory);
    await keysOf(plain.list('sessions/'));
    const parallel = new FaultyBucket(counting);
    const boundaries = boundariesOf(NAMES, 10);
    expect(await keysOf(listInParallel(parallel, 'sessions/', boundaries, { concurrency: 4 }))).toEqual(
      NAMES,
    );
    expect(parallel.requests).toBeLessThanOrEqual(plain.requests);
    expect(most).toBeGreaterThan(1);
  });

  it('fails as the listing fails', async () => {
    const memory = await filled(NAMES, 10);
    const faulty = new FaultyBucket(memory, ({ number }) =>
      number === 4 ? { code: 'CONNECTION_LOST' } : null,
    );
    expect(await codeOf(keysOf(listInParallel(faulty, 'sessions/', boundariesOf(NAMES, 10))))).toBe(
      'CONNECTION_LOST',
    );
    const signal = AbortSignal.abort();
    expect(await codeOf(keysOf(listInParallel(memory, 'sessions/', [], { signal })))).toBe('CANCELLED');
  });
});

describe('boundariesOf', () => {
  it('cuts where pages end, and not behind the last key', () => {
    expect(boundariesOf(['a', 'b', 'c', 'd', 'e'], 2)).toEqual(['b', 'd']);
    expect(boundariesOf(['a', 'b', 'c', 'd'], 2)).toEqual(['b']);
    expect(boundariesOf([], 2)).toEqual([]);
  });
});

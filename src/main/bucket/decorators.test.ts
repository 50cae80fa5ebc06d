import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { LoggingBucket } from './logging.ts';
import { MemoryBucket } from './memory.ts';
import { MeteredBucket } from './metered.ts';
import { FaultyBucket } from './testing/faults.ts';
import { ThrottledBucket } from './throttled.ts';
import type { Bucket } from '../engine/ports.ts';

async function drain(bucket: Bucket): Promise<void> {
  for await (const page of bucket.list('')) void page;
}

describe('MeteredBucket', () => {
  it('counts requests and the bytes of bodies', async () => {
    const bucket = new MeteredBucket(new MemoryBucket({ pageSize: 2 }));
    await drain(bucket);
    for (const key of ['a', 'b', 'c']) await bucket.put(key, Buffer.alloc(100));
    await bucket.get('a');
    await bucket.get('a', { range: [0, 9] });
    await bucket.get('missing').catch(() => undefined);
    await drain(bucket);
    await bucket.delete('a');
    expect(bucket.traffic).toEqual({ requests: 1 + 3 + 3 + 2 + 1, bytesUp: 300, bytesDown: 110 });
  });

  it('believes an adapter that counts for itself', () => {
    const traffic = { requests: 7, bytesUp: 1, bytesDown: 2 };
    expect(new MeteredBucket(Object.assign(new MemoryBucket(), { traffic })).traffic).toBe(traffic);
  });
});

describe('ThrottledBucket', () => {
  function setUp() {
    let now = 0;
    const clock = { now: () => now };
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      now += ms;
    };
    return {
      bucket: new ThrottledBucket(new MemoryBucket(), 1000, { clock, sleep }),
      waits,
      time: () => now,
    };
  }

  it('keeps uploads to the rate, after one second’s worth', async () => {
    const { bucket, waits, time } = setUp();
    for (let count = 0; count < 10; count += 1) await bucket.put('k', Buffer.alloc(500));
    expect(time()).toBe(4000);
    expect(waits.every((wait) => wait <= 500)).toBe(true);
  });

  it('lets a download wait for the one before it', async () => {
    const { bucket, time } = setUp();
    await bucket.put('k', Buffer.alloc(1000));
    await bucket.get('k');
    await bucket.get('k');
    expect(time()).toBe(0);
    await bucket.get('k');
    expect(time()).toBe(1000);
  });

  it('stops waiting when it is told to', async () => {
    const bucket = new ThrottledBucket(new MemoryBucket(), 1);
    await bucket.put('k', Buffer.alloc(1));
    const waiting = bucket.put('k', Buffer.alloc(1000), { signal: AbortSignal.timeout(10) });
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('LoggingBucket', () => {
  function setUp(inner: Bucket) {
    const lines: string[] = [];
    const clock = { now: () => Date.parse('2026-11-22T12:00:00Z') };
    return { bucket: new LoggingBucket(inner, { write: (line) => lines.push(line), clock }), lines };
  }

  it('writes a line per request, without what it carries', async () => {
    const { bucket, lines } = setUp(new MemoryBucket());
    await bucket.put('sessions/laptop/mem_1.enc', Buffer.from('plaintext'), {
      metadata: { fingerprint: 'a1b2c3d4' },
    });
    await bucket.get('sessions/laptop/mem_1.enc', { range: [0, 3] });
    await drain(bucket);
    await bucket.delete('sessions/laptop/mem_1.enc');
    expect(lines).toEqual([
      '2026-11-22T12:00:00.000Z PUT "sessions/laptop/mem_1.enc" 9 B -> etag m1 (0 ms)',
      '2026-11-22T12:00:00.000Z GET "sessions/laptop/mem_1.enc" bytes 0-3 -> 4 B etag m1 (0 ms)',
      '2026-11-22T12:00:00.000Z LIST "" -> 1 keys (0 ms)',
      '2026-11-22T12:00:00.000Z LIST "" -> end (0 ms)',
      '2026-11-22T12:00:00.000Z DELETE "sessions/laptop/mem_1.enc" -> gone (0 ms)',
    ]);
  });

  it('shows errors by their code and facts, never by words that may hold secrets', async () => {
    const data = { status: 403, s3Code: 'AccessDenied', detail: 'secret words', secretAccessKey: 'hidden' };
    const { bucket, lines } = setUp(
      new FaultyBucket(new MemoryBucket(), () => ({ code: 'ACCESS_DENIED', data })),
    );
    await expect(bucket.get('k')).rejects.toThrow(AppError);
    expect(lines).toEqual([
      '2026-11-22T12:00:00.000Z GET "k" -> ACCESS_DENIED status=403 s3Code="AccessDenied" (0 ms)',
    ]);
  });

  it('escapes what could forge a line', async () => {
    const { bucket, lines } = setUp(new MemoryBucket());
    await bucket.get('a\nb\u001b[2J').catch(() => undefined);
    expect(lines[0]).toContain('GET "a\\nb\\u001b[2J" -> OBJECT_KEY_UNSAFE');
  });
});

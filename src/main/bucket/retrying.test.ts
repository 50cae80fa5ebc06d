import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { backoffMs } from './backoff.ts';
import { MemoryBucket } from './memory.ts';
import { RetryingBucket } from './retrying.ts';
import type { RetryEvent, RetryOptions } from './retrying.ts';
import { codeOf } from './testing/failure-of.ts';
import { FaultyBucket, randomFaults } from './testing/faults.ts';
import type { Fault, FaultScript } from './testing/faults.ts';

const BODY = Buffer.from('body');

function setUp(script: FaultScript, options: Partial<RetryOptions> = {}) {
  const memory = new MemoryBucket({ pageSize: 3 });
  const faulty = new FaultyBucket(memory, script);
  const waits: number[] = [];
  const events: RetryEvent[] = [];
  let now = 1_000_000;
  const bucket = new RetryingBucket(faulty, {
    clock: { now: () => now },
    sleep: async (ms, signal) => {
      if (signal?.aborted) throw new AppError('CANCELLED');
      waits.push(ms);
      now += ms;
    },
    random: () => 0.5,
    onRetry: (event) => events.push(event),
    ...options,
  });
  return { bucket, faulty, memory, waits, events };
}

/** The first `count` requests fail. */
const first =
  (count: number, fault: Fault): FaultScript =>
  ({ number }) =>
    number <= count ? fault : null;

describe('what is tried again', () => {
  it.each<ErrorCode>([
    'DNS_FAILED',
    'CONNECTION_REFUSED',
    'CONNECTION_LOST',
    'TIMEOUT',
    'PROXY_FAILED',
    'RATE_LIMITED',
    'SERVER_ERROR',
  ])('%s', async (code) => {
    const { bucket, faulty, events } = setUp(first(2, { code }));
    await bucket.put('k', BODY);
    expect(faulty.requests).toBe(3);
    expect(events.map(({ error, attempt }) => [error.code, attempt])).toEqual([
      [code, 1],
      [code, 2],
    ]);
  });

  it.each<ErrorCode>([
    'ACCESS_DENIED',
    'BUCKET_MISSING',
    'TLS_FAILED',
    'OBJECT_NOT_FOUND',
    'CANCELLED',
    'DISK_FULL',
    'QUOTA_EXCEEDED',
    'CLOCK_SKEW',
  ])('not %s', async (code) => {
    const { bucket, faulty } = setUp(first(9, { code }));
    expect(await codeOf(bucket.get('k'))).toBe(code);
    expect(faulty.requests).toBe(1);
  });

  it('nor what is no AppError', async () => {
    const broken = new RetryingBucket({
      ...new MemoryBucket(),
      get: () => Promise.reject(new TypeError('bug')),
    } as never);
    await expect(broken.get('k')).rejects.toThrow(TypeError);
  });
});

describe('waiting', () => {
  it('grows with full jitter, up to its limit', () => {
    const options = { baseMs: 200, capMs: 10_000 };
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, 0.5, options, null))).toEqual([
      100, 200, 400, 800,
    ]);
    expect(backoffMs(40, 0.999, options, null)).toBe(9990);
    expect(backoffMs(3, 0, options, null)).toBe(0);
  });

  it('gives up after so many attempts, with the last failure', async () => {
    const { bucket, faulty, waits } = setUp(({ number }) => ({ code: 'SERVER_ERROR', data: { number } }), {
      maxAttempts: 4,
    });
    const error = await bucket.get('k').catch((reason: unknown) => reason);
    expect((error as AppError).data['number']).toBe(4);
    expect(faulty.requests).toBe(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('honours Retry-After, with the jitter on top', async () => {
    const { bucket, waits } = setUp(first(2, { code: 'RATE_LIMITED', data: { retryAfterMs: 7000 } }));
    await bucket.put('k', BODY);
    expect(waits).toEqual([7100, 7200]);
  });

  it('does not begin a wait that would end too late', async () => {
    const { bucket, faulty } = setUp(first(9, { code: 'RATE_LIMITED', data: { retryAfterMs: 50_000 } }), {
      maxTotalMs: 120_000,
    });
    expect(await codeOf(bucket.get('k'))).toBe('RATE_LIMITED');
    expect(faulty.requests).toBe(3);
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const { bucket } = setUp(first(9, { code: 'SERVER_ERROR' }), { onRetry: () => controller.abort() });
    expect(await codeOf(bucket.get('k', { signal: controller.signal }))).toBe('CANCELLED');
  });
});

describe('create-only PUTs', () => {
  const lost: Fault = { code: 'CONNECTION_LOST', when: 'after' };
  const onPuts = (fault: Fault): FaultScript => {
    let done = false;
    return ({ kind }) => (kind === 'put' && !done ? ((done = true), fault) : null);
  };

  it('whose answer was lost are looked up, not sent again', async () => {
    const { bucket, memory } = setUp(onPuts(lost));
    const { etag } = await bucket.put('vault.json', BODY, { createOnly: true });
    expect((await memory.get('vault.json')).etag).toBe(etag);
  });

  it('that never arrived are sent again', async () => {
    const { bucket, memory, faulty } = setUp(onPuts({ code: 'CONNECTION_LOST' }));
    await bucket.put('vault.json', BODY, { createOnly: true });
    expect((await memory.get('vault.json')).body).toEqual(Uint8Array.from(BODY));
    expect(faulty.requests).toBe(3);
  });

  it.each([Buffer.from('else'), Buffer.from('something longer'), Buffer.from('')])(
    'lose against another’s object (%s)',
    async (other) => {
      const { bucket, memory } = setUp(onPuts({ code: 'TIMEOUT' }));
      await memory.put('vault.json', other);
      expect(await codeOf(bucket.put('vault.json', BODY, { createOnly: true }))).toBe('OBJECT_EXISTS');
      expect((await memory.get('vault.json')).body).toEqual(Uint8Array.from(other));
    },
  );

  it('that were turned away are simply sent again', async () => {
    const { bucket, faulty } = setUp(first(1, { code: 'RATE_LIMITED' }));
    await bucket.put('vault.json', BODY, { createOnly: true });
    expect(faulty.requests).toBe(2);
  });
});

describe('listings', () => {
  async function keys(bucket: RetryingBucket, after?: string): Promise<string[]> {
    const found: string[] = [];
    for await (const page of bucket.list('', after ? { after } : {}))
      found.push(...page.map(({ key }) => key));
    return found;
  }

  it('go on where they were cut, giving each key once', async () => {
    const { bucket, memory } = setUp(({ number, kind }) =>
      kind === 'list' && number % 2 === 0 ? { code: 'CONNECTION_LOST' } : null,
    );
    const all = Array.from({ length: 20 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    for (const key of all) await memory.put(key, BODY);
    expect(await keys(bucket)).toEqual(all);
    expect(await keys(bucket, 'k04')).toEqual(all.slice(5));
  });

  it('that make no progress end in the failure', async () => {
    const { bucket, faulty } = setUp(() => ({ code: 'SERVER_ERROR' }), { maxAttempts: 3 });
    await expect(keys(bucket)).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    expect(faulty.requests).toBe(3);
  });
});

describe('a thousand requests over a bad network', () => {
  it.each([1, 2, 3])('all come through, seed %i', async (seed) => {
    const faults: Fault[] = [
      { code: 'CONNECTION_LOST', when: 'after' },
      { code: 'TIMEOUT' },
      { code: 'RATE_LIMITED' },
    ];
    const { bucket, memory } = setUp(randomFaults(seed, 0.3, faults), { maxAttempts: 30 });
    const keys = Array.from({ length: 300 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key) => bucket.put(key, Buffer.from(key), { createOnly: key.endsWith('7') })),
    );
    for (const key of keys) expect(Buffer.from((await memory.get(key)).body).toString()).toBe(key);
  });
});

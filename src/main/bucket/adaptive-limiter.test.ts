import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { AdaptiveLimiter, LimitedBucket } from './adaptive-limiter.ts';
import { MemoryBucket } from './memory.ts';

/** A clock that tasks move on, and a limiter by it. */
function setUp(options: ConstructorParameters<typeof AdaptiveLimiter>[0] = {}) {
  const clock = { time: 0, now: () => clock.time };
  return { clock, limiter: new AdaptiveLimiter({ clock, ...options }) };
}

/** Runs many tasks of `latencyMs` each, as many at once as the limiter lets; the most there were. */
async function saturate(
  limiter: AdaptiveLimiter,
  clock: { time: number },
  count: number,
  latencyMs: number,
): Promise<number> {
  const running: { at: number; finish: () => void }[] = [];
  const start = (): Promise<void> =>
    new Promise((finish) => running.push({ at: clock.time + latencyMs, finish }));
  const tasks = Array.from({ length: count }, () => limiter.run(start));
  let most = 0;
  for (let done = 0; done < count; done += 1) {
    await tick();
    most = Math.max(most, limiter.inFlight);
    const next = running.shift();
    clock.time = Math.max(clock.time, next?.at ?? 0);
    next?.finish();
  }
  await Promise.all(tasks);
  return most;
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const fail =
  (code: ConstructorParameters<typeof AppError>[0], data = {}) =>
  () =>
    Promise.reject(new AppError(code, data));

describe('the window', () => {
  it('stays at 16 where round trips are short', async () => {
    const { limiter, clock } = setUp();
    expect(await saturate(limiter, clock, 300, 3)).toBe(16);
    expect(limiter.limit).toBe(16);
  });

  it('opens to 64 where they are long, within some round trips', async () => {
    const { limiter, clock } = setUp();
    expect(await saturate(limiter, clock, 200, 40)).toBe(64);
  });

  it('opens as far as the latency calls for', async () => {
    const { limiter, clock } = setUp();
    await saturate(limiter, clock, 200, 18);
    expect(limiter.limit).toBe(30);
  });

  it('closes again when the network has become faster', async () => {
    const { limiter, clock } = setUp();
    await saturate(limiter, clock, 200, 40);
    await saturate(limiter, clock, 200, 1);
    expect(limiter.limit).toBe(16);
  });

  it('forgets a short latency after two minutes', async () => {
    const { limiter, clock } = setUp();
    await saturate(limiter, clock, 30, 1);
    clock.time += 61_000;
    await saturate(limiter, clock, 30, 40);
    expect(limiter.limit).toBe(16);
    clock.time += 61_000;
    await saturate(limiter, clock, 200, 40);
    expect(limiter.limit).toBe(64);
  });

  it('learns nothing from an idle client', async () => {
    const { limiter, clock } = setUp();
    for (let count = 0; count < 50; count += 1) {
      await limiter.run(async () => {
        clock.time += 40;
      });
    }
    expect(limiter.limit).toBe(16);
  });

  it('is not led astray by slow listings', async () => {
    const { limiter, clock } = setUp({ start: 1, max: 8 });
    for (let count = 0; count < 20; count += 1) {
      const listing = limiter.run(async () => void (clock.time += 500), { timed: false });
      await listing;
    }
    expect(limiter.limit).toBe(1);
  });
});

describe('pushback', () => {
  it.each<[ConstructorParameters<typeof AppError>[0], object]>([
    ['RATE_LIMITED', {}],
    ['TIMEOUT', {}],
    ['SERVER_ERROR', { status: 503 }],
  ])('%s halves the window', async (code, data) => {
    const { limiter } = setUp();
    await expect(limiter.run(fail(code, data))).rejects.toThrow(AppError);
    expect(limiter.limit).toBe(8);
  });

  it.each<ConstructorParameters<typeof AppError>[0]>(['OBJECT_NOT_FOUND', 'SERVER_ERROR', 'CANCELLED'])(
    '%s does not',
    async (code) => {
      const { limiter } = setUp();
      await expect(limiter.run(fail(code))).rejects.toThrow(AppError);
      expect(limiter.limit).toBe(16);
    },
  );

  it('counts once for all requests that were under way', async () => {
    const { limiter } = setUp();
    await Promise.allSettled(Array.from({ length: 16 }, () => limiter.run(fail('RATE_LIMITED'))));
    expect(limiter.limit).toBe(8);
  });

  it('never closes it altogether, and is recovered from slowly', async () => {
    const { limiter, clock } = setUp();
    for (let count = 0; count < 10; count += 1)
      await limiter.run(fail('RATE_LIMITED')).catch(() => undefined);
    expect(limiter.limit).toBe(1);
    await saturate(limiter, clock, 6, 40);
    expect(limiter.limit).toBeGreaterThan(1);
    expect(limiter.limit).toBeLessThan(6);
    await saturate(limiter, clock, 3000, 40);
    expect(limiter.limit).toBe(64);
  });
});

describe('waiting for a place', () => {
  it('is in order, and ends when it is told to', async () => {
    const { limiter } = setUp({ start: 1, max: 1 });
    const order: number[] = [];
    let release = (): void => undefined;
    const running = limiter.run(() => new Promise<void>((resolve) => (release = resolve)));
    const controller = new AbortController();
    const cancelled = limiter.run(async () => void order.push(0), { signal: controller.signal });
    const queued = [1, 2, 3].map((number) => limiter.run(async () => void order.push(number)));
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    release();
    await Promise.all([running, ...queued]);
    expect(order).toEqual([1, 2, 3]);
    expect(limiter.inFlight).toBe(0);
    await expect(limiter.run(async () => 1, { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('heeds the bytes in flight; what is too large runs alone', async () => {
    const { limiter } = setUp({ maxBytesInFlight: 100 });
    let most = 0;
    let alone = true;
    const task = (bytes: number): Promise<void> =>
      limiter.run(
        async () => {
          most = Math.max(most, limiter.inFlight);
          if (bytes > 100) alone &&= limiter.inFlight === 1;
          await tick();
          if (bytes > 100) alone &&= limiter.inFlight === 1;
        },
        { bytes },
      );
    await Promise.all([40, 40, 40, 500, 40, 40].map(task));
    expect([most, alone]).toEqual([2, true]);
  });
});

describe('LimitedBucket', () => {
  it('lets at most so many requests through', async () => {
    const { limiter } = setUp({ start: 3, max: 3 });
    let inFlight = 0;
    let most = 0;
    const memory = new MemoryBucket();
    const slow = Object.assign(Object.create(memory) as MemoryBucket, {
      put: async (key: string, body: Uint8Array) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await tick();
        inFlight -= 1;
        return memory.put(key, body);
      },
    });
    const bucket = new LimitedBucket(slow, limiter);
    await Promise.all(Array.from({ length: 20 }, (_, index) => bucket.put(`k${index}`, Buffer.from('x'))));
    expect(most).toBe(3);
  });
});

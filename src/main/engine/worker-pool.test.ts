import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { WorkerPool } from './worker-pool.ts';

const items = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const never = new AbortController().signal;

describe('the worker pool', () => {
  it('works on every item once, in order, on so many at a time as it is told', async () => {
    const begun: number[] = [];
    let atWork = 0;
    let most = 0;
    const task = async (item: number): Promise<void> => {
      begun.push(item);
      most = Math.max(most, ++atWork);
      await turn();
      atWork -= 1;
    };
    await new WorkerPool(task, { signal: never, workers: () => 3 }).run(items(20));
    expect(begun).toEqual(items(20));
    expect(most).toBe(3);
  });

  it('asks anew how many may be at work', async () => {
    let allowed = 1;
    let atWork = 0;
    const most: number[] = [];
    const task = async (item: number): Promise<void> => {
      atWork += 1;
      await turn();
      most.push(atWork);
      atWork -= 1;
      if (item === 4) allowed = 4;
    };
    await new WorkerPool(task, { signal: never, workers: () => allowed }).run(items(30));
    expect(Math.max(...most.slice(0, 4))).toBe(1);
    expect(Math.max(...most)).toBe(4);
  });

  it('starts others while tasks wait', async () => {
    const waiting: (() => void)[] = [];
    const begun: number[] = [];
    const pool = new WorkerPool<number>(
      async (item) => {
        begun.push(item);
        await turn();
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          pool.refill();
        });
      },
      { signal: never, workers: () => 1, waiting: () => waiting.length },
    );
    const done = pool.run(items(5));
    while (waiting.length < 5) await turn();
    expect(begun).toEqual(items(5));
    for (const resume of waiting.splice(0)) resume();
    await done;
  });

  it('takes a hundred thousand tasks that wait at once', async () => {
    let waiting = 0;
    const release = Promise.withResolvers<undefined>();
    const pool = new WorkerPool<number>(
      async () => {
        waiting += 1;
        pool.refill();
        if (waiting === 100_000) release.resolve(undefined);
        await release.promise;
        waiting -= 1;
      },
      { signal: never, workers: () => 1, waiting: () => waiting },
    );
    await pool.run(items(100_000));
    expect(waiting).toBe(0);
  });

  it('begins nothing after a failure, and names the first', async () => {
    const begun: number[] = [];
    const task = async (item: number): Promise<void> => {
      begun.push(item);
      await turn();
      if (item > 0) throw new AppError(item === 1 ? 'TIMEOUT' : 'RATE_LIMITED');
    };
    const run = new WorkerPool(task, { signal: never, workers: () => 3 }).run(items(50));
    await expect(run).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(begun.length).toBeLessThan(6);
  });

  it('begins nothing after being cancelled', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const task = async (item: number): Promise<void> => {
      begun.push(item);
      await turn();
      if (item === 2) controller.abort();
    };
    const run = new WorkerPool(task, { signal: controller.signal, workers: () => 1 }).run(items(50));
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(begun).toEqual([0, 1, 2]);
  });

  it('ends what it began when the items cannot be read on', async () => {
    const ended: number[] = [];
    const task = async (item: number): Promise<void> => {
      await turn();
      ended.push(item);
    };
    function* broken(): Generator<number> {
      yield* items(3);
      throw new AppError('STORE_BUSY');
    }
    const run = new WorkerPool(task, { signal: never, workers: () => 2 }).run(broken());
    await expect(run).rejects.toMatchObject({ code: 'STORE_BUSY' });
    expect(ended).toEqual([0, 1, 2]);
  });

  it('is done at once without items', async () => {
    await new WorkerPool(() => Promise.reject(new AppError('INTERNAL')), { signal: never }).run([]);
  });
});

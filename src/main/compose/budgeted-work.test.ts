import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBudgeted } from './budgeted-work.ts';

describe('work within a budget', () => {
  it('runs every task once, and never holds more than the budget, but for a task that is over it alone', async () => {
    const weights = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(weights, fc.integer({ min: 1, max: 4 }), async (items, most) => {
        const done: number[] = [];
        let [held, running] = [0, 0];
        await runBudgeted({
          items,
          weightOf: (weight) => weight,
          budget: { total: 10, most },
          task: async (weight) => {
            held += weight;
            running += 1;
            expect(running === 1 || held <= 10).toBe(true);
            expect(running).toBeLessThanOrEqual(most);
            for (let step = 0; step < weight % 3; step += 1) await turn();
            held -= weight;
            running -= 1;
            done.push(weight);
          },
        });
        expect(done.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it('starts nothing after a failure, and tells the first once the others have ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const run = runBudgeted({
      items: [1, 2, 3, 4, 5],
      weightOf: () => 1,
      budget: { total: 2, most: 2 },
      task: async (item) => {
        begun.push(item);
        await turn();
        if (item === 1) throw new Error('first');
        await turn();
        ended.push(item);
      },
    });
    await expect(run).rejects.toThrow('first');
    expect([begun, ended]).toEqual([[1, 2], [2]]);
  });

  it('starts nothing once it is aborted', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const run = runBudgeted({
      items: [1, 2, 3],
      weightOf: () => 1,
      budget: { total: 1, most: 1 },
      signal: controller.signal,
      task: (item) => {
        begun.push(item);
        controller.abort();
        return Promise.resolve();
      },
    });
    await expect(run).rejects.toThrow('aborted');
    expect(begun).toEqual([1]);
  });
});

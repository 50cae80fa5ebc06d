/** Runs tasks side by side as long as what they hold together stays within a budget. */

export interface Budget {
  /** What all running tasks may hold together; a task over it runs alone. */
  readonly total: number;
  /** Tasks at once, however little they hold. */
  readonly most: number;
}

interface Work<T> {
  readonly items: AsyncIterable<T> | Iterable<T>;
  /** What a task will hold, in the budget's unit. */
  readonly weightOf: (item: T) => number;
  readonly task: (item: T) => Promise<void>;
  readonly budget: Budget;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves when all tasks have ended. After a failure, or when the signal is aborted, no more are started.
 * @throws the first failure, once those begun have ended; the signal's reason
 */
export async function runBudgeted<T>({ items, weightOf, task, budget, signal }: Work<T>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let held = 0;
  try {
    for await (const item of items) {
      const weight = Math.min(weightOf(item), budget.total);
      while (running.size >= budget.most || (running.size > 0 && held + weight > budget.total)) {
        await Promise.race(running);
      }
      if (failures.length > 0) break;
      signal?.throwIfAborted();
      held += weight;
      const work = task(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          held -= weight;
          running.delete(work);
        });
      running.add(work);
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}

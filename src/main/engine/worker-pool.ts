/** Runs one task per item, several at a time, in the given order; stops starting new ones when told. */
import { AppError, toAppError } from '../../shared/errors.ts';

/** Tasks begun at the same time; how many of their requests are in flight is decided below, by the bucket. */
const WORKERS = 64;

export interface PoolOptions {
  readonly signal: AbortSignal;
  readonly workers?: number;
}

/**
 * Resolves when all tasks ended; rejects with the first task error after those in flight have ended, or with
 * CANCELLED when the signal was aborted.
 */
export async function runPool<T>(
  items: readonly T[],
  task: (item: T) => Promise<void>,
  { signal, workers = WORKERS }: PoolOptions,
): Promise<void> {
  let next = 0;
  const failures: AppError[] = [];
  const work = async (): Promise<void> => {
    while (next < items.length && failures.length === 0 && !signal.aborted) {
      const item = items[next++] as T;
      try {
        await task(item);
      } catch (error) {
        failures.push(toAppError(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, work));
  if (signal.aborted) throw new AppError('CANCELLED');
  const [first] = failures;
  if (first) throw first;
}

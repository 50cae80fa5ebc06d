/**
 * How long to wait before trying again: full jitter (Marc Brooker, "Exponential Backoff and Jitter", AWS
 * Architecture Blog, 2015): a random time up to a limit that doubles with each attempt, so that many clients
 * that failed together do not come back together.
 */
import { AppError } from '../../shared/errors.ts';

export interface BackoffOptions {
  /** Limit of the first wait, milliseconds. */
  readonly baseMs: number;
  /** The limit never grows past this. */
  readonly capMs: number;
}

/**
 * @param attempt attempts made so far, ≥ 1
 * @param random in [0, 1)
 * @param retryAfterMs the server's own wish: waited for whole, with the jitter on top
 */
export function backoffMs(
  attempt: number,
  random: number,
  options: BackoffOptions,
  retryAfterMs: number | null,
): number {
  const limit = Math.min(options.capMs, options.baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round((retryAfterMs ?? 0) + random * limit);
}

/** Resolves after `ms`; rejects with CANCELLED as soon as the signal is aborted. */
export function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AppError('CANCELLED'));
    const abort = (): void => {
      clearTimeout(timer);
      reject(new AppError('CANCELLED'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** A way to wait; tests bring their own. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

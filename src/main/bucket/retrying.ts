/**
 * Makes requests again that failed in passing. Waits with full jitter (backoff.ts), honours Retry-After, and
 * gives up after so many attempts or so much time, with the last failure. A listing goes on after the last
 * key it has given out.
 *
 * A create-only PUT whose answer was lost may have made the object: it is not sent again but looked up. If
 * our very bytes are there, it succeeded; if nothing is, it is sent again; anything else is OBJECT_EXISTS.
 */
import { AppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type {
  Bucket,
  Clock,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';
import { abortableSleep, backoffMs } from './backoff.ts';
import type { BackoffOptions, Sleep } from './backoff.ts';

export interface RetryOptions extends BackoffOptions {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** No wait may end later than this after the first attempt began. */
  readonly maxTotalMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** In [0, 1). */
  readonly random: () => number;
  /** Told before each wait. */
  readonly onRetry: (event: RetryEvent) => void;
}

export interface RetryEvent {
  readonly error: AppError;
  /** Attempts made so far. */
  readonly attempt: number;
  readonly waitMs: number;
}

/** Waits of up to 0.2, 0.4 … 3.2 s: 3 s on average, before an item is left for the next pass. */
export const RETRY_DEFAULTS: RetryOptions = {
  maxAttempts: 6,
  maxTotalMs: 120_000,
  baseMs: 200,
  capMs: 10_000,
  clock: { now: () => Date.now() },
  sleep: abortableSleep,
  random: Math.random,
  onRetry: () => undefined,
};

/** Failures of the moment. Not every `retryable` code is one: CANCELLED and DISK_FULL wait for a person. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'DNS_FAILED',
  'CONNECTION_REFUSED',
  'CONNECTION_LOST',
  'TIMEOUT',
  'PROXY_FAILED',
  'RATE_LIMITED',
  'SERVER_ERROR',
]);

/** Those after which the request may have been carried out all the same. */
const AMBIGUOUS: ReadonlySet<ErrorCode> = new Set(['CONNECTION_LOST', 'TIMEOUT', 'SERVER_ERROR']);

export class RetryingBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #options: RetryOptions;

  constructor(inner: Bucket, options: Partial<RetryOptions> = {}) {
    this.label = inner.label;
    this.#inner = inner;
    this.#options = { ...RETRY_DEFAULTS, ...options };
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    let after = options.after;
    let series = this.#series(options.signal);
    for (;;) {
      try {
        const rest = { ...options, ...(after === undefined ? {} : { after }) };
        for await (const page of this.#inner.list(prefix, rest)) {
          yield page;
          after = page.at(-1)?.key ?? after;
          series = this.#series(options.signal); // progress was made: the count begins anew
        }
        return;
      } catch (error) {
        await series.pause(error);
      }
    }
  }

  get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    return this.#repeat(options.signal, () => this.#inner.get(key, options));
  }

  put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    if (options.createOnly) return this.#create(key, body, options);
    return this.#repeat(options.signal, () => this.#inner.put(key, body, options));
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    return this.#repeat(options.signal, () => this.#inner.delete(key, options));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #create(key: string, body: Uint8Array, options: PutOptions): Promise<{ readonly etag: string }> {
    const series = this.#series(options.signal);
    for (;;) {
      try {
        return await this.#inner.put(key, body, options);
      } catch (error) {
        await series.pause(error);
        if (!(error instanceof AppError) || !AMBIGUOUS.has(error.code)) continue;
      }
      const made = await this.#lookUp(key, body, options.signal);
      if (made) return made;
    }
  }

  /** @throws AppError OBJECT_EXISTS when something else than `body` is there */
  async #lookUp(
    key: string,
    body: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<{ etag: string } | null> {
    try {
      const found = await this.get(key, { signal, maxBytes: body.byteLength });
      if (Buffer.compare(found.body, body) === 0) return { etag: found.etag };
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return null;
      if (!(error instanceof AppError) || error.code !== 'OBJECT_TOO_LARGE') throw error;
    }
    throw new AppError('OBJECT_EXISTS', { operation: 'put', key });
  }

  async #repeat<T>(signal: AbortSignal | undefined, request: () => Promise<T>): Promise<T> {
    const series = this.#series(signal);
    for (;;) {
      try {
        return await request();
      } catch (error) {
        await series.pause(error);
      }
    }
  }

  /**
   * One request's attempts; `pause` waits for the next, or throws the failure on when there is to be none.
   */
  #series(signal: AbortSignal | undefined): { pause(error: unknown): Promise<void> } {
    const { maxAttempts, maxTotalMs, clock, sleep, random, onRetry } = this.#options;
    const began = clock.now();
    let attempt = 0;
    return {
      pause: async (error) => {
        attempt += 1;
        if (!(error instanceof AppError) || !PASSING.has(error.code) || attempt >= maxAttempts) throw error;
        const wish = error.data['retryAfterMs'];
        const waitMs = backoffMs(attempt, random(), this.#options, typeof wish === 'number' ? wish : null);
        if (clock.now() - began + waitMs > maxTotalMs) throw error;
        onRetry({ error, attempt, waitMs });
        await sleep(waitMs, signal);
      },
    };
  }
}

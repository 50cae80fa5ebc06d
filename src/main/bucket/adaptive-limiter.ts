/**
 * How many requests may be in flight, found out while working.
 *
 * The rule: the window starts at 16. What one round trip costs is the smallest latency seen in the last one
 * to two minutes; while one request waits that long, this machine could prepare `latency / 0.6 ms` others
 * (0.6 ms: CPU of sealing and sending one, measured), so that many keep it busy, between 16 and 64. On
 * loopback that is 16, with 40 ms to the provider 64. The window opens towards it by one with each success
 * (it doubles per round trip), and closes the same way when the network has become faster.
 *
 * RATE_LIMITED, TIMEOUT or a 503 halve the window (AIMD, as TCP does), once for all requests that were sent
 * under the old one; from then on it opens by one per window of successes only. It never goes below 1.
 *
 * Besides the number, the bytes in flight are limited, where the caller says how large a task is; a task
 * larger than the whole limit runs alone.
 */
import { AppError } from '../../shared/errors.ts';
import type {
  Bucket,
  Clock,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';

export interface LimiterOptions {
  readonly start: number;
  readonly max: number;
  /** CPU that one request costs this machine, milliseconds. */
  readonly costMs: number;
  readonly maxBytesInFlight: number;
  /** Milliseconds; only differences count. */
  readonly clock: Clock;
}

export interface TaskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Memory the task will hold. Default 0. */
  readonly bytes?: number;
  /** Whether its duration tells what a round trip costs. Default true; a listing's does not. */
  readonly timed?: boolean;
}

export const LIMITER_DEFAULTS: LimiterOptions = {
  start: 16,
  max: 64,
  costMs: 0.6,
  maxBytesInFlight: 64 * 1024 * 1024,
  clock: { now: () => performance.now() },
};

const LATENCY_WINDOW_MS = 60_000;

interface Waiting {
  readonly bytes: number;
  start(): void;
}

export class AdaptiveLimiter {
  readonly #options: LimiterOptions;
  readonly #queue: Waiting[] = [];
  #window: number;
  #inFlight = 0;
  #bytes = 0;
  /** Counts halvings; a task of an earlier epoch does not halve again. */
  #epoch = 0;
  #latency = { current: Infinity, previous: Infinity, since: 0 };

  constructor(options: Partial<LimiterOptions> = {}) {
    this.#options = { ...LIMITER_DEFAULTS, ...options };
    this.#window = this.#options.start;
    this.#latency.since = this.#options.clock.now();
  }

  /** Requests that may be in flight now. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#window));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The ceiling that callers need not exceed: more workers than this only wait. */
  get max(): number {
    return this.#options.max;
  }

  /** Runs the task when there is room; in order of arrival. @throws AppError CANCELLED while waiting */
  async run<T>(task: () => Promise<T>, options: TaskOptions = {}): Promise<T> {
    const { signal, timed = true, bytes = 0 } = options;
    await this.#enter(bytes, signal);
    const { clock } = this.#options;
    const epoch = this.#epoch;
    const began = clock.now();
    try {
      const result = await task();
      this.#succeeded(timed ? clock.now() - began : null);
      return result;
    } catch (error) {
      if (isPushback(error) && epoch === this.#epoch) this.#halve();
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#bytes -= bytes;
      this.#pump();
    }
  }

  #enter(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AppError('CANCELLED'));
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(new AppError('CANCELLED'));
        this.#pump();
      };
      const waiting: Waiting = {
        bytes,
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
      this.#pump();
    });
  }

  #pump(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const fits = this.#bytes + next.bytes <= this.#options.maxBytesInFlight || this.#inFlight === 0;
      if (this.#inFlight >= this.limit || !fits) return;
      this.#queue.shift();
      this.#inFlight += 1;
      this.#bytes += next.bytes;
      next.start();
    }
  }

  #succeeded(latencyMs: number | null): void {
    if (latencyMs !== null) this.#note(latencyMs);
    const wanted = this.#wanted();
    const step = this.#epoch === 0 ? 1 : 1 / this.#window;
    // An idle client learns nothing about what the server would bear.
    if (this.#window < wanted && this.#inFlight * 2 >= this.limit)
      this.#window = Math.min(wanted, this.#window + step);
    else if (this.#window > wanted) this.#window = Math.max(wanted, this.#window - 1);
  }

  #wanted(): number {
    const { start, max, costMs } = this.#options;
    const shortest = Math.min(this.#latency.current, this.#latency.previous);
    return Number.isFinite(shortest) ? Math.min(max, Math.max(start, Math.ceil(shortest / costMs))) : start;
  }

  #note(latencyMs: number): void {
    const now = this.#options.clock.now();
    const latency = this.#latency;
    if (now - latency.since > LATENCY_WINDOW_MS) {
      this.#latency = { current: latencyMs, previous: latency.current, since: now };
    } else {
      latency.current = Math.min(latency.current, latencyMs);
    }
  }

  #halve(): void {
    this.#epoch += 1;
    this.#window = Math.max(1, this.#window / 2);
  }
}

/** The server, or the way to it, asks for less. */
function isPushback(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'RATE_LIMITED' || error.code === 'TIMEOUT' || error.data['status'] === 503;
}

/**
 * A bucket whose requests all pass through one limiter. Put it below `retrying`, so that waits hold no place.
 */
export class LimitedBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #limiter: AdaptiveLimiter;

  constructor(inner: Bucket, limiter: AdaptiveLimiter) {
    this.label = inner.label;
    this.#inner = inner;
    this.#limiter = limiter;
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    const pages = this.#inner.list(prefix, options)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const task = { signal: options.signal, timed: false };
        const page = await this.#limiter.run(() => pages.next(), task);
        if (page.done) return;
        yield page.value;
      }
    } finally {
      await pages.return?.();
    }
  }

  get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    return this.#limiter.run(() => this.#inner.get(key, options), { signal: options.signal });
  }

  put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    return this.#limiter.run(() => this.#inner.put(key, body, options), { signal: options.signal });
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    return this.#limiter.run(() => this.#inner.delete(key, options), { signal: options.signal });
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

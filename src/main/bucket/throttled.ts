/**
 * Keeps to a bandwidth: a token bucket per direction, holding one second's worth. A PUT waits for its bytes
 * beforehand; a GET, whose size is known only afterwards, runs into debt that the next one waits off. Over a
 * few seconds the rate is kept; a single object still moves as fast as the network lets it.
 */
import type {
  Bucket,
  Clock,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';
import { abortableSleep } from './backoff.ts';
import type { Sleep } from './backoff.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  readonly sleep: Sleep;
}

export class TokenBucket {
  readonly #bytesPerSecond: number;
  readonly #options: ThrottleOptions;
  #tokens: number;
  #filledAt: number;

  constructor(bytesPerSecond: number, options: ThrottleOptions) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#options = options;
    this.#tokens = bytesPerSecond;
    this.#filledAt = options.clock.now();
  }

  /** Takes the bytes at once, into debt if need be, and waits until the debt would be paid. */
  async take(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    this.spend(bytes);
    await this.settle(signal);
  }

  spend(bytes: number): void {
    this.#refill();
    this.#tokens -= bytes;
  }

  async settle(signal: AbortSignal | undefined): Promise<void> {
    this.#refill();
    if (this.#tokens < 0) await this.#options.sleep((-this.#tokens / this.#bytesPerSecond) * 1000, signal);
  }

  #refill(): void {
    const now = this.#options.clock.now();
    const gained = (Math.max(0, now - this.#filledAt) / 1000) * this.#bytesPerSecond;
    this.#tokens = Math.min(this.#bytesPerSecond, this.#tokens + gained);
    this.#filledAt = now;
  }
}

export class ThrottledBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #up: TokenBucket;
  readonly #down: TokenBucket;

  /** @param bytesPerSecond in each direction, > 0 */
  constructor(inner: Bucket, bytesPerSecond: number, options: Partial<ThrottleOptions> = {}) {
    const full = { clock: { now: () => performance.now() }, sleep: abortableSleep, ...options };
    this.label = inner.label;
    this.#inner = inner;
    this.#up = new TokenBucket(bytesPerSecond, full);
    this.#down = new TokenBucket(bytesPerSecond, full);
  }

  list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    return this.#inner.list(prefix, options);
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    await this.#down.settle(options.signal);
    const object = await this.#inner.get(key, options);
    this.#down.spend(object.body.byteLength);
    return object;
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    await this.#up.take(body.byteLength, options.signal);
    return this.#inner.put(key, body, options);
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    return this.#inner.delete(key, options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

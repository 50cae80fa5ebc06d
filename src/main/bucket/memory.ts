/**
 * A bucket in memory: the shortest adapter that keeps the port's promises, for tests.
 */
import { AppError } from '../../shared/errors.ts';
import type {
  Bucket,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';
import { sliceRange } from './byte-range.ts';
import { assertSafeKey, assertSafePrefix, compareKeys } from './object-keys.ts';
import { DEFAULT_MAX_BYTES } from './s3-request.ts';

interface Kept {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: number;
}

export interface MemoryOptions {
  /** Entries per page of a listing. Default 1,000. */
  readonly pageSize?: number;
  readonly now?: () => number;
}

export class MemoryBucket implements Bucket {
  readonly label = 'bucket in memory';
  readonly #objects = new Map<string, Kept>();
  readonly #pageSize: number;
  readonly #now: () => number;
  #revision = 0;

  constructor(options: MemoryOptions = {}) {
    this.#pageSize = options.pageSize ?? 1000;
    this.#now = options.now ?? Date.now;
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    assertSafePrefix(prefix);
    const { signal, after } = options;
    assertRunning(signal);
    const keys = [...this.#objects.keys()].filter(
      (key) => key.startsWith(prefix) && (!after || compareKeys(key, after) > 0),
    );
    keys.sort(compareKeys);
    for (let start = 0; start < keys.length; start += this.#pageSize) {
      assertRunning(signal);
      yield keys.slice(start, start + this.#pageSize).flatMap((key) => this.#entry(key));
    }
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    assertSafeKey(key);
    assertRunning(options.signal);
    const kept = this.#objects.get(key);
    if (!kept) throw new AppError('OBJECT_NOT_FOUND', { operation: 'get', key });
    const { maxBytes = DEFAULT_MAX_BYTES, range } = options;
    const body = range ? sliceRange(kept.body, range, key) : kept.body;
    if (body.byteLength > maxBytes)
      throw new AppError('OBJECT_TOO_LARGE', { key, size: body.byteLength, maxBytes });
    return { body: Uint8Array.from(body), etag: kept.etag, metadata: { ...kept.metadata } };
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    assertSafeKey(key);
    assertRunning(options.signal);
    if (options.createOnly && this.#objects.has(key))
      throw new AppError('OBJECT_EXISTS', { operation: 'put', key });
    this.#revision += 1;
    const etag = `m${this.#revision}`;
    const metadata = { ...options.metadata };
    this.#objects.set(key, { body: Uint8Array.from(body), etag, metadata, modifiedAt: this.#now() });
    return { etag };
  }

  async delete(key: string, options: RequestOptions = {}): Promise<void> {
    assertSafeKey(key);
    assertRunning(options.signal);
    this.#objects.delete(key);
  }

  async close(): Promise<void> {}

  #entry(key: string): ObjectEntry[] {
    const kept = this.#objects.get(key);
    return kept ? [{ key, etag: kept.etag, size: kept.body.byteLength, modifiedAt: kept.modifiedAt }] : [];
  }
}

function assertRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED');
}

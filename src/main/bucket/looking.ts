/**
 * A bucket that is only looked into: what is written stays in this process, where it can be read back, so that whoever
 * looks goes the same way as whoever writes, and nothing comes of it.
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

export class LookingBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #isUnmade: boolean;
  readonly #written = new Map<string, StoredObject>();

  /** @param isUnmade whether the bucket may not be there yet; then it counts as empty */
  constructor(inner: Bucket, isUnmade: boolean) {
    this.label = inner.label;
    this.#inner = inner;
    this.#isUnmade = isUnmade;
  }

  /** Of the bucket itself. */
  async *list(
    prefix: string,
    options?: RequestOptions & { readonly after?: string },
  ): AsyncIterable<ObjectEntry[]> {
    try {
      yield* this.#inner.list(prefix, options);
    } catch (error) {
      if (!this.#isMissing(error)) throw error;
    }
  }

  async get(key: string, options?: GetOptions): Promise<StoredObject> {
    const written = this.#written.get(key);
    if (written) return written;
    try {
      return await this.#inner.get(key, options);
    } catch (error) {
      throw this.#isMissing(error) ? new AppError('OBJECT_NOT_FOUND', { key }) : error;
    }
  }

  put(key: string, body: Uint8Array, { metadata = {} }: PutOptions = {}): Promise<{ readonly etag: string }> {
    const etag = `unwritten-${this.#written.size}`;
    this.#written.set(key, { body: Buffer.from(body), etag, metadata });
    return Promise.resolve({ etag });
  }

  delete(key: string): Promise<void> {
    return Promise.reject(new AppError('INTERNAL', { reason: `${key} is only looked at` }));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #isMissing(error: unknown): boolean {
    return this.#isUnmade && error instanceof AppError && error.code === 'BUCKET_MISSING';
  }
}

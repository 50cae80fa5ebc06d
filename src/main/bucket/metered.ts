/**
 * Counts what goes over the wire: requests, and the bytes of bodies (headers and TLS are not counted). An
 * adapter that counts for itself, as S3 does, knows of repeated requests and is believed; others are counted
 * from outside, a page of a listing as one request.
 */
import type {
  Bucket,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
  TrafficMeter,
} from '../engine/ports.ts';

export class MeteredBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #counted = { requests: 0, bytesUp: 0, bytesDown: 0 };

  constructor(inner: Bucket) {
    this.label = inner.label;
    this.#inner = inner;
  }

  get traffic(): TrafficMeter {
    return (this.#inner as Partial<{ traffic: TrafficMeter }>).traffic ?? { ...this.#counted };
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    let pages = 0;
    for await (const page of this.#inner.list(prefix, options)) {
      this.#counted.requests += 1;
      pages += 1;
      yield page;
    }
    if (pages === 0) this.#counted.requests += 1;
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    this.#counted.requests += 1;
    const object = await this.#inner.get(key, options);
    this.#counted.bytesDown += object.body.byteLength;
    return object;
  }

  put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    this.#counted.requests += 1;
    this.#counted.bytesUp += body.byteLength;
    return this.#inner.put(key, body, options);
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    this.#counted.requests += 1;
    return this.#inner.delete(key, options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

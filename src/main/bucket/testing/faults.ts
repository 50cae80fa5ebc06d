/**
 * A bucket that fails on command. A script decides for each request, by its number, kind and key, so that a
 * run can be repeated exactly. Faults go between `retrying` and the adapter.
 */
import { AppError } from '../../../shared/errors.ts';
import type { ErrorCode, ErrorData } from '../../../shared/errors.ts';
import type {
  Bucket,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../../engine/ports.ts';
import { abortableSleep } from '../backoff.ts';

export interface FaultyRequest {
  /** Counts from 1. A page of a listing is one request. */
  readonly number: number;
  readonly kind: 'list' | 'get' | 'put' | 'delete';
  /** Key, or prefix of the listing. */
  readonly key: string;
}

export interface Fault {
  /** The error. Without one, only the delay applies. */
  readonly code?: ErrorCode;
  readonly data?: ErrorData;
  /** `after`: the request is carried out, its answer lost. Default `before`. */
  readonly when?: 'before' | 'after';
  readonly delayMs?: number;
  /** Changes the body of a GET. */
  readonly corrupt?: (body: Uint8Array) => Uint8Array;
}

/** The fault of one request, or nothing. */
export type FaultScript = (request: FaultyRequest) => Fault | null | undefined;

export class FaultyBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  #script: FaultScript;
  #count = 0;

  constructor(inner: Bucket, script: FaultScript = () => null) {
    this.label = inner.label;
    this.#inner = inner;
    this.#script = script;
  }

  /** Requests so far. */
  get requests(): number {
    return this.#count;
  }

  set script(script: FaultScript) {
    this.#script = script;
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    const pages = this.#inner.list(prefix, options)[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.#request('list', prefix, options.signal, () => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    return this.#request('get', key, options.signal, async (fault) => {
      const object = await this.#inner.get(key, options);
      return fault?.corrupt ? { ...object, body: fault.corrupt(object.body) } : object;
    });
  }

  put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    return this.#request('put', key, options.signal, () => this.#inner.put(key, body, options));
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    return this.#request('delete', key, options.signal, () => this.#inner.delete(key, options));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #request<T>(
    kind: FaultyRequest['kind'],
    key: string,
    signal: AbortSignal | undefined,
    work: (fault: Fault | null) => Promise<T>,
  ): Promise<T> {
    this.#count += 1;
    const fault = this.#script({ number: this.#count, kind, key }) ?? null;
    if (fault?.delayMs) await abortableSleep(fault.delayMs, signal);
    const failure = fault?.code ? new AppError(fault.code, { operation: kind, key, ...fault.data }) : null;
    if (failure && fault?.when !== 'after') throw failure;
    const result = await work(fault);
    if (failure) throw failure;
    return result;
  }
}

/**
 * A script that makes about `share` of all requests fail with one of `faults`, the same ones for the same
 * seed (mulberry32, by request number).
 */
export function randomFaults(seed: number, share: number, faults: readonly Fault[]): FaultScript {
  return ({ number }) => {
    if (random(seed, number) >= share) return null;
    return faults[Math.floor(random(seed ^ 0x5bd1e995, number) * faults.length)] ?? null;
  };
}

function random(seed: number, index: number): number {
  let state = (seed + Math.imul(index, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

/**
 * A bucket of any S3-compatible provider. PUT, GET and LIST go the lean way (s3-wire.ts), everything else and
 * every unclear answer through the SDK (s3-sdk.ts); s3-connection.ts decides. It does not retry; `retrying`
 * does.
 */
import { AppError } from '../../shared/errors.ts';
import type {
  Bucket,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
  TrafficMeter,
} from '../engine/ports.ts';
import { assertRange } from './byte-range.ts';
import type { BucketInspection, Versioning } from './inspection.ts';
import { assertSafeKey, assertSafePrefix, compareKeys } from './object-keys.ts';
import type { S3Target } from './providers.ts';
import { S3Connection } from './s3-connection.ts';
import type { S3Options } from './s3-connection.ts';
import { PAGE_SIZE } from './s3-request.ts';
import type { ListPage, ListRequest } from './s3-request.ts';
import type { S3Sdk } from './s3-sdk.ts';

export class S3Bucket implements Bucket, BucketInspection {
  readonly label: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #pageSize: number;
  readonly #pagesByKey: boolean;
  readonly #connection: S3Connection;
  /** Until the server refuses the condition of a create-only PUT. */
  #conditionalPuts = true;

  constructor(target: S3Target, options: S3Options = {}) {
    this.label = target.label;
    this.#bucket = target.bucket;
    this.#prefix = target.prefix;
    this.#pageSize = options.pageSize ?? PAGE_SIZE;
    this.#pagesByKey = target.provider === 's3-compatible';
    this.#connection = new S3Connection(target, options);
  }

  get serverTimeOffsetMs(): number | null {
    return this.#connection.serverOffsetMs;
  }

  get traffic(): TrafficMeter {
    return this.#connection.traffic;
  }

  /** The region in force. */
  get region(): string {
    return this.#connection.region;
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    assertSafePrefix(prefix);
    const { signal } = options;
    const after = options.after ? this.#prefix + options.after : undefined;
    let from: Pick<ListRequest, 'after' | 'token'> = { after };
    for (;;) {
      const request = { prefix: this.#prefix + prefix, pageSize: this.#pageSize, signal, ...from };
      const page = await this.#connection.run<ListPage>({
        operation: 'list',
        signal,
        lean: (wire) => wire.list(request),
        sdk: (sdk) => sdk.list(request),
      });
      // A page count that divides evenly ends with an empty page.
      const entries = this.#relative(page.entries, request.prefix, after);
      if (entries.length > 0) yield entries;
      if (page.next === null) return;
      from = this.#nextPage(page, page.next, from);
    }
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    assertSafeKey(key);
    if (options.range) assertRange(options.range, key);
    const whole = this.#prefix + key;
    return this.#connection.run({
      operation: 'get',
      key,
      signal: options.signal,
      lean: (wire) => wire.get(whole, options),
      sdk: (sdk) => sdk.get(whole, options),
    });
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    assertSafeKey(key);
    if (!options.createOnly) return this.#put(key, body, options);
    // MinIO, s3rver and others take the condition and overwrite all the same, so the key is looked for first.
    await this.#assertAbsent(key, options.signal);
    if (this.#conditionalPuts) {
      try {
        return await this.#put(key, body, options);
      } catch (error) {
        if (!refusesConditions(error)) throw error;
        this.#conditionalPuts = false;
      }
    }
    return this.#put(key, body, { ...options, createOnly: false });
  }

  async delete(key: string, options: RequestOptions = {}): Promise<void> {
    assertSafeKey(key);
    const whole = this.#prefix + key;
    const { signal } = options;
    const sdk = (client: S3Sdk): Promise<void> => client.delete(whole, signal);
    try {
      await this.#connection.run({ operation: 'delete', key, signal, lean: null, sdk });
    } catch (error) {
      if (!isCode(error, 'OBJECT_NOT_FOUND')) throw error;
    }
  }

  async versioning(): Promise<Versioning> {
    return this.#inspect<Versioning>((sdk) => sdk.versioning(), 'unknown');
  }

  async listsAllBuckets(): Promise<boolean | 'unknown'> {
    return this.#inspect<boolean | 'unknown'>((sdk) => sdk.seesOtherBuckets(), false);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  /**
   * Where the next page begins. Self-run servers are asked by the last key instead of their token: MinIO of
   * 2023 keeps state behind the token, and under load some of its next pages never come (seen in 5 of 500
   * listings); by key, every page stands alone at the same price.
   */
  #nextPage(
    page: ListPage,
    token: string,
    from: Pick<ListRequest, 'after' | 'token'>,
  ): Pick<ListRequest, 'after' | 'token'> {
    const last = page.entries.at(-1)?.key;
    const before = from.after;
    const standing =
      token === from.token || (last !== undefined && before !== undefined && compareKeys(last, before) <= 0);
    if (standing)
      throw new AppError('NOT_S3', { operation: 'list', bucket: this.#bucket, reason: 'same-page' });
    return this.#pagesByKey && last !== undefined ? { after: last } : { token };
  }

  #put(key: string, body: Uint8Array, options: PutOptions): Promise<{ readonly etag: string }> {
    const whole = this.#prefix + key;
    return this.#connection.run({
      operation: 'put',
      key,
      signal: options.signal,
      lean: (wire) => wire.put(whole, body, options),
      sdk: (sdk) => sdk.put(whole, body, options),
    });
  }

  async #assertAbsent(key: string, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.get(key, { signal, range: [0, 0] });
    } catch (error) {
      // Without leave to list, S3 calls a missing key forbidden; then the condition alone has to do.
      if (isCode(error, 'OBJECT_NOT_FOUND') || isCode(error, 'ACCESS_DENIED')) return;
      const empty = isCode(error, 'REQUEST_REFUSED') && (error as AppError).data['reason'] === 'range';
      if (!empty) throw error;
    }
    throw new AppError('OBJECT_EXISTS', { operation: 'put', bucket: this.#bucket, key });
  }

  /** A question about the bucket. A refusal says `denied`; any other failure, `unknown`. */
  async #inspect<T>(ask: (sdk: S3Sdk) => Promise<T>, denied: T): Promise<T | 'unknown'> {
    try {
      return await this.#connection.run<T>({ operation: 'inspect', lean: null, sdk: ask });
    } catch (error) {
      return isCode(error, 'ACCESS_DENIED') ? denied : 'unknown';
    }
  }

  /**
   * Entries below the vault's prefix, with keys relative to it; servers that ignore `prefix` send others too.
   */
  #relative(entries: ObjectEntry[], wanted: string, after: string | undefined): ObjectEntry[] {
    const cut = this.#prefix.length;
    const plain = cut === 0 && after === undefined;
    if (plain && entries.every((entry) => entry.key.startsWith(wanted))) return entries;
    return entries
      .filter(({ key }) => key.startsWith(wanted) && key !== after)
      .map((entry) => ({ ...entry, key: entry.key.slice(cut) }));
  }
}

function isCode(error: unknown, code: AppError['code']): boolean {
  return error instanceof AppError && error.code === code;
}

/** B2 and Swift answer 501; MinIO of 2023 answers 404 for the very key that is to be made. */
function refusesConditions(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const { status, s3Code } = error.data;
  return status === 501 || s3Code === 'NotImplemented' || error.code === 'OBJECT_NOT_FOUND';
}

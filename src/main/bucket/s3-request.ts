/**
 * The shapes in which the two S3 clients, the lean one (s3-wire.ts) and the SDK (s3-sdk.ts), are asked and
 * answer. Keys here are whole: with the vault's prefix.
 */
import type { GetOptions, ObjectEntry, PutOptions, StoredObject } from '../engine/ports.ts';

export interface ListRequest {
  readonly prefix: string;
  /** Keys per page, at most `PAGE_SIZE`. */
  readonly pageSize: number;
  /** Whole key to start after; used on the first page only. */
  readonly after?: string | undefined;
  /** From the page before. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ListPage {
  /** Whole keys, ascending as the server gave them. */
  readonly entries: ObjectEntry[];
  /** `null` on the last page. */
  readonly next: string | null;
}

/** `options.createOnly` becomes `If-None-Match: *`. */
export interface S3Client {
  put(key: string, body: Uint8Array, options: PutOptions): Promise<{ readonly etag: string }>;
  get(key: string, options: GetOptions): Promise<StoredObject>;
  list(request: ListRequest): Promise<ListPage>;
}

/** Default of `GetOptions.maxBytes`, as the port says. */
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** Objects per LIST request; the most that S3 gives. */
export const PAGE_SIZE = 1000;

/** Prefix of user metadata in headers. */
export const META_PREFIX = 'x-amz-meta-';

/** A key as part of a URL path: RFC 3986, with the slashes kept. */
export function encodeKey(key: string): string {
  if (/^[A-Za-z0-9._~/-]+$/.test(key)) return key;
  return key.split('/').map(encodeStrict).join('/');
}

/** Percent-encodes all but the unreserved characters of RFC 3986, as signatures need it. */
export function encodeStrict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Without quotes, and without the mark of a weak one, which proxies that compress put before it. */
export function bareEtag(etag: string): string {
  const from = etag.startsWith('W/') ? 2 : 0;
  const quoted = etag.charCodeAt(from) === 34 && etag.endsWith('"') && etag.length > from + 1;
  return quoted ? etag.slice(from + 1, -1) : etag.slice(from);
}

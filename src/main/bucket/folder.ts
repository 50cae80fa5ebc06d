/**
 * A bucket in a directory: the embedded default, also good on a NAS or in a synchronised folder. Objects are
 * plain files of mode 0600 in directories of mode 0700, laid out as in any other bucket. Metadata is dropped:
 * the vault's only one, the key's fingerprint, also stands in `vault.json`. ETags: see folder-write.ts.
 *
 * Two keys of which one is a directory of the other (`a`, `a/b`) cannot both exist here; our layout has none.
 */
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type {
  Bucket,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';
import { spanOf } from './byte-range.ts';
import { errnoOf, mapFolderError } from './folder-errors.ts';
import type { FolderFailure } from './folder-errors.ts';
import { listFolder } from './folder-list.ts';
import { FolderPlace } from './folder-place.ts';
import { etagOf, syncDirectory, writeFileAtomically } from './folder-write.ts';
import { assertSafePrefix } from './object-keys.ts';
import type { FolderTarget } from './providers.ts';
import { DEFAULT_MAX_BYTES } from './s3-request.ts';

export interface FolderOptions {
  /** Make the directory when it is missing; for setting up only. Default false. */
  readonly create?: boolean;
  /** Wait for the disk with every write. Default true. */
  readonly durable?: boolean;
  /** Entries per page of a listing. Default 1,000. */
  readonly pageSize?: number;
}

export class FolderBucket implements Bucket {
  readonly label: string;
  readonly #target: FolderTarget;
  readonly #options: Required<FolderOptions>;
  #place: Promise<FolderPlace> | null = null;

  constructor(target: FolderTarget, options: FolderOptions = {}) {
    this.label = target.label;
    this.#target = target;
    this.#options = { create: false, durable: true, pageSize: 1000, ...options };
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    assertSafePrefix(prefix);
    const { signal, after } = options;
    const home = this.#target.prefix;
    assertRunning(signal);
    try {
      const place = await this.#opened();
      const { pageSize } = this.#options;
      const walk = {
        root: place.root,
        prefix: home + prefix,
        after: after ? home + after : '',
        signal,
        pageSize,
      };
      for await (const page of listFolder(walk))
        yield home === '' ? page : page.map((entry) => relative(entry, home));
      await this.#assertThere(place);
    } catch (error) {
      throw await this.#named('list', error);
    }
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    return this.#guarded('get', key, options.signal, async (place, file) => {
      if (!(await place.contains(path.dirname(file), key))) throw notFound(key);
      // O_NONBLOCK: opening a FIFO that someone put there must not wait for its writer.
      const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
      const handle = await fs.open(file, flags).catch((error: unknown) => {
        throw ['ENOENT', 'ENOTDIR'].includes(errnoOf(error)) ? notFound(key) : error;
      });
      try {
        return await readObject(handle, key, options);
      } finally {
        await handle.close();
      }
    });
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    const { signal, createOnly = false } = options;
    return this.#guarded('put', key, signal, async (place, file) => {
      await place.make(path.dirname(file), key);
      return writeFileAtomically({ file, body, createOnly, durable: this.#options.durable, signal });
    });
  }

  async delete(key: string, options: RequestOptions = {}): Promise<void> {
    await this.#guarded('delete', key, options.signal, async (place, file) => {
      if (!(await place.contains(path.dirname(file), key))) return;
      const stat = await fs.lstat(file).catch(() => null);
      if (!stat?.isFile()) return; // a directory or a link is no object
      await fs.unlink(file).catch((error: unknown) => {
        if (errnoOf(error) !== 'ENOENT') throw error;
      });
      if (this.#options.durable) await syncDirectory(path.dirname(file));
    });
  }

  async close(): Promise<void> {}

  /** The directory is looked up once; whether it is still there is checked with each request. */
  #opened(): Promise<FolderPlace> {
    if (this.#place === null) {
      this.#place = FolderPlace.open(this.#target.directory, this.#options.create);
      this.#place.catch(() => (this.#place = null)); // it may be mounted by the next time
    }
    return this.#place;
  }

  /** A listing of a drive that was unmounted meanwhile is not short, but none. */
  async #assertThere(place: FolderPlace): Promise<void> {
    if (await place.isThere()) return;
    this.#place = null;
    throw new AppError('BUCKET_MISSING', { reason: 'absent' });
  }

  async #guarded<T>(
    operation: FolderFailure['operation'],
    key: string,
    signal: AbortSignal | undefined,
    work: (place: FolderPlace, file: string) => Promise<T>,
  ): Promise<T> {
    assertRunning(signal);
    try {
      const place = await this.#opened();
      return await work(place, place.pathOf(this.#target.prefix + key));
    } catch (error) {
      throw await this.#named(operation, error, key);
    }
  }

  async #named(operation: FolderFailure['operation'], error: unknown, key?: string): Promise<AppError> {
    const { directory } = this.#target;
    if (error instanceof AppError) {
      return new AppError(error.code, { operation, bucket: directory, ...error.data }, { cause: error });
    }
    const readable = await fs.access(directory, constants.R_OK).then(
      () => true,
      () => false,
    );
    return mapFolderError({ operation, directory, readable, ...(key === undefined ? {} : { key }) }, error);
  }
}

async function readObject(handle: fs.FileHandle, key: string, options: GetOptions): Promise<StoredObject> {
  const { maxBytes = DEFAULT_MAX_BYTES, range } = options;
  const stat = await handle.stat({ bigint: true });
  if (!stat.isFile()) throw notFound(key);
  const size = Number(stat.size);
  const { start, length } = range ? spanOf(range, size, key) : { start: 0, length: size };
  if (length > maxBytes) throw new AppError('OBJECT_TOO_LARGE', { key, size: length, maxBytes });
  const body = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(body, filled, length - filled, start + filled);
    // Cut short by a foreign program while we read.
    if (bytesRead === 0) throw new AppError('CONNECTION_LOST', { key, reason: 'truncated' });
    filled += bytesRead;
  }
  return { body, etag: etagOf(stat), metadata: {} };
}

function relative(entry: ObjectEntry, home: string): ObjectEntry {
  return { ...entry, key: entry.key.slice(home.length) };
}

function notFound(key: string): AppError {
  return new AppError('OBJECT_NOT_FOUND', { key });
}

function assertRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED');
}

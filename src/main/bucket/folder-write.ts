/**
 * Writing one file so that readers see the old or the new one whole, whatever happens: a temporary file
 * beside it, fsync, rename, fsync of the directory.
 */
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { errnoOf } from './folder-errors.ts';
import { claimTempName, releaseTempName } from './folder-temp.ts';

/**
 * ETag of a file: modification time in nanoseconds and size. The time is not left to the file system, whose
 * clock may stand still for 4 ms (Linux ticks) or 2 s (FAT), but set by us: later than that of any file this
 * process has written, and later than that of the file replaced. So no two contents of a key share an ETag,
 * and a foreign program that overwrites in place sets another time. The inode is left out on purpose: it
 * changes when a network drive is mounted anew, and all would be transferred again.
 */
export function etagOf(stat: { readonly mtimeNs: bigint; readonly size: bigint }): string {
  return `${stat.mtimeNs.toString(36)}-${stat.size.toString(36)}`;
}

export interface WriteRequest {
  readonly file: string;
  readonly body: Uint8Array;
  readonly createOnly: boolean;
  /** Wait until the disk has it; off only for throwaway buckets. */
  readonly durable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** @throws AppError CANCELLED, OBJECT_EXISTS; else the errno of the file system */
export async function writeFileAtomically(request: WriteRequest): Promise<{ readonly etag: string }> {
  const { file, durable, signal, createOnly } = request;
  const directory = path.dirname(file);
  const name = claimTempName();
  const temp = path.join(directory, name);
  try {
    const etag = await writeTemp(temp, request);
    if (signal?.aborted) throw new AppError('CANCELLED');
    if (createOnly) await publishNew(temp, file);
    else await fs.rename(temp, file);
    if (durable) await syncDirectory(directory);
    return { etag };
  } finally {
    await fs.unlink(temp).catch(() => undefined); // after a rename there is nothing left
    releaseTempName(name);
  }
}

async function writeTemp(temp: string, request: WriteRequest): Promise<string> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const handle = await fs.open(temp, flags, 0o600);
  try {
    await handle.writeFile(request.body);
    await stampLater(handle, request.file);
    if (request.durable) await handle.sync();
    return etagOf(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

/** Coarsest step of modification times in use: FAT's. */
const COARSE_US = 2_000_000;
let lastStampUs = 0;

/** Sets the modification time: now, but later than this process's last and than the file to be replaced. */
async function stampLater(handle: fs.FileHandle, replaced: string): Promise<void> {
  const before = await fs.lstat(replaced, { bigint: true }).then(
    ({ mtimeNs }) => Number(mtimeNs / 1000n),
    () => -1,
  );
  lastStampUs = Math.max(Date.now() * 1000, lastStampUs + 1);
  await setTime(handle, Math.max(lastStampUs, before + 1));
  const { mtimeNs } = await handle.stat({ bigint: true });
  if (Number(mtimeNs / 1000n) <= before) await setTime(handle, before + COARSE_US);
}

/** libuv cuts seconds off at whole microseconds; half a one keeps the rounding of doubles from losing one. */
async function setTime(handle: fs.FileHandle, microseconds: number): Promise<void> {
  const seconds = (microseconds + 0.5) / 1_000_000;
  await handle.utimes(seconds, seconds);
}

/**
 * link() fails when the name exists, atomically; file systems without links make do with an exclusive claim.
 */
async function publishNew(temp: string, file: string): Promise<void> {
  try {
    await fs.link(temp, file);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') throw new AppError('OBJECT_EXISTS', { operation: 'put' });
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(errno)) throw error;
    await claimThenRename(temp, file);
  }
}

async function claimThenRename(temp: string, file: string): Promise<void> {
  try {
    await (await fs.open(file, 'wx', 0o600)).close();
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw new AppError('OBJECT_EXISTS', { operation: 'put' });
    throw error;
  }
  try {
    await fs.rename(temp, file);
  } catch (error) {
    await fs.unlink(file).catch(() => undefined);
    throw error;
  }
}

interface SyncState {
  running: Promise<void>;
  next: Promise<void> | null;
}

const syncing = new Map<string, SyncState>();

/**
 * Makes the directory's entries durable. Many writers share one fsync: a call made while one is running is
 * served by the one after it, together with all others that arrived meanwhile.
 */
export function syncDirectory(directory: string): Promise<void> {
  const state = syncing.get(directory);
  if (state) {
    state.next ??= state.running.then(() => begin(directory));
    return state.next;
  }
  return begin(directory);
}

function begin(directory: string): Promise<void> {
  const running = fsyncDirectory(directory);
  const state: SyncState = { running: running.catch(() => undefined), next: null };
  syncing.set(directory, state);
  void state.running.then(() => {
    if (syncing.get(directory) === state && state.next === null) syncing.delete(directory);
  });
  return running;
}

async function fsyncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return; // directories cannot be opened there; NTFS journals renames
  const handle = await fs.open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems know no fsync of directories.
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EBADF'].includes(errnoOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

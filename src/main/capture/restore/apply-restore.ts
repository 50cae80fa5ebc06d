/**
 * Writes the files of a bundle where the agent finds them. Everything is fetched, verified and made durable under
 * names no agent looks at; only then is it put in place, side files first and the main file last. So a failure, or
 * a kill at any point, leaves either no session or a whole one, and never half of one.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, renameSync, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rm, rmdir, unlink, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { writeVerified, type BundleSource } from './bundle-source.ts';
import { fileChunks } from './file-chunks.ts';
import { hashOfHead } from './local-state.ts';
import type { ComparedFile, FileStamp } from './plan-restore.ts';
import { isRunning } from './process-alive.ts';
import { RESTORED_AGE_MS } from './recent-writes.ts';

export interface ApplyRequest {
  readonly source: BundleSource;
  /** Absolute path of the main file. */
  readonly main: string;
  /** In the order in which they are put in place, see `RestorePlan.files`. */
  readonly files: readonly ComparedFile[];
  /** Called right before the first file is put in place, and before the main file. Throws when it may not be. */
  readonly confirm: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws AppError TRANSCRIPT_DAMAGED, LOCAL_CHANGED when a file here is not what it was when it was compared,
 * RESTORE_UNSAFE, AGENT_FILES_UNWRITABLE, DISK_FULL, and whatever `confirm` and the source throw
 */
export async function applyRestore(request: ApplyRequest): Promise<void> {
  const staged: Staged[] = [];
  const made: string[] = [];
  try {
    for (const file of request.files) {
      request.signal?.throwIfAborted();
      await prepareDirectory(request.main, dirname(file.target), made);
      staged.push(await stage(request, file));
    }
    for (const [index, one] of staged.entries()) {
      if (index === 0 || one.file.target === request.main) await request.confirm();
      await putInPlace(one);
    }
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => undefined);
    // Deepest first; a directory that holds something stays.
    for (const directory of made.toReversed()) await rmdir(directory).catch(() => undefined);
    throw typed(error);
  }
}

interface Staged {
  readonly file: ComparedFile;
  readonly temporary: string;
}

/** The process that writes it is named. */
const TEMPORARY = /^\.cc-sessions-(\d+)-[0-9a-f]{16}\.tmp$/;
/** After this time it is removed even when there is a process with that number. */
const LEFT_BEHIND_MS = 60 * 60 * 1000;

async function stage({ source, signal }: ApplyRequest, file: ComparedFile): Promise<Staged> {
  const name = `.cc-sessions-${process.pid}-${randomBytes(8).toString('hex')}.tmp`;
  const temporary = join(dirname(file.target), name);
  try {
    await writeVerified(source, file.path, temporary, { durable: true, signal });
    const time = new Date(Date.now() - RESTORED_AGE_MS);
    await utimes(temporary, time, time);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { file, temporary };
}

/** The directory of the main file and those below it; a link in the way could lead anywhere. */
async function prepareDirectory(main: string, directory: string, made: string[]): Promise<void> {
  const root = dirname(main);
  const first = await mkdir(root, { recursive: true, mode: 0o700 });
  if (first !== undefined) made.push(...chain(first, root));
  let current = root;
  await refuseLink(current);
  for (const segment of relative(root, directory).split(sep).filter(Boolean)) {
    current = join(current, segment);
    try {
      await mkdir(current, { mode: 0o700 });
      made.push(current);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await refuseLink(current);
    }
  }
  await removeLeftBehind(directory);
}

/** The directories from `first` down to `last`, both included. */
function chain(first: string, last: string): readonly string[] {
  const names = relative(first, last).split(sep).filter(Boolean);
  return [first, ...names.map((_, index) => join(first, ...names.slice(0, index + 1)))];
}

async function refuseLink(directory: string): Promise<void> {
  const stat = await lstat(directory);
  if (stat.isSymbolicLink()) throw new AppError('RESTORE_UNSAFE', { path: directory, problem: 'symlink' });
  if (!stat.isDirectory()) throw new AppError('RESTORE_UNSAFE', { path: directory, problem: 'occupied' });
}

async function removeLeftBehind(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(directory, name);
    // Its modification time is made up.
    const stat = await lstat(path).catch(() => null);
    const left = !isRunning(Number(pid)) || (stat !== null && Date.now() - stat.ctimeMs > LEFT_BEHIND_MS);
    if (left) await unlink(path).catch(() => undefined);
  }
}

async function putInPlace({ file, temporary }: Staged): Promise<void> {
  const { target, stamp } = file;
  if (stamp === null) putNew(temporary, target);
  else {
    await refuseOther(temporary, target, stamp);
    // No other code of this process runs between this look and the rename.
    if (!isUnchanged(lstatSync(target), stamp)) throw new AppError('LOCAL_CHANGED', { path: target });
    renameSync(temporary, target);
  }
  await rm(temporary, { force: true });
  await syncDirectory(dirname(target));
}

/** A link, unlike a rename, never replaces what somebody else put there meanwhile. */
function putNew(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new AppError('LOCAL_CHANGED', { path: target }, { cause: error });
    // Some file systems have no links.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code ?? '')) throw error;
    if (lstatSync(target, { throwIfNoEntry: false }))
      throw new AppError('LOCAL_CHANGED', { path: target }, { cause: error });
    renameSync(temporary, target);
  }
}

/** What is replaced must still be the beginning of what replaces it. */
async function refuseOther(temporary: string, target: string, stamp: FileStamp): Promise<void> {
  const head = (path: string) => hashOfHead(fileChunks(path), stamp.size);
  const unchanged =
    isUnchanged(await lstat(target), stamp) && (await head(target)) === (await head(temporary));
  if (!unchanged) throw new AppError('LOCAL_CHANGED', { path: target });
}

const isUnchanged = (stat: Stats, stamp: FileStamp): boolean =>
  stat.isFile() && stat.size === stamp.size && stat.mtimeMs === stamp.mtimeMs && stat.ino === stamp.ino;

/** Windows has no such call, and some file systems refuse it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** A failure of the file system as one of the agent's directory. */
function typed(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof AppError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const known = toAppError(error);
  if (known.code === 'DISK_FULL') return known;
  return new AppError('AGENT_FILES_UNWRITABLE', { path, reason: code }, { cause: error });
}

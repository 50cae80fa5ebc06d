/**
 * Puts the files of a transcript into a directory. Whoever made the transcript, nothing is written outside of it, and
 * a file is there whole and verified, or not at all.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isBundlePath, type Transcript } from '../../shared/transcript.ts';
import type { PartVault } from '../engine/transcript-ports.ts';
import { TranscriptReader } from './transcript-reader.ts';

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;
/** Windows has no such flag. */
const { O_NOFOLLOW = 0 } = constants as { O_NOFOLLOW?: number };
const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | O_NOFOLLOW;

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each file. */
  readonly onFile?: ((path: string, done: number, total: number) => void) | undefined;
}

/**
 * Writes every file of `transcript` below `directory`, which exists, by its path in the bundle; replaces what an
 * earlier attempt left. Each file is written beside its place, flushed to the disk and renamed.
 * @throws TRANSCRIPT_DAMAGED {session, path}, TRANSCRIPT_PART_MISSING, TRANSCRIPT_UNSUPPORTED, CANCELLED; bucket
 *   errors; the file system's. Files finished before stay.
 */
export async function fetchBundle(
  vault: Pick<PartVault, 'readPart'>,
  transcript: Transcript,
  directory: string,
  options: FetchOptions = {},
): Promise<void> {
  assertDistinct(transcript);
  const reader = new TranscriptReader(vault, transcript, { signal: options.signal, lends: true });
  const made = new Set<string>();
  for (const [index, { path }] of transcript.files.entries()) {
    await makeDirectories(transcript, directory, path, made);
    await writeWhole(reader.open(path), join(directory, ...path.split('/')));
    options.onFile?.(path, index + 1, transcript.files.length);
  }
  for (const place of [directory, ...made]) await syncDirectory(place);
}

/** Names that are one name to a file system that does not tell case or composition apart. */
function assertDistinct({ files, session }: Transcript): void {
  const folds = process.platform === 'darwin' || process.platform === 'win32';
  const seen = new Set<string>();
  for (const { path } of files) {
    const name = folds ? path.normalize('NFC').toLowerCase() : path;
    const forbidden = process.platform === 'win32' && /[<>:"|?*]|[. ](\/|$)/.test(path);
    if (!isBundlePath(path) || seen.has(name) || forbidden) {
      throw new AppError('TRANSCRIPT_DAMAGED', { session, path, reason: 'name' });
    }
    seen.add(name);
  }
}

/** Directory by directory, so that a link that is in the way is noticed and not followed. */
async function makeDirectories(
  { session }: Transcript,
  root: string,
  path: string,
  made: Set<string>,
): Promise<void> {
  let place = root;
  for (const name of path.split('/').slice(0, -1)) {
    place = join(place, name);
    if (made.has(place)) continue;
    await mkdir(place, { mode: DIRECTORY_MODE }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    if (!(await lstat(place)).isDirectory()) {
      throw new AppError('TRANSCRIPT_DAMAGED', { session, path, reason: 'directory' });
    }
    made.add(place);
  }
}

async function writeWhole(chunks: AsyncIterable<Buffer>, target: string): Promise<void> {
  const temporary = join(dirname(target), `.${randomBytes(8).toString('hex')}.part`);
  const handle = await open(temporary, CREATE_FLAGS, FILE_MODE);
  try {
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes the renames durable. Windows has no such call, and some file systems refuse it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

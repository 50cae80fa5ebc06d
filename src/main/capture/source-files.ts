/** Looking at the agents' directories: what cannot be read is told and passed over, links are not followed. */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindOptions, SourceFile } from './adapter.ts';

/** Files asked about at once. */
const STATS_AT_ONCE = 64;
/** A file or directory that is not there (any more). */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** A regular file as `lstat` found it. */
export type FoundFile = Omit<SourceFile, 'agentSession'>;

/** Empty when there is no such directory, or it cannot be read: then `onUnreadable` hears of it. */
export async function directoryEntries(directory: string, options: FindOptions): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (!ABSENT.has(failure.code ?? '')) options.onUnreadable?.(directory, failure);
    return [];
  }
}

/** `null` when it is no regular file, or not there any more. */
export async function foundFile(path: string, options: FindOptions): Promise<FoundFile | null> {
  try {
    const stat = await lstat(path);
    if (!stat.isFile()) return null;
    return { path, size: stat.size, mtimeMs: Math.floor(stat.mtimeMs), ino: stat.ino };
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (!ABSENT.has(failure.code ?? '')) options.onUnreadable?.(path, failure);
    return null;
  }
}

/** A file of a directory, and what the adapter knows of it by its name. */
export interface NamedFile<Known> {
  readonly name: string;
  readonly known: Known;
}

/** The files that are there, each with one lstat, in the order of `files`. */
export async function* foundFiles<Known>(
  directory: string,
  files: readonly NamedFile<Known>[],
  options: FindOptions,
): AsyncIterable<FoundFile & { readonly known: Known }> {
  for (let index = 0; index < files.length; index += STATS_AT_ONCE) {
    options.signal?.throwIfAborted();
    const batch = files.slice(index, index + STATS_AT_ONCE);
    const found = await Promise.all(batch.map(({ name }) => foundFile(join(directory, name), options)));
    for (const [at, file] of found.entries()) {
      if (file) yield { ...file, known: (batch[at] as NamedFile<Known>).known };
    }
  }
}

/** Characters of a path in a bundle, see `TranscriptFile.path`. */
const MAX_PATH_LENGTH = 512;

/** Whether a file may have this path in a bundle: every system can write it. Others are not captured. */
export function isBundlePath(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH && !/[\p{Cc}\\\uFFFD]/u.test(path);
}

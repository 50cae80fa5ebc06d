/** One number that changes whenever a watched file does: what finds changes that no event told of. */
import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEPTH, isDated, isRecent, SESSION_LEVEL, subDirectories } from './depth.ts';

export interface Sources {
  /** Directories; their files and those of their sub-directories count, see depth.ts. */
  readonly dirs: readonly string[];
  readonly files: readonly string[];
}

const STATS_AT_ONCE = 64;

/** Hash of name, size, time and inode of every file. What cannot be looked at counts as not there. */
export async function fingerprint({ dirs, files }: Sources, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha1');
  await addFiles(hash, files);
  for (const directory of dirs) await addDirectory(hash, directory, 0, signal);
  return hash.digest('hex');
}

/** `level`: 0 is the watched directory itself. */
async function addDirectory(
  hash: Hash,
  directory: string,
  level: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  hash.update(`${directory}\0${entries.length}\0`);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(directory, entry.name));
  await addFiles(hash, files);
  if (level === DEPTH) return;
  if (level < SESSION_LEVEL) {
    for (const entry of entries) {
      if (entry.isDirectory()) await addDirectory(hash, join(directory, entry.name), level + 1, signal);
    }
    return;
  }
  for (const child of await subDirectories(directory, entries)) {
    hash.update(`${child.path}\0${child.mtimeMs}\0`);
    if (isDated(child) || isRecent(child)) await addDirectory(hash, child.path, level + 1, signal);
  }
}

async function addFiles(hash: Hash, files: readonly string[]): Promise<void> {
  for (let index = 0; index < files.length; index += STATS_AT_ONCE) {
    const paths = files.slice(index, index + STATS_AT_ONCE);
    const stats = await Promise.all(paths.map((path) => lstat(path).catch(() => null)));
    stats.forEach((stat, at) => {
      hash.update(`${paths[at]}\0${stat ? `${stat.size} ${stat.mtimeMs} ${stat.ino}` : '-'}\0`);
    });
  }
}

/**
 * How deep the agents' directories are looked into. Sessions lie at most one level down, or below directories named
 * by a date; further down are files of single sessions, where only what changed lately is worth the trouble: when a
 * session grows its main file does, so nothing is missed for good.
 */
import type { Dirent } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

/** Levels below a watched directory: `<project>/<session>/subagents/workflows/<run>`. */
export const DEPTH = 5;
/** Directories down to this level hold main files, whatever they are called. */
export const SESSION_LEVEL = 1;
/** Directories of single sessions whose entries did not change for so long are passed over. */
const RECENT_MS = 7 * 24 * 60 * 60 * 1000;
const STATS_AT_ONCE = 64;

/** A directory in a directory. */
export interface SubDirectory {
  readonly path: string;
  readonly name: string;
  readonly mtimeMs: number;
  /** Tells a directory from another one that took its place. */
  readonly identity: string;
}

/** The directories among `entries`, as lstat sees them; those that are gone by now are left out. */
export async function subDirectories(directory: string, entries: readonly Dirent[]): Promise<SubDirectory[]> {
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found: SubDirectory[] = [];
  for (let index = 0; index < names.length; index += STATS_AT_ONCE) {
    const batch = names.slice(index, index + STATS_AT_ONCE).map(async (name) => {
      const path = join(directory, name);
      const stat = await lstat(path).catch(() => null);
      if (stat?.isDirectory()) found.push({ path, name, mtimeMs: stat.mtimeMs, identity: identityOf(stat) });
    });
    await Promise.all(batch);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function identityOf({ ino, birthtimeMs }: { ino: number; birthtimeMs: number }): string {
  return `${ino} ${birthtimeMs}`;
}

export function isRecent({ mtimeMs }: SubDirectory): boolean {
  return Date.now() - mtimeMs < RECENT_MS;
}

/** Named by a year, month or day: holds sessions, and the one that grows may be old. */
export function isDated({ name }: SubDirectory): boolean {
  return /^\d{2,4}$/.test(name);
}

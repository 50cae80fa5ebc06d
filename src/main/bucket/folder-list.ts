/**
 * Listing a folder as S3 lists a bucket: every regular file below it, keys ascending by UTF-8 bytes, page by
 * page. Symbolic links, unfinished files and everything else that is no regular file are not seen.
 */
import { lstatSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { ObjectEntry } from '../engine/ports.ts';
import { errnoOf } from './folder-errors.ts';
import { TEMP_PREFIX } from './folder-place.ts';
import { sweepTemp } from './folder-temp.ts';
import { etagOf } from './folder-write.ts';
import { compareKeys } from './object-keys.ts';

export interface Walk {
  /** Absolute; keys are relative to it. */
  readonly root: string;
  readonly prefix: string;
  /** Only greater keys. Empty: all. */
  readonly after: string;
  /** Entries per page. */
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** Files that are looked at in one go. */
const GROUP = 1000;

export async function* listFolder(walk: Walk): AsyncIterable<ObjectEntry[]> {
  let page: ObjectEntry[] = [];
  const reader = new StatReader();
  const base = walk.prefix.slice(0, walk.prefix.lastIndexOf('/') + 1);
  if (!(await isPlainDirectory(path.join(walk.root, base)))) return;
  for await (const keys of walkDirectory(walk, base)) {
    if (walk.signal?.aborted) throw new AppError('CANCELLED');
    for (const entry of await reader.read(walk.root, keys)) {
      page.push(entry);
      if (page.length < walk.pageSize) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Groups of keys of files, in order. @param base a key prefix that ends in `/`, or is empty */
async function* walkDirectory(walk: Walk, base: string): AsyncIterable<string[]> {
  let files: string[] = [];
  for (const key of await sortedEntries(walk, base)) {
    if (!key.endsWith('/')) {
      files.push(key);
      if (files.length < GROUP) continue;
    }
    if (files.length > 0) yield files;
    files = [];
    if (key.endsWith('/')) yield* walkDirectory(walk, key);
  }
  if (files.length > 0) yield files;
}

/** Directories are named with a `/` behind: so they sort where their contents do. */
async function sortedEntries(walk: Walk, base: string): Promise<string[]> {
  const directory = path.join(walk.root, base);
  const keys: string[] = [];
  for (const entry of await readDirectory(directory)) {
    const key = base + entry.name + (entry.isDirectory() ? '/' : '');
    if (entry.name.startsWith(TEMP_PREFIX))
      sweepTemp(path.join(directory, entry.name), entry.name, Date.now());
    else if ((entry.isDirectory() || entry.isFile()) && isWanted(walk, key)) keys.push(key);
  }
  return keys.sort(compareKeys);
}

function isWanted({ prefix, after }: Walk, key: string): boolean {
  if (!key.endsWith('/')) return key.startsWith(prefix) && (after === '' || compareKeys(key, after) > 0);
  const leads = key.startsWith(prefix) || prefix.startsWith(key);
  return leads && (after === '' || after.startsWith(key) || compareKeys(key, after) > 0);
}

/** Reached without a symbolic link; below it, the walk enters none. */
async function isPlainDirectory(directory: string): Promise<boolean> {
  const plain = directory.replace(/[/\\]$/, '');
  try {
    return (await fs.realpath(plain)) === plain;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return false;
    throw error;
  }
}

/** A directory that vanished meanwhile is empty. */
async function readDirectory(directory: string): Promise<Dirent[]> {
  try {
    return await fs.readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return [];
    throw error;
  }
}

/** Time that synchronous calls may hold up the program at a stretch. */
const SLICE_MS = 8;
/** A stat slower than this comes from a network drive. */
const SLOW_MS = 0.2;

/**
 * Stats many files: on a local disk synchronously, in short slices, which is five times cheaper than a
 * promise for each; on slow ones asynchronously, many at once.
 */
class StatReader {
  #slow = false;

  async read(root: string, keys: readonly string[]): Promise<ObjectEntry[]> {
    const entries: ObjectEntry[] = [];
    let next = 0;
    while (!this.#slow && next < keys.length) {
      const began = performance.now();
      const first = next;
      while (next < keys.length && performance.now() - began < SLICE_MS) {
        const key = keys[next] ?? '';
        next += 1;
        push(entries, key, () => lstatSync(path.join(root, key), { bigint: true, throwIfNoEntry: false }));
      }
      this.#slow = (performance.now() - began) / (next - first) > SLOW_MS && next - first > 2;
      if (next < keys.length) await new Promise((resolve) => setImmediate(resolve));
    }
    if (next < keys.length) entries.push(...(await this.#readSlowly(root, keys.slice(next))));
    return entries;
  }

  async #readSlowly(root: string, keys: readonly string[]): Promise<ObjectEntry[]> {
    const stats = await Promise.all(
      keys.map((key) => fs.lstat(path.join(root, key), { bigint: true }).catch(ignoreMissing)),
    );
    const entries: ObjectEntry[] = [];
    keys.forEach((key, index) => push(entries, key, () => stats[index]));
    return entries;
  }
}

type Stat = import('node:fs').BigIntStats | undefined;

function push(entries: ObjectEntry[], key: string, statOf: () => Stat): void {
  const stat = statOf();
  if (!stat?.isFile()) return;
  entries.push({
    key,
    etag: etagOf(stat),
    size: Number(stat.size),
    modifiedAt: Number(stat.mtimeNs / 1_000_000n),
  });
}

function ignoreMissing(error: unknown): undefined {
  if (errnoOf(error) !== 'ENOENT') throw error;
}

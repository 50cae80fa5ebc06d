/**
 * File system watches on a set of directories that come and go. Node's own recursive watching on Linux takes an
 * inotify watch for every single file; here it is one per directory.
 */
import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  DEPTH,
  identityOf,
  isDated,
  isRecent,
  SESSION_LEVEL,
  subDirectories,
  type SubDirectory,
} from './depth.ts';
import type { Sources } from './fingerprint.ts';

export type WatchFunction = typeof watch;

export interface DirectoryWatchesOptions {
  readonly sources: Sources;
  /** Something changed at `path`. */
  readonly onEvent: (path: string) => void;
  /** Watching is not possible here, e.g. EMFILE, ENOSPC; all watches are closed then. */
  readonly onFailure: (error: NodeJS.ErrnoException, path: string) => void;
  /** Milliseconds between two looks for sources that do not exist. */
  readonly missingMs: number;
  /** For tests of faults. */
  readonly watch?: WatchFunction | undefined;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** See `SubDirectory`. */
  readonly identity: string;
}

interface Wanted {
  readonly recursive: boolean;
  /** It has sub-directories that are watched by themselves. */
  readonly parent: boolean;
  /** Of a single session, or of a date: nothing is lost without its watch but time. */
  readonly deep: boolean;
  /** Only these names; `null`: all. */
  readonly names: ReadonlySet<string> | null;
}

/** On these, one recursive watch is one handle of the system (FSEvents, ReadDirectoryChangesW). */
const RECURSIVE = process.platform === 'darwin' || process.platform === 'win32';
/** Directories of single sessions, and of dates, watched at once: the ones that changed last. */
const MAX_DEEP_WATCHES = 512;
/** Milliseconds between two refreshes that events ask for. What came meanwhile is told by the next one. */
const REFRESH_GAP_MS = 250;
/** A directory that is gone, or closed to us: no reason to give up watching. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP']);

export class DirectoryWatches {
  readonly #options: DirectoryWatchesOptions;
  readonly #watched = new Map<string, Watched>();
  #refreshing: Promise<void> | null = null;
  /** Times a refresh was asked for. */
  #asked = 0;
  #started = false;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #refreshedAt = -Infinity;
  /** Deep watches that may be set, and that may still be: none any more once the system has refused one. */
  #deepLimit = MAX_DEEP_WATCHES;
  #room = 0;
  #closed = false;

  constructor(options: DirectoryWatchesOptions) {
    this.#options = options;
  }

  /** Sets watches on what is there now. From the second time on, tells of the directories it finds anew. */
  refresh(): Promise<void> {
    this.#asked++;
    this.#refreshing ??= this.#refreshAll().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #refreshAll(): Promise<void> {
    for (let served = 0; served !== this.#asked && !this.#closed;) {
      served = this.#asked;
      await this.#refreshOnce();
    }
    this.#started = true;
    this.#refreshedAt = performance.now();
  }

  async #refreshOnce(): Promise<void> {
    const seen = new Set<string>();
    const missing: string[] = [];
    const deep: SubDirectory[] = [];
    const { dirs, files } = this.#options.sources;
    for (const directory of dirs) missing.push(...(await this.#want(directory, 0, seen, deep)));
    for (const [directory, names] of parentsOf(files)) {
      if (!dirs.includes(directory)) missing.push(...(await this.#wantFiles(directory, names, seen)));
    }
    this.#room = this.#deepLimit;
    await this.#descend(deep, SESSION_LEVEL + 1, seen);
    for (const path of this.#watched.keys()) if (!seen.has(path)) this.#drop(path);
    if (missing.length > 0) this.#lookAgain();
  }

  #lookAgain(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.refresh(), this.#options.missingMs);
  }

  #refreshSoon(): void {
    if (this.#closed || this.#soon) return;
    const delay = Math.max(0, this.#refreshedAt + REFRESH_GAP_MS - performance.now());
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.refresh();
    }, delay);
  }

  /**
   * Watches a directory and those in it down to `SESSION_LEVEL`; `deep` gets the ones that lie below. The watch comes
   * first, so that nothing slips by.
   * @returns the directory itself when it is not there.
   */
  async #want(
    path: string,
    level: number,
    seen: Set<string>,
    deep: SubDirectory[],
  ): Promise<readonly string[]> {
    const stat = await lstat(path).catch(() => null);
    if (this.#closed) return [];
    if (!stat?.isDirectory()) return [path];
    this.#watch(
      path,
      identityOf(stat),
      { recursive: RECURSIVE, parent: true, deep: false, names: null },
      seen,
    );
    if (RECURSIVE) return [];
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    if (level === SESSION_LEVEL) {
      deep.push(...toWatch(await subDirectories(path, entries)));
      return [];
    }
    for (const entry of entries) {
      if (entry.isDirectory()) await this.#want(join(path, entry.name), level + 1, seen, deep);
    }
    return [];
  }

  /** Watches a directory for these files only. */
  async #wantFiles(path: string, names: ReadonlySet<string>, seen: Set<string>): Promise<readonly string[]> {
    const stat = await lstat(path).catch(() => null);
    if (this.#closed) return [];
    if (!stat?.isDirectory()) return [path];
    this.#watch(path, identityOf(stat), { recursive: false, parent: false, deep: false, names }, seen);
    return [];
  }

  /** Watches directories of one level and what is in them, the last changed first, as long as there is room. */
  async #descend(directories: readonly SubDirectory[], level: number, seen: Set<string>): Promise<void> {
    for (const { path, identity } of [...directories].sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      if (this.#closed || this.#room-- <= 0) return;
      const parent = level < DEPTH;
      this.#watch(path, identity, { recursive: false, parent, deep: true, names: null }, seen);
      if (!parent) continue;
      const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
      await this.#descend(toWatch(await subDirectories(path, entries)), level + 1, seen);
    }
  }

  #watch(path: string, identity: string, wanted: Wanted, seen: Set<string>): void {
    if (this.#closed) return;
    seen.add(path);
    if (this.#watched.get(path)?.identity === identity) return;
    this.#drop(path);
    this.#add(path, identity, wanted);
  }

  #add(path: string, identity: string, wanted: Wanted): void {
    const start = this.#options.watch ?? watch;
    try {
      const watcher = start(path, { recursive: wanted.recursive });
      watcher.on('change', (kind, name) => this.#changed(path, kind, String(name), wanted));
      watcher.on('error', (error) => {
        this.#failed(path, error, wanted);
        this.#lookAgain();
      });
      this.#watched.set(path, { watcher, identity });
      if (this.#started) this.#options.onEvent(path);
    } catch (error) {
      this.#failed(path, error as NodeJS.ErrnoException, wanted);
    }
  }

  #changed(path: string, kind: string, name: string, wanted: Wanted): void {
    if (this.#closed) return;
    // Of its own removal a directory tells under its own name. Its watch is dead then, even if another directory
    // should take over its name and inode.
    const gone = kind === 'rename' && name === basename(path);
    if (gone) this.#drop(path);
    if (gone || (kind === 'rename' && wanted.parent)) this.#refreshSoon();
    if (!wanted.names || wanted.names.has(name)) this.#options.onEvent(join(path, name));
  }

  #failed(path: string, error: NodeJS.ErrnoException, { deep }: Wanted): void {
    this.#drop(path);
    if (this.#closed || ABSENT.has(error.code ?? '')) return;
    if (deep) {
      this.#room = this.#deepLimit = 0;
      return;
    }
    this.close();
    this.#options.onFailure(error, path);
  }

  #drop(path: string): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
  }
}

/** What changed lately, and the last of those named by a date: the next one will come there. */
function toWatch(directories: readonly SubDirectory[]): SubDirectory[] {
  const last = directories.findLast(isDated);
  return directories.filter((directory) => directory === last || isRecent(directory));
}

function parentsOf(files: readonly string[]): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>();
  for (const file of files) {
    const names = parents.get(dirname(file)) ?? new Set();
    parents.set(dirname(file), names.add(basename(file)));
  }
  return parents;
}

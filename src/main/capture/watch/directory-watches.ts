/**
 * File system watches on a set of directories that come and go. Node's own recursive watching on Linux takes an
 * inotify watch for every single file; here it is one per directory.
 */
import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DEPTH, type Sources } from './fingerprint.ts';

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
  /** Tells a directory from another one that took its place. */
  readonly identity: string;
}

interface Wanted {
  readonly recursive: boolean;
  /** It has sub-directories that are watched by themselves. */
  readonly parent: boolean;
  /** Only these names; `null`: all. */
  readonly names: ReadonlySet<string> | null;
}

/** On these, one recursive watch is one handle of the system (FSEvents, ReadDirectoryChangesW). */
const RECURSIVE = process.platform === 'darwin' || process.platform === 'win32';
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
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #refreshAll(): Promise<void> {
    for (let served = 0; served !== this.#asked && !this.#closed;) {
      served = this.#asked;
      await this.#refreshOnce();
    }
    this.#started = true;
  }

  async #refreshOnce(): Promise<void> {
    const seen = new Set<string>();
    const missing: string[] = [];
    const { dirs, files } = this.#options.sources;
    for (const directory of dirs) missing.push(...(await this.#want(directory, DEPTH, null, seen)));
    for (const [directory, names] of parentsOf(files)) {
      if (!dirs.includes(directory)) missing.push(...(await this.#want(directory, 0, names, seen)));
    }
    for (const path of this.#watched.keys()) if (!seen.has(path)) this.#drop(path);
    if (missing.length > 0) this.#lookAgain();
  }

  #lookAgain(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.refresh(), this.#options.missingMs);
  }

  /**
   * Watches a directory and, `depth` levels deep, those in it. The watch comes first, so that nothing slips by.
   * @returns the directory itself when it is not there.
   */
  async #want(
    path: string,
    depth: number,
    names: ReadonlySet<string> | null,
    seen: Set<string>,
  ): Promise<readonly string[]> {
    const recursive = RECURSIVE && depth > 0;
    const stat = await lstat(path).catch(() => null);
    if (this.#closed) return [];
    if (!stat?.isDirectory()) return [path];
    seen.add(path);
    const identity = `${stat.ino} ${stat.birthtimeMs}`;
    if (this.#watched.get(path)?.identity !== identity) {
      this.#drop(path);
      this.#add(path, identity, { recursive, parent: depth > 0, names });
    }
    if (recursive || depth === 0) return [];
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory()) await this.#want(join(path, entry.name), depth - 1, names, seen);
    }
    return [];
  }

  #add(path: string, identity: string, wanted: Wanted): void {
    const start = this.#options.watch ?? watch;
    try {
      const watcher = start(path, { recursive: wanted.recursive });
      watcher.on('change', (kind, name) => this.#changed(path, kind, String(name), wanted));
      watcher.on('error', (error) => {
        this.#failed(path, error);
        this.#lookAgain();
      });
      this.#watched.set(path, { watcher, identity });
      if (this.#started) this.#options.onEvent(path);
    } catch (error) {
      this.#failed(path, error as NodeJS.ErrnoException);
    }
  }

  #changed(path: string, kind: string, name: string, wanted: Wanted): void {
    if (this.#closed) return;
    // Of its own removal a directory tells under its own name. Its watch is dead then, even if another directory
    // should take over its name and inode.
    const gone = kind === 'rename' && name === basename(path);
    if (gone) this.#drop(path);
    if (gone || (kind === 'rename' && wanted.parent)) void this.refresh();
    if (!wanted.names || wanted.names.has(name)) this.#options.onEvent(join(path, name));
  }

  #failed(path: string, error: NodeJS.ErrnoException): void {
    this.#drop(path);
    if (this.#closed || ABSENT.has(error.code ?? '')) return;
    this.close();
    this.#options.onFailure(error, path);
  }

  #drop(path: string): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
  }
}

function parentsOf(files: readonly string[]): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>();
  for (const file of files) {
    const names = parents.get(dirname(file)) ?? new Set();
    parents.set(dirname(file), names.add(basename(file)));
  }
  return parents;
}

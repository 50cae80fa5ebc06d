/** Which files a session created, changed and deleted, on balance. */
/** Paths of each kind that a memory holds; the first ones when there are more. */
export const PATH_LIMIT = 5000;
/** Paths remembered as read; forgetting one can only turn a doubtful creation into a certain one. */
const SEEN_LIMIT = 20_000;

export class FileLedger {
  readonly #seen = new Set<string>();
  readonly #created = new Set<string>();
  readonly #modified = new Set<string>();
  readonly #deleted = new Set<string>();

  /** The file was there: the agent read it or something in it was replaced. */
  seen(path: string): void {
    if (this.#seen.size < SEEN_LIMIT) this.#seen.add(path);
  }

  modified(path: string): void {
    this.seen(path);
    this.#deleted.delete(path);
    if (!this.#created.has(path)) add(this.#modified, path);
  }

  created(path: string): void {
    const replaced = this.#deleted.delete(path);
    this.seen(path);
    if (this.#modified.has(path)) return;
    add(replaced ? this.#modified : this.#created, path);
  }

  /** A file was written, and nothing says whether it had been there. */
  written(path: string): void {
    if (this.#seen.has(path)) this.modified(path);
    else this.created(path);
  }

  deleted(path: string): void {
    this.#modified.delete(path);
    this.#seen.delete(path);
    if (!this.#created.delete(path)) add(this.#deleted, path);
  }

  /** Whether the file is known to have been there. */
  knows(path: string): boolean {
    return this.#seen.has(path);
  }

  lists(): { created: string[]; modified: string[]; deleted: string[] } {
    return { created: [...this.#created], modified: [...this.#modified], deleted: [...this.#deleted] };
  }
}

function add(paths: Set<string>, path: string): void {
  if (path !== '' && paths.size < PATH_LIMIT) paths.add(path);
}

/** Notices when config.yml was changed by somebody else: by hand, or by the command line. */
import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';

/** Editors write a file in several steps. Milliseconds. */
const QUIET = 400;

export class ConfigWatch {
  readonly #file: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #digest: Promise<string>;

  constructor(file: string, onChange: () => void) {
    this.#file = file;
    this.#onChange = onChange;
    this.#digest = digestOf(file);
  }

  /** The directory has to be there. One that cannot be watched costs only the notice, until the next `settle`. */
  start(): void {
    if (this.#watcher || this.#stopped) return;
    const name = path.basename(this.#file);
    try {
      this.#watcher = watch(path.dirname(this.#file), (_event, changed) => {
        if (changed === null || changed === name) this.#soon();
      });
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      this.#watcher = null;
      return;
    }
    // It may have changed before anybody watched.
    this.#soon();
  }

  /** What stands in the file now is known: our own write is no news. */
  async settle(): Promise<void> {
    this.#digest = digestOf(this.#file);
    await this.#digest;
    this.start();
  }

  #soon(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), QUIET).unref();
  }

  async #look(): Promise<void> {
    const [before, now] = await Promise.all([this.#digest, digestOf(this.#file)]);
    this.#digest = Promise.resolve(now);
    if (before !== now && this.#watcher) this.#onChange();
  }

  #unwatch(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = null;
  }

  stop(): void {
    this.#stopped = true;
    this.#unwatch();
  }
}

/** Empty when there is no file, or none that can be read. */
async function digestOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    return '';
  }
}

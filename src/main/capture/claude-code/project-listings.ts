/**
 * What lies in a project's directory besides transcripts, remembered as long as the directory does not change: most
 * sessions have nothing there, and must not cost a question each.
 */
import { lstat } from 'node:fs/promises';
import type { FindOptions } from '../adapter.ts';
import { RecentKeys } from '../recent-keys.ts';
import { directoryEntries } from '../source-files.ts';

/** Project directories remembered. */
const REMEMBERED = 256;
/** A directory that changed more recently may change again without its time showing it. */
const SETTLED_MS = 2000;
/** A directory that was asked about less long ago is not asked again. */
const TRUSTED_MS = 100;

export interface ProjectListing {
  /** Names of the directories, which are sessions' own and others. */
  readonly directories: ReadonlySet<string>;
  /** Names of `agent-*.jsonl` files. */
  readonly agentFiles: readonly string[];
}

interface Remembered extends ProjectListing {
  /** Times and inode of the directory when it was read. */
  readonly stamp: string;
  /** When the stamp was last seen to hold, by `performance.now()`. */
  askedAt: number;
}

const NOTHING: ProjectListing = { directories: new Set(), agentFiles: [] };

export class ProjectListings {
  readonly #known = new RecentKeys<Remembered>(REMEMBERED);

  /** The same object as long as nothing changed. Links to directories are none. */
  async of(directory: string, options: FindOptions): Promise<ProjectListing> {
    const known = this.#known.get(directory);
    const now = performance.now();
    if (known && now - known.askedAt < TRUSTED_MS) return known;
    const stat = await lstat(directory).catch(() => null);
    if (!stat?.isDirectory()) return NOTHING;
    const stamp = `${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`;
    if (known?.stamp === stamp) {
      known.askedAt = now;
      return known;
    }
    const entries = await directoryEntries(directory, options);
    const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const agentFiles = entries.filter((entry) => entry.isFile() && /^agent-.+\.jsonl$/.test(entry.name));
    const listing: Remembered = {
      directories: new Set(directories),
      agentFiles: agentFiles.map(({ name }) => name),
      stamp,
      askedAt: now,
    };
    if (Date.now() - stat.mtimeMs > SETTLED_MS) this.#known.set(directory, listing);
    return listing;
  }
}

/**
 * Which files belong to a Claude Code session: an allow list of places and names. What it does not name is not
 * captured, whatever it is. Files are known by where they are, never by a `sessionId` in their lines, as
 * sub-agents carry their parent's. Only files from before 2.1, which lie beside their session, are told apart by
 * their leading line (early-subagents.ts).
 */
import type { Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleRole } from '../../../shared/transcript.ts';
import type { BundleFile, FindOptions, SourceFile } from '../adapter.ts';
import { directoryEntries, foundFile, foundFiles, isBundlePath, type NamedFile } from '../source-files.ts';
import { EarlySubagents } from './early-subagents.ts';
import { ProjectListings } from './project-listings.ts';

/** Files of one bundle, the main file not counted. More are left out, which `onUnreadable` hears of (E2BIG). */
export const MAX_SIDE_FILES = 20_000;
/** Directories below the session's own that are looked into, one in the other; Claude Code makes at most three. */
export const MAX_SIDE_DEPTH = 6;

interface Kind {
  readonly role: BundleRole;
  readonly growth: BundleFile['growth'];
}

interface Allowed extends Kind {
  readonly name: RegExp;
}

/** By directory below the session's own; its sub-directories are allowed the same. The first match counts. */
const ALLOWED: ReadonlyMap<string, readonly Allowed[]> = new Map([
  [
    'subagents',
    [
      { name: /^agent-.+\.jsonl$/, role: 'subagent', growth: 'lines' },
      { name: /^agent-.+\.meta\.json$/, role: 'subagent-meta', growth: 'whole' },
      // Of a workflow: `subagents/workflows/<run>/journal.jsonl`.
      { name: /^journal\.jsonl$/, role: 'other', growth: 'lines' },
    ],
  ],
  // Outputs too long for a line: text, JSON, pictures, pages of PDF files in a directory each.
  ['tool-results', [{ name: /^[^.]/, role: 'tool-result', growth: 'whole' }]],
  // `<run>.json` and `scripts/<name>.js`.
  ['workflows', [{ name: /^[^.].*\.(?:json|js)$/, role: 'other', growth: 'whole' }]],
]);

/** Finds the files of sessions; remembers what makes the next time cheap. */
export class Bundles {
  readonly #projects = new ProjectListings();
  readonly #early = new EarlySubagents();

  /** See `AgentAdapter.bundle`. Empty when the main file is not there any more. */
  async of(file: SourceFile, options: FindOptions = {}): Promise<readonly BundleFile[]> {
    const found = await foundFile(file.path, options);
    if (!found) return [];
    const { path: source, ...stat } = found;
    const main: BundleFile = { path: 'main.jsonl', role: 'main', source, ...stat, growth: 'lines' };
    const { agentSession } = file;
    const directory = dirname(file.path);
    const listing = await this.#projects.of(directory, options);
    const side = new SideFiles(join(directory, agentSession), options);
    if (listing.directories.has(agentSession)) await side.collect();
    const early = await this.#early.of(agentSession, directory, listing, options);
    return [main, ...[...side.files, ...early].sort((a, b) => (a.path < b.path ? -1 : 1))];
  }
}

/** The files below a session's own directory. */
class SideFiles {
  readonly files: BundleFile[] = [];
  readonly #root: string;
  readonly #options: FindOptions;

  constructor(root: string, options: FindOptions) {
    this.#root = root;
    this.#options = options;
  }

  async collect(): Promise<void> {
    for (const entry of await directoryEntries(this.#root, this.#options)) {
      const allowed = entry.isDirectory() ? ALLOWED.get(entry.name) : undefined;
      if (allowed) await this.#walk(entry.name, allowed, 1);
    }
  }

  /** `below`: `/`-separated path below the session's directory. */
  async #walk(below: string, allowed: readonly Allowed[], depth: number): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const directory = join(this.#root, below);
    const entries = await directoryEntries(directory, this.#options);
    const wanted = entries.flatMap((entry) => namedFile(entry, below, allowed));
    const room = MAX_SIDE_FILES - this.files.length;
    if (wanted.length > room) this.#tell(directory, 'too many files for one session');
    for await (const { path, known, ...stat } of foundFiles(directory, wanted.slice(0, room), this.#options))
      this.files.push({ path: known.path, role: known.role, source: path, ...stat, growth: known.growth });
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      if (depth < MAX_SIDE_DEPTH) await this.#walk(`${below}/${entry.name}`, allowed, depth + 1);
      else this.#tell(join(directory, entry.name), 'too many directories in one another');
    }
  }

  #tell(path: string, message: string): void {
    this.#options.onUnreadable?.(path, Object.assign(new Error(message), { code: 'E2BIG' }));
  }
}

function namedFile(
  entry: Dirent,
  below: string,
  allowed: readonly Allowed[],
): NamedFile<Kind & { readonly path: string }>[] {
  const kind = entry.isFile() ? allowed.find(({ name }) => name.test(entry.name)) : undefined;
  const path = `side/${below}/${entry.name}`;
  return kind && isBundlePath(path) ? [{ name: entry.name, known: { ...kind, path } }] : [];
}

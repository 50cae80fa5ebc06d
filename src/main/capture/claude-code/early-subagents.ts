/**
 * Transcripts of sub-agents from before 2.1: `<project>/agent-<id>.jsonl`, beside the session they belong to. Only
 * their lines say which that is: the `sessionId` of the first line that has one.
 */
import { join } from 'node:path';
import type { BundleFile, FindOptions } from '../adapter.ts';
import { readLines, type RawLine } from '../jsonl/read-lines.ts';
import { Projector, scalar } from '../jsonl/project.ts';
import { textOf } from '../jsonl/values.ts';
import { RecentKeys } from '../recent-keys.ts';
import { foundFile, isBundlePath, type FoundFile } from '../source-files.ts';
import type { ProjectListing } from './project-listings.ts';

/** Bytes of a file that are read for its session; leading lines with a long prompt may take some. */
const HEAD_BYTES = 256 * 1024;
/** Lines of them that are looked at. */
const HEAD_LINES = 8;
/** Files whose session is remembered. */
const REMEMBERED_FILES = 20_000;
/** A file without a session that was written more recently may still get one. */
const YOUNG_MS = 24 * 60 * 60 * 1000;

const HEAD = new Projector({ sessionId: scalar(512) });

/** Names of the agent files of one project directory, by session. */
type Families = ReadonlyMap<string, readonly string[]>;

const NO_FAMILIES: Families = new Map();

export class EarlySubagents {
  /** For as long as the listing is the same one. */
  readonly #families = new WeakMap<ProjectListing, Families>();
  /** Session of a file by its path and inode; lines at the top never change. */
  readonly #sessions = new RecentKeys<string>(REMEMBERED_FILES);

  /** Those of one session, as files of its bundle. `listing`: of `directory`, where the session lies. */
  async of(
    agentSession: string,
    directory: string,
    listing: ProjectListing,
    options: FindOptions,
  ): Promise<BundleFile[]> {
    const names = (await this.#familiesIn(directory, listing, options)).get(agentSession) ?? [];
    const files: BundleFile[] = [];
    for (const name of names) {
      const found = await foundFile(join(directory, name), options);
      if (!found) continue;
      const { path: source, ...stat } = found;
      files.push({ path: `side/${name}`, role: 'subagent', source, ...stat, growth: 'lines' });
    }
    return files;
  }

  async #familiesIn(directory: string, listing: ProjectListing, options: FindOptions): Promise<Families> {
    if (listing.agentFiles.length === 0) return NO_FAMILIES;
    const known = this.#families.get(listing);
    if (known) return known;
    const families = new Map<string, string[]>();
    let settled = true;
    for (const name of listing.agentFiles) {
      if (!isBundlePath(`side/${name}`)) continue;
      const found = await foundFile(join(directory, name), options);
      const session = found ? await this.#sessionOf(found, options) : '';
      if (session === '') settled &&= !found || Date.now() - found.mtimeMs > YOUNG_MS;
      else families.set(session, [...(families.get(session) ?? []), name]);
    }
    if (settled) this.#families.set(listing, families);
    return families;
  }

  /** Empty as long as no line says it. */
  async #sessionOf(file: FoundFile, options: FindOptions): Promise<string> {
    const { path, ino, size } = file;
    const known = this.#sessions.get(`${ino} ${path}`);
    if (known !== undefined) return known;
    let session = '';
    let lines = 0;
    const bytes = Math.min(size, HEAD_BYTES);
    const look = ({ bytes: buffer, start, end }: RawLine) => {
      if (session === '' && lines++ < HEAD_LINES)
        session = textOf(HEAD.read(buffer, start, end)?.['sessionId']);
    };
    await readLines(path, bytes, look, options.signal).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      options.onUnreadable?.(path, error as NodeJS.ErrnoException);
    });
    if (session !== '' || size >= HEAD_BYTES) this.#sessions.set(`${ino} ${path}`, session);
    return session;
  }
}

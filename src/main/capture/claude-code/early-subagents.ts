/**
 * Transcripts of sub-agents from before 2.1: `<project>/agent-<id>.jsonl`, beside the session they belong to. Only
 * their lines say which that is: the `sessionId` of the first line that has one.
 */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundleFile, FindOptions, SourceFile } from '../adapter.ts';
import { readLines, type RawLine } from '../jsonl/read-lines.ts';
import { Projector, scalar } from '../jsonl/project.ts';
import { textOf } from '../jsonl/values.ts';
import { RecentKeys } from '../recent-keys.ts';
import { directoryEntries, foundFile, isBundlePath, type FoundFile } from '../source-files.ts';

const NAME = /^agent-.+\.jsonl$/;
/** Bytes of a file that are read for its session; leading lines with a long prompt may take some. */
const HEAD_BYTES = 256 * 1024;
/** Lines of them that are looked at. */
const HEAD_LINES = 8;
/** Project directories and files remembered. */
const REMEMBERED_DIRECTORIES = 256;
const REMEMBERED_FILES = 20_000;
/** A directory that changed more recently may change again without its time showing it. */
const SETTLED_MS = 2000;
/** A file without a session that was written more recently may still get one. */
const YOUNG_MS = 24 * 60 * 60 * 1000;

const HEAD = new Projector({ sessionId: scalar(512) });

/** Names of the agent files of one project directory, by session. */
type Families = ReadonlyMap<string, readonly string[]>;

interface Listing {
  /** Times and inode of the directory when it was read. */
  readonly stamp: string;
  readonly families: Families;
}

/** Remembers what it read, so that a session asks one stat of its project's directory. */
export class EarlySubagents {
  readonly #listings = new RecentKeys<Listing>(REMEMBERED_DIRECTORIES);
  /** Session of a file by its path and inode; lines at the top never change. */
  readonly #sessions = new RecentKeys<string>(REMEMBERED_FILES);

  /** Those of one session, as files of its bundle. */
  async of(file: SourceFile, options: FindOptions): Promise<BundleFile[]> {
    const directory = dirname(file.path);
    const names = (await this.#familiesIn(directory, options)).get(file.agentSession) ?? [];
    const files: BundleFile[] = [];
    for (const name of names) {
      const found = await foundFile(join(directory, name), options);
      if (!found) continue;
      const { path: source, ...stat } = found;
      files.push({ path: `side/${name}`, role: 'subagent', source, ...stat, growth: 'lines' });
    }
    return files;
  }

  async #familiesIn(directory: string, options: FindOptions): Promise<Families> {
    const stat = await lstat(directory).catch(() => null);
    if (!stat) return new Map();
    const stamp = `${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`;
    const known = this.#listings.get(directory);
    if (known?.stamp === stamp) return known.families;
    const families = new Map<string, string[]>();
    let settled = Date.now() - stat.mtimeMs > SETTLED_MS;
    for (const entry of await directoryEntries(directory, options)) {
      if (!entry.isFile() || !NAME.test(entry.name) || !isBundlePath(`side/${entry.name}`)) continue;
      const found = await foundFile(join(directory, entry.name), options);
      const session = found ? await this.#sessionOf(found, options) : '';
      if (session === '') settled &&= !found || Date.now() - found.mtimeMs > YOUNG_MS;
      else families.set(session, [...(families.get(session) ?? []), entry.name]);
    }
    if (settled) this.#listings.set(directory, { stamp, families });
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

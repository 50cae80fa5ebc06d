/**
 * Finds a checkout by its remote, reading git's own files; git need not be installed. Which remote a session had is
 * told by few: Codex writes it down, Claude Code only names a pull request it made. Memories do not hold it, so for
 * a Claude Code session without one this way is not open.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { objectOf, textOf } from '../jsonl/values.ts';
import type { BundleSource } from './bundle-source.ts';
import { streamLines } from './line-stream.ts';

/** Bytes of git's files that are read. */
const LARGEST_FILE = 1024 * 1024;
/** Directories that are asked. */
const MOST_CANDIDATES = 2000;
/** Lines at the top of a Codex rollout among which `session_meta` is. */
const HEAD_LINES = 8;

/** `host/owner/name` in lower case, the same for every way to write it; `null` for paths and what is no address. */
export function normalizedRemote(url: string): string | null {
  const text = url.trim();
  const parts =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(text) ??
    /^(?:[^/@:]+@)([^/:]+):(?!\/\/)(.+)$/.exec(text);
  const [, host = '', path = ''] = parts ?? [];
  const name = path
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .replace(/^\/+/, '');
  const isAddress = host !== '' && name !== '' && !/^file:/i.test(text);
  return isAddress ? `${host}/${name}`.toLowerCase() : null;
}

/** A checkout among the known projects and their neighbours, the known ones first; `null` when there is none. */
export async function findCheckout(remote: string, known: readonly string[]): Promise<string | null> {
  const wanted = normalizedRemote(remote);
  if (wanted === null) return null;
  for (const directory of await candidates(known)) {
    const remotes = await remotesOf(directory);
    if (remotes.some((url) => normalizedRemote(url) === wanted)) return directory;
  }
  return null;
}

async function candidates(known: readonly string[]): Promise<readonly string[]> {
  const found = new Set(known);
  for (const parent of new Set(known.map((directory) => dirname(directory)))) {
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of names.toSorted()) found.add(join(parent, name));
    if (found.size > MOST_CANDIDATES) break;
  }
  return [...found].slice(0, MOST_CANDIDATES);
}

/** Addresses of the remotes of a checkout; none when the directory is no checkout. */
export async function remotesOf(directory: string): Promise<readonly string[]> {
  const git = join(directory, '.git');
  const stat = await lstat(git).catch(() => null);
  if (!stat) return [];
  const config = stat.isDirectory() ? git : await commonDirectory(directory, git);
  return config === null ? [] : remotesIn(await smallFile(join(config, 'config')));
}

/** Of a worktree or submodule, whose `.git` is a file that says where the rest is (gitrepository-layout(5)). */
async function commonDirectory(directory: string, file: string): Promise<string | null> {
  const [, told] = /^gitdir:\s*(.+)$/m.exec(await smallFile(file)) ?? [];
  if (told === undefined) return null;
  const own = resolve(directory, told.trim());
  const common = (await smallFile(join(own, 'commondir'))).trim();
  return common === '' ? own : resolve(own, common);
}

function remotesIn(config: string): readonly string[] {
  const urls: string[] = [];
  let inRemote = false;
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) inRemote = /^\s*\[\s*remote\s+"/i.test(line);
    const url = inRemote ? /^\s*url\s*=\s*"?([^"#;]+)/i.exec(line)?.[1] : undefined;
    if (url !== undefined) urls.push(url.trim());
  }
  return urls;
}

async function smallFile(path: string): Promise<string> {
  const stat = await lstat(path).catch(() => null);
  if (!stat?.isFile() || stat.size > LARGEST_FILE) return '';
  return readFile(path, 'utf8').catch(() => '');
}

/** The remote of the project as the session tells it; `null` when it does not. Reads the main file. */
export async function remoteOfSession(source: BundleSource): Promise<string | null> {
  const codex = source.transcript.agent === 'codex';
  let count = 0;
  for await (const { bytes } of streamLines(source.open('main.jsonl'))) {
    count += 1;
    if (codex && count > HEAD_LINES) return null;
    if (!bytes.includes(codex ? '"repository_url"' : '"pr-link"')) continue;
    const found = codex ? rolloutRemote(parsed(bytes)) : pullRequestRemote(parsed(bytes));
    if (found !== '') return found;
  }
  return null;
}

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return {};
  }
}

/** `session_meta`; before 0.32 the fields stood on the line itself. */
function rolloutRemote(line: Readonly<Record<string, unknown>>): string {
  const payload = line['payload'] === undefined ? line : objectOf(line['payload']);
  return textOf(objectOf(payload['git'])['repository_url']);
}

/** `{"type":"pr-link","prUrl":"https://HOST/OWNER/NAME/pull/1",…}` */
function pullRequestRemote(line: Readonly<Record<string, unknown>>): string {
  if (line['type'] !== 'pr-link') return '';
  return /^https:\/\/[^/]+\/[^/]+\/[^/]+(?=\/pull\/)/.exec(textOf(line['prUrl']))?.[0] ?? '';
}

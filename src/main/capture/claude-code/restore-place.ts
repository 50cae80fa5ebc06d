/**
 * Where Claude Code looks for the sessions of a project. The rule was read off the program itself, version 2.1.330
 * (restore-program.test.ts runs it); the same is told in public reports, e.g. github.com/anthropics/claude-code
 * issue 19742: every UTF-16 unit but ASCII letters and digits becomes `-`, and names of more than 200 units are cut
 * there and end in a hash of the whole path.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Projector, scalar } from '../jsonl/project.ts';
import { readLines } from '../jsonl/read-lines.ts';
import { textOf } from '../jsonl/values.ts';

const LONGEST_NAME = 200;

/** The name of the directory below `projects/` for sessions whose working directory this is. */
export function projectDirectoryName(cwd: string): string {
  const name = cwd.replaceAll(/[^a-zA-Z0-9]/g, '-');
  if (name.length <= LONGEST_NAME) return name;
  let hash = 0;
  for (let index = 0; index < cwd.length; index++) {
    hash = (Math.imul(hash, 31) + cwd.charCodeAt(index)) | 0;
  }
  return `${name.slice(0, LONGEST_NAME)}-${Math.abs(hash).toString(36)}`;
}

/** Transcripts of one directory that are asked whose they are. */
const ASKED = 8;
/** Bytes of each that are read; the first line with a `cwd` may hold a long prompt. */
const HEAD_BYTES = 256 * 1024;

const HEAD = new Projector({ cwd: scalar(16 * 1024) });

/**
 * The directory for sessions of `cwd`: the one the rule names, unless that one is not used for it and another is,
 * as older versions had other rules and hosts may name directories themselves.
 */
export async function projectDirectory(projects: string, cwd: string): Promise<string> {
  const byRule = join(projects, projectDirectoryName(cwd));
  if (await isUsedFor(byRule, cwd)) return byRule;
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of names.toSorted()) {
    const directory = join(projects, name);
    if (directory !== byRule && (await isUsedFor(directory, cwd))) return directory;
  }
  return byRule;
}

/** Whether sessions in it began in `cwd`; later lines tell where the agent went. */
async function isUsedFor(directory: string, cwd: string): Promise<boolean> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl') && !entry.name.startsWith('agent-'))
    .map((entry) => entry.name);
  for (const name of names.toSorted().slice(0, ASKED)) {
    if ((await firstDirectory(join(directory, name))) === cwd) return true;
  }
  return false;
}

async function firstDirectory(path: string): Promise<string> {
  let found = '';
  await readLines(path, HEAD_BYTES, ({ bytes, start, end }) => {
    if (found === '') found = textOf(HEAD.read(bytes, start, end)?.['cwd']);
  }).catch(() => undefined);
  return found;
}

/**
 * Which files a shell command certainly deleted. Only what needs no shell to understand counts: one plain `rm` or
 * `git rm` of literal paths. Everything else is left alone, since a wrong entry is worse than a missing one.
 */
import { posix } from 'node:path';

export interface RemovedPaths {
  readonly paths: readonly string[];
  /** `rm` fails on a missing file; with `-f` it does not, so success alone proves nothing. */
  readonly proven: boolean;
}

/** Words without any character that a shell would interpret. */
const PLAIN = /^[\w\s./@%+:,=-]+$/;

/** `null` when the command is not a plain removal of files. `cwd`: where it ran. */
export function removedPaths(command: string, cwd: string): RemovedPaths | null {
  const text = command.trim();
  if (!PLAIN.test(text) || text.includes('\n') || !posix.isAbsolute(cwd)) return null;
  const words = text.split(/\s+/);
  const git = words[0] === 'git' && words[1] === 'rm';
  if (!git && words[0] !== 'rm') return null;
  const paths: string[] = [];
  let forced = false;
  let options = true;
  for (const word of words.slice(git ? 2 : 1)) {
    if (options && word === '--') options = false;
    else if (options && word.startsWith('-')) {
      if (!/^-[fvq]+$/.test(word) && !['--force', '--verbose', '--quiet'].includes(word)) return null;
      forced ||= word === '--force' || (!word.startsWith('--') && word.includes('f'));
    } else paths.push(posix.resolve(cwd, word));
  }
  return paths.length === 0 ? null : { paths, proven: git || !forced };
}

/** Sessions that a person keeps on this device alone: `only-here.json` in the home directory, a list of ids. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isSafeName } from '../../shared/object-key.ts';
import { replaceWith, writeBeside } from './atomic-file.ts';

const FILE = 'only-here.json';

/**
 * A file that is not there is an empty list.
 * @throws STORE_UNREADABLE {path, reason}: a list that cannot be read must not let go what it holds back
 */
export function readOnlyHere(home: string): Set<string> {
  const file = path.join(home, FILE);
  try {
    const ids: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(ids)) throw new SyntaxError('is not a list');
    return new Set(ids.filter((id): id is string => typeof id === 'string' && isSafeName(id)));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'malformed';
    if (reason === 'ENOENT') return new Set();
    throw new AppError('STORE_UNREADABLE', { path: file, reason }, { cause: error });
  }
}

export async function writeOnlyHere(home: string, session: string, on: boolean): Promise<void> {
  const ids = readOnlyHere(home);
  if (on) ids.add(session);
  else ids.delete(session);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, FILE);
  await replaceWith(await writeBeside(file, `${JSON.stringify([...ids].sort(), null, 2)}\n`), file);
}

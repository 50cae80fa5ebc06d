/** What the app takes on its command line. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RECOVERY_KIT_EXTENSION } from '../../shared/recovery-kit.ts';

/** Start without a window: at login. */
export const HIDDEN_FLAG = '--hidden';

export function isHiddenStart(argv: readonly string[]): boolean {
  return argv.includes(HIDDEN_FLAG);
}

/**
 * The recovery kit that the app was opened with, as file managers do it.
 * @param directory what a relative path starts from
 * @returns its absolute path; `null`: none
 */
export function kitIn(argv: readonly string[], directory: string): string | null {
  const named = argv.findLast((argument) => argument.toLowerCase().endsWith(`.${RECOVERY_KIT_EXTENSION}`));
  if (named === undefined || named.startsWith('--')) return null;
  return named.startsWith('file:') ? fromUrl(named) : path.resolve(directory, named);
}

/** How Linux file managers name it, as the desktop entry asks with %U. */
function fromUrl(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

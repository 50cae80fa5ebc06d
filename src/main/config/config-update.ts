/** Rewrites `config.yml` on disk. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../../shared/errors.ts';
import { replaceWith, writeBeside } from './atomic-file.ts';
import { editConfigText, NEW_FILE_TEXT } from './config-edit.ts';
import type { ConfigChanges } from './config-edit.ts';
import { currentStamp, followLinks, readConfigText } from './config-source.ts';

/** Times a file that changes under our hands is read again before giving up. */
const MAX_ATTEMPTS = 20;

/**
 * Sets and removes keys of the `cloud:` block, and nothing else. The file is replaced whole, with mode 0600; a
 * symbolic link stays and its target is replaced; a missing file (and directory, 0700) is made. There is no
 * lock: when the file has changed since it was read, it is read and edited again. Between that last look and
 * the rename lies no waiting, but another program's write within those microseconds would be lost.
 * @throws AppError CONFIG_UNREADABLE, CONFIG_MALFORMED, CONFIG_INVALID (then nothing was written),
 *   CONFIG_UNWRITABLE {path, reason}, DISK_FULL
 */
export function updateConfig(file: string, changes: ConfigChanges): Promise<void> {
  return rewriteConfig(file, (text) => editConfigText(text, changes, file));
}

/**
 * The same with any edit: from the file's text to its new text. It may be asked several times.
 * @throws what `edit` throws (then nothing was written), CONFIG_UNREADABLE, CONFIG_UNWRITABLE, DISK_FULL
 */
export async function rewriteConfig(file: string, edit: (text: string) => string): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = await readConfigText(file);
    const text = before?.text ?? NEW_FILE_TEXT;
    const edited = edit(text);
    if (before && edited === text) return;
    const target = before?.target ?? (await targetOf(file));
    try {
      if (before === null) await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      const temporary = await writeBeside(target, edited, before ?? undefined);
      const unchanged = (): boolean => currentStamp(target) === (before?.stamp ?? null);
      if (await replaceWith(temporary, target, unchanged)) return;
    } catch (error) {
      throw unwritable(file, error);
    }
  }
  throw new AppError('CONFIG_UNWRITABLE', { path: file, reason: 'changing' });
}

async function targetOf(file: string): Promise<string> {
  return followLinks(file).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

function unwritable(file: string, error: unknown): AppError {
  const known = toAppError(error);
  if (known.code === 'DISK_FULL') return known;
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new AppError('CONFIG_UNWRITABLE', { path: file, reason }, { cause: error });
}

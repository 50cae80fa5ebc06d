/**
 * Small private files, replaced whole: a reader and a crash see the old text or the new one, never a mixture.
 */
import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Mode of every file that may hold a secret. */
export const PRIVATE_MODE = 0o600;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes `text` durably to a new file beside `file` and returns its path. The caller renames or links it into
 * place, or removes it.
 */
export async function writeBeside(file: string, text: string, owner?: Owner): Promise<string> {
  const name = `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`;
  const temporary = path.join(path.dirname(file), name);
  const handle = await open(temporary, 'wx', PRIVATE_MODE);
  try {
    await writeAndSync(handle, text, owner);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
}

async function writeAndSync(handle: FileHandle, text: string, owner: Owner | undefined): Promise<void> {
  try {
    await handle.writeFile(text, 'utf8');
    // Root (sudo) must not take a file away from the person it belongs to.
    if (owner && owner.uid !== process.getuid?.()) await handle.chown(owner.uid, owner.gid).catch(() => {});
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Puts `temporary` in the place of `file`. `unchanged` is asked in the same turn of the event loop, right
 * before the rename; when it answers no, nothing is renamed, the temporary file is removed, and false returned.
 */
export async function replaceWith(
  temporary: string,
  file: string,
  unchanged: () => boolean = () => true,
): Promise<boolean> {
  try {
    if (!unchanged()) {
      await rm(temporary, { force: true });
      return false;
    }
    renameSync(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(path.dirname(file));
  return true;
}

/** Makes a rename or link durable. Windows has no such call, and some file systems refuse it. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

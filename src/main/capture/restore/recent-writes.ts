/** Files that were written a moment ago belong to somebody who is at work. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The contract of `Liveness`: written within the last minute. */
const RECENT_MS = 60_000;

/**
 * How long ago a restored file says it was written: not now, as it would then look as if somebody was at work on
 * it, but fresh for every sweep.
 */
export const RESTORED_AGE_MS = RECENT_MS + 5_000;

/** Whether the file, or a file in one of the directories, was written within the last minute. */
export async function writtenRecently(
  file: string,
  directories: readonly string[],
  now: number = Date.now(),
): Promise<boolean> {
  if (await isRecent(file, now)) return true;
  for (const directory of directories) {
    for (const name of await readdir(directory).catch(() => [])) {
      if (await isRecent(join(directory, name), now)) return true;
    }
  }
  return false;
}

async function isRecent(path: string, now: number): Promise<boolean> {
  const stat = await lstat(path).catch(() => null);
  return stat?.isFile() === true && Math.abs(now - stat.mtimeMs) < RECENT_MS;
}

/** What can be known of another process without asking it. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When it started, in clock ticks since the machine did (proc(5), field 22 of `stat`); `null` off Linux. */
export async function processStart(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? null : (fields[19] ?? null);
}

/** A process of this user that has the file open; `null` when there is none, or when this cannot be known. */
export async function holderOf(path: string): Promise<number | null> {
  const entries = await readdir('/proc').catch(() => []);
  for (const name of entries) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) continue;
    const open = join('/proc', name, 'fd');
    for (const descriptor of await readdir(open).catch(() => [])) {
      if ((await readlink(join(open, descriptor)).catch(() => '')) === path) return pid;
    }
  }
  return null;
}

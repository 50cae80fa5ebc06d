/** What a program and all it started take, out of /proc (Linux; proc(5)). */
import { readdir, readFile } from 'node:fs/promises';

/** Fields of /proc/PID/stat after the name, which may hold blanks. */
async function statOf(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? null : { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** The process and everything below it. */
export async function treeOf(root) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = new Map(await Promise.all(pids.map(async (pid) => [pid, await statOf(pid)])));
  const isBelow = (pid) => {
    for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  return pids.filter(isBelow);
}

/** Clock ticks a second of /proc/PID/stat: USER_HZ, which Linux reports as 100 on all its platforms (time(7)). */
const TICKS = 100;

/** Seconds of processor time so far. */
export async function cpuSecondsOf(root) {
  const stats = await Promise.all((await treeOf(root)).map(statOf));
  return stats.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0) / TICKS;
}

/** MB of 10^6 bytes, pages that are shared counted by their share; `null` where it may not be read. */
export async function pssOf(root) {
  let sum = 0;
  for (const pid of await treeOf(root)) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch((error) => error.code);
    if (text === 'EACCES') return null;
    sum += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return sum / 1e6;
}

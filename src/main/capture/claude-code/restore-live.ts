/**
 * Whether somebody works on a Claude Code session on this machine. Each running Claude Code keeps
 * `sessions/<pid>.json` below its configuration directory: `{pid, sessionId, procStart, pidDomain, updatedAt, …}`
 * (version 2.1.330; not documented). A killed one leaves its file behind, so the process is looked for as well.
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, processStart } from '../restore/process-alive.ts';
import { idOf, objectOf, textOf } from '../jsonl/values.ts';

/** Bytes; the entries are far smaller. */
const LARGEST_ENTRY = 256 * 1024;
/** Entries of other pid namespaces cannot be checked; after this time they are taken for left behind. */
const FOREIGN_ENTRY_MS = 24 * 60 * 60 * 1000;

/** The process that says it has the session open; `null` when there is none. */
export async function runningWith(configDirectory: string, agentSession: string): Promise<number | null> {
  const directory = join(configDirectory, 'sessions');
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.endsWith('.json')) continue;
    const pid = await claimOf(join(directory, name), agentSession);
    if (pid !== null) return pid;
  }
  return null;
}

/** The process id of an entry that holds for this session now. */
async function claimOf(path: string, agentSession: string): Promise<number | null> {
  const entry = await readEntry(path);
  const pid = Number(idOf(entry['pid']));
  if (entry['sessionId'] !== agentSession || !Number.isSafeInteger(pid) || pid <= 0) return null;
  if (!(await isOurDomain(textOf(entry['pidDomain'])))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs < FOREIGN_ENTRY_MS ? pid : null;
  }
  if (!isRunning(pid)) return null;
  const [told, found] = [idOf(entry['procStart']), await processStart(pid)];
  const anotherProcess = /^\d+$/.test(told) && found !== null && told !== found;
  return anotherProcess ? null : pid;
}

async function readEntry(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_ENTRY ? {} : objectOf(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

/** `linux:<machine id>:<pid namespace>`; of other systems nothing is known, and their processes are looked for. */
async function isOurDomain(told: string): Promise<boolean> {
  const [, machine, space] = /^linux:([^:]*):(.*)$/.exec(told) ?? [];
  if (machine === undefined || process.platform !== 'linux') return true;
  const ourMachine = await readFile('/etc/machine-id', 'utf8').catch(() => machine);
  const ourSpace = await readlink('/proc/self/ns/pid').catch(() => space);
  return ourMachine.trim() === machine && ourSpace === space;
}

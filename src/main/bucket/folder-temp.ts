/**
 * Unfinished files: `.tmp-<host>-<pid>-<random>`, beside the file that they will become. A killed process
 * leaves its own behind. They are swept by listings: at once when their process, on this machine, is gone;
 * else after an hour.
 */
import crypto from 'node:crypto';
import { lstatSync, readlinkSync, unlinkSync } from 'node:fs';
import os from 'node:os';
import { TEMP_PREFIX } from './folder-place.ts';

const HOUR_MS = 3_600_000;

/** Names this machine, and in a container its process table, whose process ids mean nothing outside. */
const HOST = crypto.hash('sha256', `${os.hostname()} ${processTable()}`, 'hex').slice(0, 8);

/** Files that this very process is writing. */
const open = new Set<string>();

function processTable(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // not Linux
  }
}

/** A new name; `releaseTempName` it when the file is gone. */
export function claimTempName(): string {
  const name = `${TEMP_PREFIX}${HOST}-${process.pid}-${crypto.randomBytes(8).toString('hex')}`;
  open.add(name);
  return name;
}

export function releaseTempName(name: string): void {
  open.delete(name);
}

/** Removes the file when nobody is writing it any more. Never throws: sweeping is a favour. */
export function sweepTemp(file: string, name: string, now: number): void {
  try {
    const stat = lstatSync(file);
    if (stat.isFile() && (isOrphan(name) || now - stat.mtimeMs > HOUR_MS)) unlinkSync(file);
  } catch {
    // gone already, or not ours to remove
  }
}

function isOrphan(name: string): boolean {
  const [, host, pid] = /^\.tmp-([0-9a-f]{8})-(\d+)-/.exec(name) ?? [];
  if (host !== HOST || pid === undefined || open.has(name)) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * The install id tells two machines with one device id apart: a cloned disk, or a `~/.cc-sessions` copied to a
 * second computer. It is derived, not stored, so a copy cannot bring it along, and it outlives `sync.db`.
 *
 * Limits. It changes when the operating system is installed anew, when the home directory moves, and on Linux
 * when /etc/machine-id is made anew: the device then looks like a second one with the same id, and the person
 * is asked. It stays the same on clones that kept their machine id: virtual machines and containers started
 * from one image without `systemd-machine-id-setup` (or its like), at the same path. Those cannot be told apart
 * here; version vectors still keep both versions of what both edit.
 */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readMachineId } from './machine-id.ts';

/** Names what is hashed, so that the value cannot be mistaken for, or joined with, another use of a machine id. */
const LABEL = 'cc-sessions install id v1';

/**
 * 32 hex digits: SHA-256 of a label, the operating system's machine id and the real path of `home`. The machine
 * id itself is confidential (machine-id(5)) and cannot be had back from it.
 * @param machineId for tests; default: asks the operating system
 * @throws AppError INTERNAL when the operating system does not say which machine this is
 */
export async function computeInstallId(home: string, machineId?: string): Promise<string> {
  const machine = machineId ?? (await readMachineId());
  const place = await realpath(home).catch(() => path.resolve(home));
  return createHash('sha256').update([LABEL, machine, place].join('\0')).digest('hex').slice(0, 32);
}

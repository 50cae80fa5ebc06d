/** The operating system's own name for this machine; confidential, only ever used hashed. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';

const run = promisify(execFile);

/** Generous: the answer must not differ between a quiet and a busy machine. */
const COMMAND_TIMEOUT_MS = 30_000;

/**
 * Linux: /etc/machine-id (machine-id(5)), or D-Bus' copy of it. macOS: IOPlatformUUID. Windows: MachineGuid.
 * Where a system has none of these (some containers, BSDs), its host name.
 * @throws AppError INTERNAL when macOS or Windows do not answer, rather than an id that is another next time
 */
export async function readMachineId(platform: NodeJS.Platform = process.platform): Promise<string> {
  if (platform === 'darwin')
    return ask('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], parseIoreg);
  if (platform === 'win32') {
    const reg = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\reg.exe`;
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
    return ask(reg, ['query', key, '/v', 'MachineGuid', '/reg:64'], parseReg);
  }
  return (await readFirstId(['/etc/machine-id', '/var/lib/dbus/machine-id'])) ?? `host:${hostname()}`;
}

/** The first of these files that holds a machine id: 32 hex digits, not all zero. */
export async function readFirstId(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const id = (await readFile(file, 'utf8').catch(() => '')).trim().toLowerCase();
    if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
  }
  return null;
}

async function ask(
  command: string,
  args: readonly string[],
  parse: (output: string) => string | null,
): Promise<string> {
  let output: string;
  try {
    ({ stdout: output } = await run(command, args, { timeout: COMMAND_TIMEOUT_MS, windowsHide: true }));
  } catch (error) {
    throw new AppError('INTERNAL', { reason: 'the machine id could not be read' }, { cause: error });
  }
  const id = parse(output);
  if (id === null) throw new AppError('INTERNAL', { reason: 'the machine id could not be found' });
  return id;
}

const GUID = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

/** IOPlatformUUID out of `ioreg -rd1 -c IOPlatformExpertDevice`. */
export function parseIoreg(output: string): string | null {
  return new RegExp(`"IOPlatformUUID"\\s*=\\s*"(${GUID})"`).exec(output)?.[1]?.toLowerCase() ?? null;
}

/** MachineGuid out of `reg query …`. */
export function parseReg(output: string): string | null {
  return new RegExp(`MachineGuid\\s+REG_SZ\\s+(${GUID})`).exec(output)?.[1]?.toLowerCase() ?? null;
}

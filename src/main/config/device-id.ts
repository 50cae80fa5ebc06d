/**
 * The device id: the name of this device's corner of every bucket. It stands in `~/.cc-sessions/device-id`,
 * alone on the first line.
 *
 * The config's `device_id` wins over the file. A name from the config is written to the file only when there is
 * no file (or an empty one): an older id in it stays, so that going back to `auto` gives the device its former
 * corner back. The difference is reported as a warning, because sessions uploaded under the older id then count
 * as another device's.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, link, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isSafeName } from '../../shared/object-key.ts';
import type { Warning } from '../../shared/warnings.ts';
import { PRIVATE_MODE, replaceWith, syncDirectory, writeBeside } from './atomic-file.ts';
import { homeError } from './home.ts';

export interface DeviceIdentity {
  readonly id: string;
  /** Where the id came from; `created`: made just now. */
  readonly origin: 'config' | 'file' | 'created';
  readonly warnings: readonly Warning[];
}

export interface DeviceIdOptions {
  /** Path of the file; its directory must exist (`ensureHome`). */
  readonly file: string;
  /** `device_id` of the config: `auto` or a name. */
  readonly configured: string;
  /** Name of this machine; default: the operating system's. */
  readonly host?: string;
}

/**
 * The id of this device, created on the first call. Any number of processes may call this at once: all get the
 * same id.
 * @throws AppError DEVICE_ID_INVALID {path, reason} when the configured name or the file cannot be used (the
 *   file is never overwritten then), HOME_UNWRITABLE, DISK_FULL
 */
export async function loadDeviceId({ file, configured, host }: DeviceIdOptions): Promise<DeviceIdentity> {
  if (configured.toLowerCase() !== 'auto') return configuredId(file, configured);
  const stored = await readId(file);
  if (stored !== null) return { id: stored, origin: 'file', warnings: [] };
  const fresh = newDeviceId(host);
  const id = await storeFirst(file, fresh);
  return { id, origin: id === fresh ? 'created' : 'file', warnings: [] };
}

/**
 * Gives this device a new id, for instance after its disk was cloned. Where the config names an id, the caller
 * must also set `device_id: auto`.
 * @throws AppError HOME_UNWRITABLE, DISK_FULL
 */
export async function renewDeviceId({ file, host }: Omit<DeviceIdOptions, 'configured'>): Promise<string> {
  const id = newDeviceId(host);
  try {
    await replaceWith(await writeBeside(file, `${id}\n`), file);
  } catch (error) {
    throw homeError(error, file);
  }
  return id;
}

/** `<host>_<8 hex>`: up to 8 letters and digits of the machine's name, so that people recognise it in a bucket. */
export function newDeviceId(host: string = hostname()): string {
  const short = host
    .split('.')[0]
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 8);
  return `${short || 'device'}_${randomBytes(4).toString('hex')}`;
}

async function configuredId(file: string, configured: string): Promise<DeviceIdentity> {
  if (!isSafeName(configured)) throw new AppError('DEVICE_ID_INVALID', { reason: 'characters' });
  const stored = await readId(file).catch((error: unknown) => {
    // The config decides; a file that cannot be used is left for the day it is asked.
    if (error instanceof AppError && error.code === 'DEVICE_ID_INVALID') return configured;
    throw error;
  });
  const kept = stored ?? (await storeFirst(file, configured));
  if (kept === configured) return { id: configured, origin: 'config', warnings: [] };
  const data = { configured, stored: kept, path: file };
  return { id: configured, origin: 'config', warnings: [{ code: 'DEVICE_ID_DIFFERS', data }] };
}

/** A device id is at most 128 characters; a file much longer than a few of them is something else. */
const MAX_FILE_LENGTH = 4096;

/** The stored id; null when there is no file or nothing in it. */
async function readId(file: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('DEVICE_ID_INVALID', { path: file, reason }, { cause: error });
  }
  // Further lines can only come from processes that filled an empty file at once: the first one counts for all.
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const [first] = lines;
  if (first === undefined) return null;
  const junk = text.length > MAX_FILE_LENGTH || !lines.every(isSafeName) || first.toLowerCase() === 'auto';
  if (junk) throw new AppError('DEVICE_ID_INVALID', { path: file, reason: 'junk' });
  return first;
}

/** Stores `id` unless another process was first, and returns the id that then stands in the file. */
async function storeFirst(file: string, id: string): Promise<string> {
  try {
    const created = await createWhole(file, id);
    if (!created) await appendLine(file, id);
  } catch (error) {
    throw homeError(error, file);
  }
  return (await readId(file)) ?? id;
}

/** Links a complete file into place, so that no reader ever sees an empty one; false when the name is taken. */
async function createWhole(file: string, id: string): Promise<boolean> {
  const temporary = await writeBeside(file, `${id}\n`);
  try {
    await link(temporary, file);
    await syncDirectory(path.dirname(file));
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // EEXIST: another process was first, or an empty file is there. The others: no hard links here (exFAT, SMB).
    if (['EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(code)) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For an empty file: appends are never interleaved, and whoever comes first holds the first line. */
async function appendLine(file: string, id: string): Promise<void> {
  if ((await readId(file)) !== null) return;
  await appendFile(file, `${id}\n`, { mode: PRIVATE_MODE });
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

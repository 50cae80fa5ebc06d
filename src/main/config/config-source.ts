/** The config file as bytes on disk: found, read with limits, and told apart from a later version of itself. */
import { statSync } from 'node:fs';
import { readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** Far above any config of real use. */
export const MAX_CONFIG_BYTES = 1024 * 1024;

export interface ConfigText {
  /** The file itself, symbolic links followed; where a rewrite goes. */
  readonly target: string;
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Differs when the file has changed. */
  readonly stamp: string;
}

/**
 * Reads the file; null when there is none.
 * @throws AppError CONFIG_UNREADABLE {path, reason}, CONFIG_MALFORMED {path, reason: 'encoding'}
 */
export async function readConfigText(file: string): Promise<ConfigText | null> {
  try {
    const target = await followLinks(file);
    const stats = await stat(target, { bigint: true });
    if (stats.isDirectory()) throw unreadable(file, 'directory');
    if (!stats.isFile()) throw unreadable(file, 'not-a-file');
    if (stats.size > MAX_CONFIG_BYTES) throw unreadable(file, 'too-large');
    const text = decode(await readFile(target), file);
    const owner = { uid: Number(stats.uid), gid: Number(stats.gid) };
    return { target, text, mode: Number(stats.mode) & 0o777, ...owner, stamp: stampOf(stats) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    throw unreadable(file, code === 'EACCES' || code === 'EPERM' ? 'permission' : (code ?? 'unknown'), error);
  }
}

/** The stamp of the file right now; `null` when it is not there or cannot be looked at. */
export function currentStamp(target: string): string | null {
  try {
    return stampOf(statSync(target, { bigint: true }));
  } catch {
    return null;
  }
}

interface Stamped {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

function stampOf(stats: Stamped): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

/**
 * The file behind symbolic links, whether or not it exists yet: dotfile managers keep the config elsewhere and
 * link to it, and the link must survive a rewrite.
 * @throws ELOOP as Node's error when links go in a circle
 */
export async function followLinks(file: string): Promise<string> {
  let current = path.resolve(file);
  // 40 as Linux does (path_resolution(7)).
  for (let hops = 0; hops < 40; hops += 1) {
    const link = await readlink(current).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // EINVAL: no link. ENOENT: nothing there. UNKNOWN: Windows, for files that cannot be links.
      if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes(code)) return null;
      throw error;
    });
    if (link === null) return current;
    current = path.resolve(path.dirname(current), link);
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AppError(
      'CONFIG_MALFORMED',
      { path: file, line: 1, column: 1, reason: 'encoding' },
      { cause: error },
    );
  }
}

function unreadable(file: string, reason: string, cause?: unknown): AppError {
  return new AppError('CONFIG_UNREADABLE', { path: file, reason }, { cause });
}

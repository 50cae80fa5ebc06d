/**
 * Where things lie on this machine. Every path of the product comes from `resolveHome`; nothing else reads
 * these environment variables.
 */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { AppError, toAppError } from '../../shared/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Absolute paths. None of them need exist. */
export interface HomePaths {
  /** `$CC_SESSIONS_HOME`, else `~/.cc-sessions`. */
  readonly home: string;
  /** `$CC_SESSIONS_CONFIG`, else `config.yml` in `home`. */
  readonly configFile: string;
  readonly deviceIdFile: string;
  readonly indexDb: string;
  readonly syncDb: string;
  /** The embedded default bucket. */
  readonly bucketDir: string;
  /** `$CC_MEMORY_DEBUG` is `true`, `1`, `yes` or `on`: log each request, redacted. */
  readonly debug: boolean;
}

/** A path as a person writes it, made absolute: a leading `~` is the home directory of `env`. */
export function expandPath(written: string, base: string, env: Environment = process.env): string {
  const tilde = /^~(?=$|[/\\])/.test(written);
  return tilde ? path.join(userHome(env), written.slice(1)) : path.resolve(base, written);
}

function userHome(env: Environment): string {
  return env['HOME'] || env['USERPROFILE'] || homedir();
}

/** Paths for this environment. An empty variable counts as unset; `~` and relative paths are made absolute. */
export function resolveHome(env: Environment = process.env, cwd = process.cwd()): HomePaths {
  const home = expandPath(env['CC_SESSIONS_HOME']?.trim() || '~/.cc-sessions', cwd, env);
  const config = env['CC_SESSIONS_CONFIG']?.trim();
  return {
    home,
    configFile: config ? expandPath(config, cwd, env) : path.join(home, 'config.yml'),
    deviceIdFile: path.join(home, 'device-id'),
    indexDb: path.join(home, 'index.db'),
    syncDb: path.join(home, 'sync.db'),
    bucketDir: path.join(home, 'bucket'),
    debug: /^(true|1|yes|on)$/i.test(env['CC_MEMORY_DEBUG']?.trim() ?? ''),
  };
}

/**
 * Makes sure that the home directory is there and can be written to. A new one gets mode 0700; the mode of an
 * existing one is the person's business.
 * @throws AppError HOME_UNWRITABLE {path, reason}, DISK_FULL {path}
 */
export async function ensureHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw homeError(error, home);
  }
}

/** The AppError for a failed write below the home directory. */
export function homeError(error: unknown, file: string): AppError {
  const known = toAppError(error);
  if (known.code === 'DISK_FULL') return known;
  const reason = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  return new AppError('HOME_UNWRITABLE', { path: file, reason }, { cause: error });
}

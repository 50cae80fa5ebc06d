/** Parts of the application that need no bucket, for programs that use the public API. */
import { ensureHome, resolveHome } from '../config/home.ts';
import { readConfig } from '../config/config-file.ts';
import { SessionStore } from '../store/sessions.ts';
import type { LoadedSettings } from '../composed-app.ts';
import { AppError } from '../../shared/errors.ts';

export type { SessionStore };

/**
 * The settings of the config file, switched off or not. Secrets only when they stand in the file.
 * @throws CONFIG_MISSING {path, part}, CONFIG_UNREADABLE, CONFIG_MALFORMED, CONFIG_INVALID, KEY_MALFORMED, DEVICE_ID_INVALID
 */
export async function loadSettings(env: NodeJS.ProcessEnv): Promise<LoadedSettings> {
  const { home, configFile } = resolveHome(env);
  const read = await readConfig(configFile);
  if (read.status !== 'ready') {
    throw new AppError('CONFIG_MISSING', {
      path: configFile,
      part: read.status === 'missing' ? 'file' : 'cloud',
    });
  }
  return { cloud: read.cloud, home, configFile, warnings: read.warnings };
}

/**
 * `index.db` of the home directory of `env`.
 * @throws HOME_UNWRITABLE, STORE_UNREADABLE, DISK_FULL
 */
export async function openStore(env: NodeJS.ProcessEnv): Promise<SessionStore> {
  const { home, indexDb } = resolveHome(env);
  await ensureHome(home);
  return SessionStore.open(indexDb).store;
}

/** The home directory that `env` means, absolute. */
export function homeOf(env: NodeJS.ProcessEnv): string {
  return resolveHome(env).home;
}

import { loadSettings } from '../main/compose.ts';
import type { LoadedSettings } from '../main/composed-app.ts';
import { environmentOf, type PlaceOptions } from './environment.ts';

export type Config = LoadedSettings;

/**
 * Reads `config.yml`. `cloud` is its `cloud:` block in camelCase, defaults filled in. Secrets are in it only when
 * they stand in the file; CloudSync finds those of the environment and the keychain by itself.
 * @throws AppError CONFIG_MISSING, CONFIG_UNREADABLE, CONFIG_MALFORMED, CONFIG_INVALID, KEY_MALFORMED
 */
export function loadConfig(options: PlaceOptions = {}): Promise<Config> {
  return loadSettings(environmentOf(options));
}

/**
 * Things a person should know that stop nothing. Like errors they carry a stable code and facts; the words
 * stand in `messages.ts`.
 */
import type { ErrorData } from './errors.ts';

export const WARNING_CODES = [
  /** The config file holds a secret and others on this machine may read it: {path, mode}. */
  'CONFIG_WORLD_READABLE',
  /** A key in `cloud:` that nothing reads: {path, key, line, column, suggestion?}. */
  'CONFIG_KEY_UNKNOWN',
  /** A secret stands in the config file and could live in the keychain: {path, names}. */
  'SECRETS_IN_CONFIG',
  /** No keychain answered, so a secret was written to the config file: {name, path, reason}. */
  'KEYCHAIN_FALLBACK',
  /** The config names another device id than the file `device-id` holds: {configured, stored, path}. */
  'DEVICE_ID_DIFFERS',
  /** sync.db could not be used and was made anew: {path}. */
  'SYNC_STATE_REBUILT',
  /** index.db was damaged, moved aside, and a new one made: {path, setAside}. */
  'STORE_SET_ASIDE',
  /** Folders cannot be watched, so they are looked at every few seconds: {path, reason, explanation}. */
  'WATCH_POLLING',
] as const;

export type WarningCode = (typeof WARNING_CODES)[number];

/** `data` never holds a secret. */
export interface Warning {
  readonly code: WarningCode;
  readonly data: ErrorData;
}

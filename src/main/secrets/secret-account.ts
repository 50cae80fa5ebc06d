/** Names of keychain entries. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { CloudConfig } from '../../shared/settings.ts';

export type SecretKind = 'encryption-key' | 'secret-access-key';

/** What makes one vault another one. */
export type VaultPlace = Pick<CloudConfig, 'provider' | 'bucket' | 'endpoint' | 'prefix'>;

/**
 * The keychain account of a secret, e.g. `encryption-key:1f2e3d4c5b6a`. It carries which home directory and
 * which bucket it is for, so that two homes or two vaults on one machine never share a key. Ways to write the
 * same endpoint (case, a slash at the end, no `https://`) give the same account. When the home directory moves,
 * or the config names another bucket, the account is another one and the key must be imported again.
 */
export function secretAccount(kind: SecretKind, place: VaultPlace, home: string): string {
  const parts = [realHome(home), place.provider, place.bucket, plainEndpoint(place.endpoint), place.prefix];
  return `${kind}:${digestOf(parts)}`;
}

/** The keychain account of what a set-up under way in this home keeps secret. */
export function draftAccount(home: string): string {
  return `setup-draft:${digestOf([realHome(home)])}`;
}

function digestOf(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

function realHome(home: string): string {
  try {
    return realpathSync(home);
  } catch {
    return path.resolve(home);
  }
}

function plainEndpoint(endpoint: string | undefined): string {
  return (endpoint ?? '')
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/+$/, '');
}

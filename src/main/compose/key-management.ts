/** Showing and importing the vault key. */
import { inspectVault, openVault } from '../bucket/open-vault.ts';
import type { KeyInfo } from '../composed-app.ts';
import { keyFingerprint, keyToHex, parseKey } from '../crypto/keys.ts';
import { FACT } from '../engine/facts.ts';
import type { SyncState } from '../engine/ports.ts';
import { AppError } from '../../shared/errors.ts';
import type { BucketSession } from './bucket-session.ts';
import type { Machine } from './machine.ts';

const PLACES = { env: 'environment', config: 'config-file', keychain: 'keychain' } as const;

/** @throws KEY_MISSING, or KEYCHAIN_UNAVAILABLE when it may be in a keychain that does not answer */
export async function keyInfo(machine: Machine, state: SyncState): Promise<KeyInfo> {
  const { encryptionKey } = await machine.secrets();
  if (encryptionKey.value === null) throw encryptionKey.keychainError ?? new AppError('KEY_MISSING');
  return {
    fingerprint: keyFingerprint(parseKey(encryptionKey.value)),
    storedIn: PLACES[encryptionKey.from],
    vaultId: state.fact(FACT.vaultId),
  };
}

/** Keeps a key after it has opened the vault. @throws KEY_WRONG, PASSPHRASE_WRONG, KEY_MALFORMED; nothing is kept then */
export async function importKey(
  machine: Machine,
  session: BucketSession,
  given: { key: string } | { passphrase: string },
): Promise<void> {
  const { bucket, traffic } = await session.bucket();
  const { state } = await inspectVault(bucket);
  if (state === 'empty' && 'key' in given) {
    await machine.keepKey(keyToHex(parseKey(given.key)));
    return;
  }
  const answer = 'key' in given ? { key: parseKey(given.key) } : { passphrase: given.passphrase };
  const { key } = await openVault(bucket, { ...answer, mint: 'never', traffic });
  await machine.keepKey(keyToHex(key));
}

/**
 * The vault key and what is derived from it. Keys are `KeyObject`s: they cannot be logged, inspected or turned
 * into JSON by accident. Info strings and parameters: docs/format.md.
 */
import { createHash, createSecretKey, hkdfSync, type KeyObject, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import type { ObjectType } from '../../shared/object-key.ts';

/** 256 bits of key material. */
export type VaultKey = KeyObject;

export const KEY_BYTES = 32;

/** What a subkey is for; session objects are sealed with the vault key itself, as the document says. */
export type SubkeyPurpose = Exclude<ObjectType, 'session'> | 'vault-check';

/** A new random key. */
export function generateKey(): VaultKey {
  return createSecretKey(randomBytes(KEY_BYTES));
}

/**
 * Reads a key as the config file and people have it: 64 hex digits, in either case, white space around them.
 * @throws AppError KEY_MALFORMED {problem: 'length', length} or {problem: 'character', position from 1}; the
 * text itself is never part of the error
 */
export function parseKey(hex: string): VaultKey {
  const digits = hex.trim();
  const stray = digits.search(/[^0-9a-fA-F]/);
  if (stray >= 0) throw new AppError('KEY_MALFORMED', { problem: 'character', position: stray + 1 });
  if (digits.length !== KEY_BYTES * 2) {
    throw new AppError('KEY_MALFORMED', {
      problem: 'length',
      length: digits.length,
      expected: KEY_BYTES * 2,
    });
  }
  return createSecretKey(Buffer.from(digits, 'hex'));
}

/** 64 lower-case hex digits: for the keychain, the config file and the one time a key is shown. */
export function keyToHex(key: VaultKey): string {
  return key.export().toString('hex');
}

/** First 8 hex digits of SHA-256 of the key bytes: a name for people, no proof. */
export function keyFingerprint(key: VaultKey): string {
  return createHash('sha256').update(key.export()).digest('hex').slice(0, 8);
}

const subkeys = new WeakMap<VaultKey, Map<SubkeyPurpose, VaultKey>>();

/** HKDF-SHA-256 (RFC 5869) of the vault key, no salt, info `cc-sessions/v1/<purpose>`, 32 bytes. */
export function deriveSubkey(key: VaultKey, purpose: SubkeyPurpose): VaultKey {
  const known = subkeys.get(key) ?? new Map<SubkeyPurpose, VaultKey>();
  subkeys.set(key, known);
  const subkey =
    known.get(purpose) ??
    createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `cc-sessions/v1/${purpose}`, KEY_BYTES)));
  known.set(purpose, subkey);
  return subkey;
}

/**
 * PBKDF2-HMAC-SHA512 iterations. Least: OWASP Password Storage Cheat Sheet (220,000 for this function). Ours is
 * higher, as whoever can read the bucket may guess offline and a person waits for it once per device. Most: about
 * five seconds, so that a forged header cannot hang a device.
 */
export const KDF_ITERATIONS = { least: 220_000, ours: 600_000, most: 10_000_000 } as const;

export const KDF_NAME = 'pbkdf2-hmac-sha512';

/** Bytes of salt: RFC 8018 section 4.1 asks for at least 8, NIST SP 800-132 for 16. */
export const SALT_BYTES = { least: 16, ours: 16, most: 64 } as const;

export interface KdfParameters {
  readonly iterations: number;
  readonly salt: Uint8Array;
}

const pbkdf2Async = promisify(pbkdf2);

/**
 * The key that wraps the vault key. The passphrase is NFKC-normalised first, so that every keyboard and system
 * gives the same bytes. Runs on the thread pool.
 * @throws AppError VAULT_DAMAGED {field} for parameters outside the limits, before any work is done
 */
export async function deriveFromPassphrase(passphrase: string, kdf: KdfParameters): Promise<VaultKey> {
  const { iterations, salt } = kdf;
  const { least, most } = KDF_ITERATIONS;
  if (!Number.isSafeInteger(iterations) || iterations < least || iterations > most) {
    throw new AppError('VAULT_DAMAGED', { field: 'kdf.iterations', problem: `is not ${least} to ${most}` });
  }
  if (salt.length < SALT_BYTES.least || salt.length > SALT_BYTES.most) {
    throw new AppError('VAULT_DAMAGED', { field: 'kdf.salt', problem: 'has an impossible length' });
  }
  const bytes = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  return createSecretKey(await pbkdf2Async(bytes, salt, iterations, KEY_BYTES, 'sha512'));
}

/** Characters a passphrase needs at least; guessing is offline, so more than NIST SP 800-63B's 8. */
const LEAST_PASSPHRASE = 12;
/** Different characters it needs at least. */
const LEAST_DISTINCT = 6;

/**
 * Refuses the passphrases that any guesser tries first; no claim that the rest are strong.
 * @throws AppError PASSPHRASE_WEAK {problem: 'short' | 'repetitive' | 'sequence'}
 */
export function assessPassphrase(passphrase: string): void {
  const characters = Array.from(passphrase.normalize('NFKC').trim());
  const weak = (problem: string): AppError =>
    new AppError('PASSPHRASE_WEAK', { problem, least: LEAST_PASSPHRASE });
  if (characters.length < LEAST_PASSPHRASE) throw weak('short');
  if (new Set(characters).size < LEAST_DISTINCT) throw weak('repetitive');
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  // "abcdefghijkl", "987654321098": nearly every step is the same ±1
  if (steps.filter((step) => Math.abs(step) === 1).length > steps.length * 0.8) throw weak('sequence');
}

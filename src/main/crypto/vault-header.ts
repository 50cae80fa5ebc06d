/**
 * `vault.json`: the one object in the clear, with what a device needs to join. It holds no secret and is not
 * trusted: a key is right when `keyCheck` says so, not because the header names it. Format: docs/format.md.
 */
import { createHmac, createSecretKey, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { toIsoDate } from '../../shared/iso-date.ts';
import { isPlainObject, PROTOTYPE_KEYS } from '../../shared/plain-json.ts';
import { ENVELOPE_BYTES, open, seal } from './envelope.ts';
import {
  assessPassphrase,
  deriveFromPassphrase,
  deriveSubkey,
  KDF_ITERATIONS,
  KDF_NAME,
  KEY_BYTES,
  keyFingerprint,
  SALT_BYTES,
  type VaultKey,
} from './keys.ts';

export const VAULT_FORMAT = 'cc-sessions-vault';
export const VAULT_VERSION = 1;
/** A header has under 1 KiB; the rest is room for keys of later versions. */
export const MAX_HEADER_BYTES = 64 * 1024;

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const WRAPPED_KEY_BYTES = ENVELOPE_BYTES + KEY_BYTES;

const VAULT_ID = /^[A-Za-z0-9-]{8,64}$/;

/** Whether an object may name this as its vault. */
export function isVaultId(id: unknown): id is string {
  return typeof id === 'string' && VAULT_ID.test(id);
}

const headerSchema = z.looseObject({
  format: z.literal(VAULT_FORMAT),
  version: z.literal(VAULT_VERSION),
  /** Random; part of every object's binding. */
  vaultId: z.string().regex(VAULT_ID),
  /** ISO 8601. */
  createdAt: z.string().refine((value) => toIsoDate(value) !== null),
  /** A hint for people; see `keyFingerprint`. */
  keyFingerprint: hex(4),
  /** HMAC-SHA-256 of the vault id under the `vault-check` subkey: the real test of a key. */
  keyCheck: hex(32),
  /** Only with a passphrase. */
  kdf: z
    .looseObject({
      name: z.literal(KDF_NAME),
      iterations: z.int().min(KDF_ITERATIONS.least).max(KDF_ITERATIONS.most),
      salt: z.string().regex(new RegExp(`^(?:[0-9a-f]{2}){${SALT_BYTES.least},${SALT_BYTES.most}}$`)),
    })
    .optional(),
  /** The bytes of the vault key in an envelope under the key derived from the passphrase. */
  wrappedKey: hex(WRAPPED_KEY_BYTES).optional(),
});

/** Keys that a later version adds are kept when the header is written again. */
export type VaultHeader = z.output<typeof headerSchema>;

/**
 * Reads `vault.json`.
 * @throws AppError VAULT_UNSUPPORTED {version}, VAULT_DAMAGED {field}
 */
export function parseVaultHeader(bytes: Uint8Array): VaultHeader {
  const damaged = (field: string): AppError => new AppError('VAULT_DAMAGED', { field });
  if (bytes.length > MAX_HEADER_BYTES) throw damaged('size');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw damaged('json');
  }
  if (!isPlainObject(value) || value['format'] !== VAULT_FORMAT) throw damaged('format');
  const version = value['version'];
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) throw damaged('version');
  if (version !== VAULT_VERSION) throw new AppError('VAULT_UNSUPPORTED', { version });
  if (Object.keys(value).some((key) => PROTOTYPE_KEYS.has(key))) throw damaged('keys');
  const result = headerSchema.safeParse(value);
  if (!result.success) throw damaged(result.error.issues[0]?.path.map(String).join('.') ?? '');
  if ((result.data.kdf === undefined) !== (result.data.wrappedKey === undefined)) throw damaged('wrappedKey');
  return result.data;
}

/** The bytes of `vault.json`: indented, as people look into it. */
export function encodeVaultHeader(header: VaultHeader): Buffer {
  return Buffer.from(`${JSON.stringify(header, null, 2)}\n`, 'utf8');
}

export interface HeaderOptions {
  /** Wraps the key under it too. @see assessPassphrase, which has been asked before. */
  readonly passphrase?: string | undefined;
  /** For a vault whose objects name their id already. Default: a new one. */
  readonly vaultId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now?: number | undefined;
  readonly iterations?: number | undefined;
}

/** A header for a vault with this key. */
export async function createVaultHeader(key: VaultKey, options: HeaderOptions = {}): Promise<VaultHeader> {
  const vaultId = options.vaultId ?? randomUUID();
  const header: VaultHeader = {
    format: VAULT_FORMAT,
    version: VAULT_VERSION,
    vaultId,
    createdAt: new Date(options.now ?? Date.now()).toISOString(),
    keyFingerprint: keyFingerprint(key),
    keyCheck: keyCheck(key, vaultId).toString('hex'),
  };
  if (options.passphrase === undefined) return header;
  return { ...header, ...(await wrapKey(key, options.passphrase, options.iterations)) };
}

function keyCheck(key: VaultKey, vaultId: string): Buffer {
  return createHmac('sha256', deriveSubkey(key, 'vault-check')).update(vaultId, 'utf8').digest();
}

/** Whether this is the vault's key; takes the same time for every wrong one. */
export function isKeyOf(header: VaultHeader, key: VaultKey): boolean {
  return timingSafeEqual(keyCheck(key, header.vaultId), Buffer.from(header.keyCheck, 'hex'));
}

/** @throws AppError KEY_WRONG {expected, given}: both fingerprints */
export function verifyKey(header: VaultHeader, key: VaultKey): void {
  if (isKeyOf(header, key)) return;
  throw new AppError('KEY_WRONG', { expected: header.keyFingerprint, given: keyFingerprint(key) });
}

/** The parts of a header that let a passphrase open the vault. */
export async function wrapKey(
  key: VaultKey,
  passphrase: string,
  iterations: number = KDF_ITERATIONS.ours,
): Promise<Required<Pick<VaultHeader, 'kdf' | 'wrappedKey'>>> {
  const salt = randomBytes(SALT_BYTES.ours);
  const wrapping = await deriveFromPassphrase(passphrase, { iterations, salt });
  const wrappedKey = seal(wrapping, key.export());
  const kdf = { name: KDF_NAME, iterations, salt: salt.toString('hex') } as const;
  return { kdf, wrappedKey: wrappedKey.toString('hex') };
}

/**
 * The vault key out of the header, checked.
 * @throws AppError PASSPHRASE_UNUSED: this vault opens with its key only
 * @throws AppError PASSPHRASE_WRONG; VAULT_DAMAGED when what the passphrase opens is not this vault's key
 */
export async function unwrapKey(header: VaultHeader, passphrase: string): Promise<VaultKey> {
  const { kdf, wrappedKey } = header;
  if (!kdf || wrappedKey === undefined) {
    throw new AppError('PASSPHRASE_UNUSED', { fingerprint: header.keyFingerprint });
  }
  const wrapping = await deriveFromPassphrase(passphrase, {
    iterations: kdf.iterations,
    salt: Buffer.from(kdf.salt, 'hex'),
  });
  const key = openWrapped(wrapping, wrappedKey);
  if (!isKeyOf(header, key)) throw new AppError('VAULT_DAMAGED', { field: 'wrappedKey' });
  return key;
}

function openWrapped(wrapping: VaultKey, wrappedKey: string): VaultKey {
  try {
    return createSecretKey(open(wrapping, Buffer.from(wrappedKey, 'hex')));
  } catch (error) {
    throw new AppError('PASSPHRASE_WRONG', {}, { cause: error });
  }
}

/**
 * The header with another passphrase, or with its first one. Objects stay as they are. Whoever kept the old
 * header and knows the old passphrase still has the key: this is for a weak passphrase, not for a stolen one.
 * @throws AppError KEY_WRONG, PASSPHRASE_WEAK
 */
export async function changePassphrase(
  header: VaultHeader,
  key: VaultKey,
  passphrase: string,
  iterations?: number,
): Promise<VaultHeader> {
  verifyKey(header, key);
  assessPassphrase(passphrase);
  return { ...header, ...(await wrapKey(key, passphrase, iterations)) };
}

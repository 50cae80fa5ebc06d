/**
 * Opening a vault: which key, and whether the bucket may be written with it. The rules that keep a key from
 * orphaning data:
 * - a key is made only for an empty vault, and only when the caller allows it;
 * - a key that is given must prove itself before the first write: against the header, or where another client of
 *   the document left sessions without one, by opening one of them;
 * - a vault this device has joined may not turn into another one unnoticed.
 */
import { setTimeout } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { VAULT_HEADER_KEY } from '../../shared/object-key.ts';
import { assessPassphrase, generateKey, type VaultKey } from '../crypto/keys.ts';
import {
  changePassphrase,
  createVaultHeader,
  encodeVaultHeader,
  MAX_HEADER_BYTES,
  parseVaultHeader,
  unwrapKey,
  type VaultHeader,
  verifyKey,
} from '../crypto/vault-header.ts';
import type { Bucket, RequestOptions, TrafficMeter, Vault } from '../engine/ports.ts';
import { SealedVault } from './sealed.ts';
import { hasVaultObjects, proveKey } from './vault-proof.ts';

/** What stands in a bucket: nothing of ours, a vault, or the sessions of a client that writes no `vault.json`. */
export type VaultInspection =
  | { readonly state: 'empty' }
  | { readonly state: 'headerless' }
  | { readonly state: 'vault'; readonly header: VaultHeader };

export interface OpenVaultOptions extends RequestOptions {
  readonly key?: VaultKey | undefined;
  /** Opens a vault that has one; wraps the key of a vault that is made. `key` goes first when both are given. */
  readonly passphrase?: string | undefined;
  /** `allowed` only on an explicit act or the very first run. */
  readonly mint: 'allowed' | 'never';
  /**
   * Called with a key that was just made, before `vault.json` is written, to save it: else a crash between the two
   * would leave a vault without a key. If it throws, nothing is written. If another device makes the vault at the
   * same moment, KEY_WRONG follows, and the saved key is to be forgotten.
   */
  readonly onMinted?: ((key: VaultKey) => Promise<void>) | undefined;
  /** The id of the vault this device has joined before. */
  readonly expectedVaultId?: string | undefined;
  /**
   * Writes a lost `vault.json` again, for the expected id and with the given key: an explicit act, after
   * VAULT_CHANGED {found: null}.
   */
  readonly restoreHeader?: boolean | undefined;
  readonly traffic?: TrafficMeter | undefined;
  /** Waits before a new header is read back. Default: a timer. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Milliseconds since 1970. Default: now. */
  readonly now?: number | undefined;
  /** PBKDF2 iterations of a vault that is made. Default: `KDF_ITERATIONS.ours`. */
  readonly iterations?: number | undefined;
}

export interface OpenedVault {
  readonly vault: Vault;
  /** The verified key, to be kept. */
  readonly key: VaultKey;
  /** Set when the key was made just now: it must be shown, once. */
  readonly mintedKey?: VaultKey;
  readonly header: VaultHeader;
  /** `joined`: the header was there. `created`: for an empty bucket. `adopted`: for a headerless one. */
  readonly how: 'joined' | 'created' | 'adopted';
}

/**
 * Two devices that meet an empty bucket at once both write a header. On a provider that ignores create-only the
 * later one stands; after this time, longer than any request in flight takes, both read the same.
 */
const SETTLE_MS = 2000;

/** The header, or `null` when there is none. @throws AppError VAULT_DAMAGED, VAULT_UNSUPPORTED; bucket errors */
export async function readVaultHeader(
  bucket: Bucket,
  options: RequestOptions = {},
): Promise<VaultHeader | null> {
  try {
    const limits = { signal: options.signal, maxBytes: MAX_HEADER_BYTES };
    return parseVaultHeader((await bucket.get(VAULT_HEADER_KEY, limits)).body);
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return null;
    if (error instanceof AppError && error.code === 'OBJECT_TOO_LARGE') {
      throw new AppError('VAULT_DAMAGED', { field: 'size' }, { cause: error });
    }
    throw error;
  }
}

/** Looks without writing. @throws AppError VAULT_DAMAGED, VAULT_UNSUPPORTED; bucket errors */
export async function inspectVault(bucket: Bucket, options: RequestOptions = {}): Promise<VaultInspection> {
  const header = await readVaultHeader(bucket, options);
  if (header) return { state: 'vault', header };
  return { state: (await hasVaultObjects(bucket, options)) ? 'headerless' : 'empty' };
}

/**
 * Opens the vault in `bucket`, making one where the rules above allow it. Costs one request when there is one.
 * @throws AppError KEY_MISSING {fingerprint, passphrase: whether a passphrase would do}
 * @throws AppError KEY_WRONG {expected, given}, PASSPHRASE_WRONG, PASSPHRASE_UNUSED, PASSPHRASE_WEAK
 * @throws AppError VAULT_CHANGED {expected, found: id or null}, VAULT_DAMAGED, VAULT_UNSUPPORTED; bucket errors
 */
export async function openVault(bucket: Bucket, options: OpenVaultOptions): Promise<OpenedVault> {
  const { expectedVaultId: expected } = options;
  const found = await inspectVault(bucket, options);
  const foundId = found.state === 'vault' ? found.header.vaultId : null;
  if (expected !== undefined && foundId !== expected) {
    if (foundId !== null || !options.restoreHeader)
      throw new AppError('VAULT_CHANGED', { expected, found: foundId });
    return restore(bucket, expected, found.state, options);
  }
  if (found.state === 'vault') return join(bucket, found.header, options);
  return found.state === 'empty' ? create(bucket, options) : adopt(bucket, options);
}

async function join(bucket: Bucket, header: VaultHeader, options: OpenVaultOptions): Promise<OpenedVault> {
  const { key, passphrase } = options;
  if (key) {
    verifyKey(header, key);
    return opened(bucket, header, key, 'joined', options);
  }
  if (passphrase === undefined) {
    const { keyFingerprint: fingerprint, kdf } = header;
    throw new AppError('KEY_MISSING', { fingerprint, passphrase: kdf !== undefined });
  }
  return opened(bucket, header, await unwrapKey(header, passphrase), 'joined', options);
}

async function create(bucket: Bucket, options: OpenVaultOptions): Promise<OpenedVault> {
  if (!options.key && options.mint !== 'allowed') {
    throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  }
  if (options.passphrase !== undefined) assessPassphrase(options.passphrase);
  const key = options.key ?? generateKey();
  const header = await createVaultHeader(key, options);
  if (!options.key) await options.onMinted?.(key);
  const standing = await establish(bucket, header, options);
  if (standing.vaultId !== header.vaultId) return joinWinner(bucket, standing, key, options);
  const result = opened(bucket, standing, key, 'created', options);
  return options.key ? result : { ...result, mintedKey: key };
}

/** Another device made the vault meanwhile. Its key stands; ours serves only if it is the same. */
function joinWinner(
  bucket: Bucket,
  header: VaultHeader,
  ours: VaultKey,
  options: OpenVaultOptions,
): Promise<OpenedVault> {
  const byPassphrase = !options.key && options.passphrase !== undefined;
  return join(bucket, header, byPassphrase ? options : { ...options, key: ours });
}

async function adopt(bucket: Bucket, options: OpenVaultOptions): Promise<OpenedVault> {
  const { key, passphrase } = options;
  if (!key && passphrase !== undefined) throw new AppError('PASSPHRASE_UNUSED', { fingerprint: null });
  if (!key) throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  if (passphrase !== undefined) assessPassphrase(passphrase);
  const { vaultId } = await proveKey(bucket, key, options);
  const header = await createVaultHeader(key, { ...options, vaultId: vaultId ?? undefined });
  const standing = await establish(bucket, header, options);
  verifyKey(standing, key);
  return opened(bucket, standing, key, 'adopted', options);
}

async function restore(
  bucket: Bucket,
  vaultId: string,
  state: VaultInspection['state'],
  options: OpenVaultOptions,
): Promise<OpenedVault> {
  const { key } = options;
  if (!key) throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  const proven = state === 'headerless' ? (await proveKey(bucket, key, options)).vaultId : null;
  if (proven !== null && proven !== vaultId) {
    throw new AppError('VAULT_CHANGED', { expected: vaultId, found: proven });
  }
  if (options.passphrase !== undefined) assessPassphrase(options.passphrase);
  const standing = await establish(bucket, await createVaultHeader(key, { ...options, vaultId }), options);
  if (standing.vaultId !== vaultId) {
    throw new AppError('VAULT_CHANGED', { expected: vaultId, found: standing.vaultId });
  }
  verifyKey(standing, key);
  return opened(bucket, standing, key, state === 'empty' ? 'created' : 'adopted', options);
}

/** Writes `header` unless there is one, and returns the one that stands: of another device, if that was first. */
async function establish(
  bucket: Bucket,
  header: VaultHeader,
  options: OpenVaultOptions,
): Promise<VaultHeader> {
  const { signal, wait = defaultWait } = options;
  // deriving a key from a passphrase took a while
  const earlier = await readVaultHeader(bucket, { signal });
  if (earlier) return earlier;
  try {
    await bucket.put(VAULT_HEADER_KEY, encodeVaultHeader(header), { signal, createOnly: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'OBJECT_EXISTS') throw error;
  }
  await wait(SETTLE_MS);
  const standing = await readVaultHeader(bucket, { signal });
  if (!standing) throw new AppError('VAULT_CHANGED', { expected: header.vaultId, found: null });
  return standing;
}

function defaultWait(milliseconds: number): Promise<void> {
  return setTimeout(milliseconds);
}

function opened(
  bucket: Bucket,
  header: VaultHeader,
  key: VaultKey,
  how: OpenedVault['how'],
  options: OpenVaultOptions,
): OpenedVault {
  const vault = new SealedVault({ bucket, key, vaultId: header.vaultId, traffic: options.traffic });
  return { vault, key, header, how };
}

/**
 * Gives the vault a new passphrase, or its first one; no object is touched.
 * @throws AppError VAULT_DAMAGED {field} when there is no vault; KEY_WRONG, PASSPHRASE_WEAK; bucket errors
 */
export async function changeVaultPassphrase(
  bucket: Bucket,
  key: VaultKey,
  passphrase: string,
  options: RequestOptions & { readonly iterations?: number | undefined } = {},
): Promise<VaultHeader> {
  const header = await readVaultHeader(bucket, options);
  if (!header) throw new AppError('VAULT_DAMAGED', { field: VAULT_HEADER_KEY });
  const changed = await changePassphrase(header, key, passphrase, options.iterations);
  await bucket.put(VAULT_HEADER_KEY, encodeVaultHeader(changed), { signal: options.signal });
  return changed;
}

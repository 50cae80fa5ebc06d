/**
 * Where secrets come from and go to. Looked for in this order, the first one found counts:
 *
 * 1. the environment: `CC_SESSIONS_ENCRYPTION_KEY` (64 hex digits), `CC_SESSIONS_SECRET_ACCESS_KEY`,
 *    `CC_SESSIONS_ACCESS_KEY_ID`, `CC_SESSIONS_PASSPHRASE`; an empty variable counts as unset;
 * 2. the config file (`encryption_key`, `secret_access_key`, `access_key_id`);
 * 3. the keychain (encryption key and secret access key).
 *
 * A passphrase is only ever taken from the environment or asked for; it is never stored.
 */
import { AppError } from '../../shared/errors.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { Warning } from '../../shared/warnings.ts';
import type { SecretStore } from './keychain.ts';
import { secretAccount } from './secret-account.ts';
import type { SecretKind } from './secret-account.ts';

export const SECRET_VARIABLES = {
  encryptionKey: 'CC_SESSIONS_ENCRYPTION_KEY',
  secretAccessKey: 'CC_SESSIONS_SECRET_ACCESS_KEY',
  accessKeyId: 'CC_SESSIONS_ACCESS_KEY_ID',
  passphrase: 'CC_SESSIONS_PASSPHRASE',
} as const;

export type SecretOrigin = 'env' | 'config' | 'keychain';

/**
 * A secret and where it was found. When it was not found, `keychainError` says whether that is certain: null
 * when every place was asked; an error when the keychain could not be asked, so that the secret may be there.
 */
export type SecretLookup =
  | { readonly value: string; readonly from: SecretOrigin }
  | { readonly value: null; readonly from: null; readonly keychainError: AppError | null };

export interface ResolvedSecrets {
  /** 64 lower-case hex digits. */
  readonly encryptionKey: SecretLookup;
  readonly accessKeyId: SecretLookup;
  readonly secretAccessKey: SecretLookup;
  readonly passphrase: SecretLookup;
}

export interface SecretPlaces {
  readonly cloud: CloudConfig;
  /** `resolveHome().home` */
  readonly home: string;
  readonly store: SecretStore;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks up every secret. The keychain is asked only for what the environment and the config do not have, and
 * never for a bucket that is a folder's access key.
 * @throws AppError KEY_MALFORMED {source, variable?, length} when the encryption key that counts is not 64 hex digits
 */
export async function resolveSecrets(
  { cloud, home, store }: SecretPlaces,
  env: Environment = process.env,
): Promise<ResolvedSecrets> {
  const fromKeychain = (kind: SecretKind) => lookUp(store, secretAccount(kind, cloud, home));
  const needsAccess = cloud.provider !== 'folder';
  const encryptionKey = given(env, 'encryptionKey', cloud) ?? (await fromKeychain('encryption-key'));
  const secretAccessKey =
    given(env, 'secretAccessKey', cloud) ?? (needsAccess ? await fromKeychain('secret-access-key') : ABSENT);
  return {
    encryptionKey: checkedKey(encryptionKey),
    accessKeyId: given(env, 'accessKeyId', cloud) ?? ABSENT,
    secretAccessKey,
    passphrase: given(env, 'passphrase', {}) ?? ABSENT,
  };
}

/**
 * The value, or the error that tells why there is none: KEYCHAIN_UNAVAILABLE when it may be in a keychain that
 * does not answer, else `code`.
 */
export function requireSecret(lookup: SecretLookup, code: 'KEY_MISSING' | 'CREDENTIALS_MISSING'): string {
  if (lookup.value !== null) return lookup.value;
  throw lookup.keychainError ?? new AppError(code);
}

const ABSENT: SecretLookup = { value: null, from: null, keychainError: null };

type SecretName = keyof typeof SECRET_VARIABLES;

function given(
  env: Environment,
  name: SecretName,
  config: { readonly [K in SecretName]?: string | undefined },
): SecretLookup | null {
  const variable = env[SECRET_VARIABLES[name]];
  // A passphrase is taken to the letter; of the others blanks are never a part.
  const value = name === 'passphrase' ? variable : variable?.trim();
  if (value) return { value, from: 'env' };
  const written = config[name]?.trim();
  return written ? { value: written, from: 'config' } : null;
}

async function lookUp(store: SecretStore, account: string): Promise<SecretLookup> {
  try {
    const value = await store.get(account);
    return value === null ? ABSENT : { value, from: 'keychain' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { value: null, from: null, keychainError: error };
  }
}

function checkedKey(lookup: SecretLookup): SecretLookup {
  if (lookup.value === null) return lookup;
  if (/^[0-9a-f]{64}$/i.test(lookup.value)) return { ...lookup, value: lookup.value.toLowerCase() };
  const variable = lookup.from === 'env' ? SECRET_VARIABLES.encryptionKey : undefined;
  throw new AppError('KEY_MALFORMED', { source: lookup.from, variable, length: lookup.value.length });
}

// --- storing ------------------------------------------------------------------------------------------------------

/** Secrets that can be kept, by their name in CloudConfig. */
export type StoredSecret = 'encryptionKey' | 'secretAccessKey';

const KINDS: Readonly<Record<StoredSecret, SecretKind>> = {
  encryptionKey: 'encryption-key',
  secretAccessKey: 'secret-access-key',
};

const YAML_NAMES: Readonly<Record<StoredSecret, string>> = {
  encryptionKey: 'encryption_key',
  secretAccessKey: 'secret_access_key',
};

/** Sets (or with undefined removes) secrets in the config file: `updateConfig` with its path filled in. */
export type SaveToConfig = (changes: { readonly [K in StoredSecret]?: string | undefined }) => Promise<void>;

export interface StorePlaces extends SecretPlaces {
  readonly saveToConfig: SaveToConfig;
  /** Named in the notice. */
  readonly configFile: string;
  /** What the person chose; without a choice the keychain if it works. */
  readonly keepIn?: 'keychain' | 'config' | undefined;
}

export interface StoreResult {
  readonly where: 'keychain' | 'config';
  /** Must be shown: the keychain did not work, so the secret stands in the config file. */
  readonly notice: Warning | null;
}

/**
 * Keeps a secret in the keychain when a write there comes back, else in the config file (mode 0600) with a
 * notice. An older value in the config file would win over the keychain, so it is removed.
 * @throws KEYCHAIN_UNAVAILABLE when the keychain was chosen and does not work; what `saveToConfig` throws (the
 *   secret is then in neither place, or in the keychain only)
 */
export async function storeSecret(
  name: StoredSecret,
  value: string,
  places: StorePlaces,
): Promise<StoreResult> {
  const { cloud, home, store, saveToConfig, configFile, keepIn } = places;
  if (keepIn === 'config') {
    await saveToConfig({ [name]: value });
    return { where: 'config', notice: null };
  }
  try {
    await store.set(secretAccount(KINDS[name], cloud, home), value);
  } catch (error) {
    const noKeychain = error instanceof AppError && error.code === 'KEYCHAIN_UNAVAILABLE';
    if (!noKeychain || keepIn === 'keychain') throw error;
    await saveToConfig({ [name]: value });
    const data = { name: YAML_NAMES[name], path: configFile, reason: error.data['reason'] };
    return { where: 'config', notice: { code: 'KEYCHAIN_FALLBACK', data } };
  }
  if (cloud[name] !== undefined) await saveToConfig({ [name]: undefined });
  return { where: 'keychain', notice: null };
}

/** `storeSecret` for the vault key; `key` is 64 hex digits. */
export function storeEncryptionKey(key: string, places: StorePlaces): Promise<StoreResult> {
  return storeSecret('encryptionKey', key, places);
}

/** Secrets that stand in the config file and could move to the keychain. Empty: nothing to do. */
export function planSecretsMove(cloud: CloudConfig): StoredSecret[] {
  return (Object.keys(KINDS) as StoredSecret[]).filter((name) => cloud[name] !== undefined);
}

/**
 * Moves secrets from the config file to the keychain. Each is removed from the file only after all have been
 * written to the keychain and read back.
 * @returns what was moved
 * @throws AppError KEYCHAIN_UNAVAILABLE (the config file is then unchanged), and what `saveToConfig` throws
 */
export async function moveSecretsToKeychain(places: StorePlaces): Promise<StoredSecret[]> {
  const { cloud, home, store, saveToConfig } = places;
  const names = planSecretsMove(cloud);
  for (const name of names) await store.set(secretAccount(KINDS[name], cloud, home), cloud[name] ?? '');
  if (names.length > 0) await saveToConfig(Object.fromEntries(names.map((name) => [name, undefined])));
  return names;
}

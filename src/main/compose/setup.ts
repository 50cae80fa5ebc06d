/**
 * Carries out the guided set-up: tests the connection, makes or joins the vault, and only then writes settings.
 * A wrong answer anywhere leaves the machine as it was; for a new vault the key is kept before the vault is made.
 */
import { inspectVault, openVault, type OpenedVault } from '../bucket/open-vault.ts';
import { loadDeviceId } from '../config/device-id.ts';
import { updateConfig } from '../config/config-update.ts';
import { ensureHome } from '../config/home.ts';
import type { AppOptions, SetupRequest, SetupResult } from '../composed-app.ts';
import { generateKey, keyFingerprint, keyToHex, parseKey, type VaultKey } from '../crypto/keys.ts';
import { FACT } from '../engine/facts.ts';
import { SyncStateDb } from '../store/sync-state.ts';
import { storeSecret } from '../secrets/secret-source.ts';
import { AppError } from '../../shared/errors.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import { diagnose } from './diagnosis.ts';
import { Machine } from './machine.ts';
import { openBucket, type OpenedBucket } from './open-bucket.ts';

/** @throws what the failed step of the connection test says; KEY_*, PASSPHRASE_*, VAULT_*, CONFIG_* */
export async function setup(request: SetupRequest, options: AppOptions): Promise<SetupResult> {
  const machine = new Machine(options);
  await ensureHome(machine.paths.home);
  const cloud: CloudConfig = { ...(await machine.settings()), ...request.cloud, enabled: true };
  const opened = await connect(machine, cloud, request);
  try {
    const { status } = await machine.config();
    const vault = await makeOrJoin(machine, cloud, request, opened);
    const { configFile } = machine.paths;
    await updateConfig(configFile, settingsToWrite(request, cloud));
    const secretsIn = await keepSecrets(machine, cloud, request, vault.key);
    forgetOtherVault(machine, vault.vault.id);
    const device = await loadDeviceId({ file: machine.paths.deviceIdFile, configured: cloud.deviceId });
    return {
      place: opened.bucket.label,
      deviceId: device.id,
      vault: vault.how === 'created' ? 'created' : 'joined',
      keyFingerprint: keyFingerprint(vault.key),
      secretsIn,
      configFile,
      firstTime: status !== 'ready',
    };
  } finally {
    await opened.bucket.close();
  }
}

async function connect(machine: Machine, cloud: CloudConfig, request: SetupRequest): Promise<OpenedBucket> {
  const { home, debug } = machine.paths;
  const secrets = await machine.secrets();
  const opened = openBucket(cloud, {
    secretAccessKey: request.secretAccessKey ?? secrets.secretAccessKey.value,
    accessKeyId: request.cloud.accessKeyId ?? secrets.accessKeyId.value,
    home,
    env: machine.env,
    debug,
    createFolder: request.vault !== 'existing',
  });
  const { cause } = await diagnose(opened, request.onStep);
  if (!cause) return opened;
  await opened.bucket.close();
  throw new AppError(cause.code, cause.data);
}

async function makeOrJoin(
  machine: Machine,
  cloud: CloudConfig,
  request: SetupRequest,
  opened: OpenedBucket,
): Promise<OpenedVault> {
  const { bucket, traffic, wait } = opened;
  const { state } = await inspectVault(bucket);
  if (state === 'empty' && request.vault === 'existing')
    throw new AppError('VAULT_MISSING', { place: bucket.label });
  const given = await givenKey(machine, request);
  if (state !== 'empty') return openVault(bucket, { ...given, mint: 'never', traffic, wait });
  const key = given.key ?? generateKey();
  const savedIn = await keepSecrets(machine, cloud, request, key);
  const made = await openVault(bucket, { ...given, key, mint: 'never', traffic, wait });
  if (!given.key) machine.announceKey({ hex: keyToHex(key), savedIn });
  return made;
}

/** What was answered, else what the environment or the config holds already. */
async function givenKey(
  machine: Machine,
  { key }: SetupRequest,
): Promise<{ key?: VaultKey; passphrase?: string }> {
  if (key && 'hex' in key) {
    const { passphrase } = key;
    return { key: parseKey(key.hex), ...(passphrase === undefined ? {} : { passphrase }) };
  }
  if (key && 'passphrase' in key) return { passphrase: key.passphrase };
  if (key && 'mint' in key) return {};
  const { encryptionKey, passphrase } = await machine.secrets();
  if (encryptionKey.value !== null) return { key: parseKey(encryptionKey.value) };
  return passphrase.value === null ? {} : { passphrase: passphrase.value };
}

async function keepSecrets(
  machine: Machine,
  cloud: CloudConfig,
  request: SetupRequest,
  key: VaultKey,
): Promise<'keychain' | 'config-file'> {
  const { home, configFile } = machine.paths;
  const places = {
    cloud,
    home,
    store: machine.keychain,
    configFile,
    saveToConfig: (changes: Parameters<typeof updateConfig>[1]) => updateConfig(configFile, changes),
    keepIn: request.keepSecretsIn === 'config-file' ? ('config' as const) : request.keepSecretsIn,
  };
  const kept = await storeSecret('encryptionKey', keyToHex(key), places);
  if (kept.notice) machine.notify(kept.notice);
  const secret = request.secretAccessKey ?? (request.keepSecretsIn ? cloud.secretAccessKey : undefined);
  if (secret !== undefined) await storeSecret('secretAccessKey', secret, places);
  return kept.where === 'keychain' ? 'keychain' : 'config-file';
}

/** Only what was answered: settings made by hand stay as they are. */
function settingsToWrite(request: SetupRequest, cloud: CloudConfig): Partial<CloudConfig> {
  const { secretAccessKey: _secret, encryptionKey: _key, ...answered } = request.cloud;
  return { ...answered, enabled: cloud.enabled };
}

/** What sync.db knows of another vault says nothing about this one. */
function forgetOtherVault(machine: Machine, vaultId: string): void {
  const { state } = SyncStateDb.open(machine.paths.syncDb);
  try {
    const known = state.fact(FACT.vaultId);
    if (known !== null && known !== vaultId) state.reset();
    state.commit({ facts: { [FACT.vaultId]: vaultId } });
  } finally {
    state.close();
  }
}

import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { CLOUD_DEFAULTS } from '../../shared/settings.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import { readConfig } from '../config/config-file.ts';
import { updateConfig } from '../config/config-update.ts';
import { openKeychain } from './keychain.ts';
import { secretAccount } from './secret-account.ts';
import {
  moveSecretsToKeychain,
  planSecretsMove,
  requireSecret,
  resolveSecrets,
  storeEncryptionKey,
  storeSecret,
} from './secret-source.ts';
import type { StorePlaces } from './secret-source.ts';
import { requireTestKeyring, runUnder } from './testing/keyring.ts';

beforeAll(requireTestKeyring);

const KEY = '0123456789abcdef'.repeat(4);
const OTHER = 'fedcba9876543210'.repeat(4);
const store = openKeychain();
/** As on a server: every call fails. */
const noKeychain = openKeychain({ load: () => Promise.reject(new Error('libsecret-1.so.0 is missing')) });

let directory: string;
let home: string;
let configFile: string;
let count = 0;
const used: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-secrets-'));
});
beforeEach(async () => {
  home = path.join(directory, `${(count += 1)}`);
  configFile = path.join(home, 'config.yml');
  await mkdir(home);
});
afterAll(async () => {
  for (const account of used) await store.delete(account);
  await rm(directory, { recursive: true, force: true });
});

const S3: CloudConfig = { ...CLOUD_DEFAULTS, enabled: true, provider: 's3', bucket: 'b' };

/** Writes the settings to the config file and gives the places as compose does. */
async function places(cloud: CloudConfig = S3, keychain = store): Promise<StorePlaces> {
  await updateConfig(configFile, cloud);
  for (const kind of ['encryption-key', 'secret-access-key'] as const) {
    used.push(secretAccount(kind, cloud, home));
  }
  const saveToConfig = (changes: Parameters<StorePlaces['saveToConfig']>[0]) =>
    updateConfig(configFile, changes);
  return { cloud, home, store: keychain, configFile, saveToConfig };
}

async function cloudNow(): Promise<CloudConfig> {
  const read = await readConfig(configFile);
  if (read.status !== 'ready') throw new Error(read.status);
  return read.cloud;
}

describe('the account of a secret', () => {
  it('is the same for every way to write one place, and through links', async () => {
    const account = secretAccount('encryption-key', { ...S3, endpoint: 'https://S3.example.com/' }, home);
    expect(account).toMatch(/^encryption-key:[0-9a-f]{12}$/);
    expect(secretAccount('encryption-key', { ...S3, endpoint: 's3.example.com' }, home)).toBe(account);
    await symlink(home, `${home}-link`);
    expect(secretAccount('encryption-key', { ...S3, endpoint: 's3.example.com' }, `${home}-link`)).toBe(
      account,
    );
  });

  it('differs by kind, home, provider, bucket, endpoint and prefix', () => {
    const accounts = [
      secretAccount('encryption-key', S3, home),
      secretAccount('secret-access-key', S3, home),
      secretAccount('encryption-key', S3, `${home}-not-there`),
      secretAccount('encryption-key', { ...S3, provider: 'b2' }, home),
      secretAccount('encryption-key', { ...S3, bucket: 'c' }, home),
      secretAccount('encryption-key', { ...S3, endpoint: 'http://x' }, home),
      secretAccount('encryption-key', { ...S3, prefix: 'p/' }, home),
    ];
    expect(new Set(accounts).size).toBe(accounts.length);
  });
});

describe('looking up', () => {
  it('takes the environment before the config before the keychain', async () => {
    const empty = await places();
    await store.set(secretAccount('encryption-key', S3, home), KEY);
    const inKeychain = await resolveSecrets(empty, {});
    expect(inKeychain.encryptionKey).toEqual({ value: KEY, from: 'keychain' });
    const cloud = { ...S3, encryptionKey: OTHER, accessKeyId: 'id', secretAccessKey: 's' };
    const inConfig = await resolveSecrets({ ...empty, cloud }, { CC_SESSIONS_ENCRYPTION_KEY: ' ' });
    expect(inConfig).toEqual({
      encryptionKey: { value: OTHER, from: 'config' },
      accessKeyId: { value: 'id', from: 'config' },
      secretAccessKey: { value: 's', from: 'config' },
      passphrase: { value: null, from: null, keychainError: null },
    });
    const env = {
      CC_SESSIONS_ENCRYPTION_KEY: `${KEY.toUpperCase()}\n`,
      CC_SESSIONS_SECRET_ACCESS_KEY: 'env-secret',
      CC_SESSIONS_ACCESS_KEY_ID: 'env-id',
      CC_SESSIONS_PASSPHRASE: ' with blanks ',
    };
    const inEnvironment = await resolveSecrets({ ...empty, cloud }, env);
    expect(Object.values(inEnvironment).map(({ value, from }) => [value, from])).toEqual([
      [KEY, 'env'],
      ['env-id', 'env'],
      ['env-secret', 'env'],
      [' with blanks ', 'env'],
    ]);
  });

  it('tells “surely not there” from “the keychain did not say”', async () => {
    const { encryptionKey: absent } = await resolveSecrets(await places(), {});
    expect(absent).toEqual({ value: null, from: null, keychainError: null });
    expect(() => requireSecret(absent, 'KEY_MISSING')).toThrow(
      expect.objectContaining({ code: 'KEY_MISSING' }),
    );
    const { encryptionKey: unknown } = await resolveSecrets(await places(S3, noKeychain), {});
    expect(() => requireSecret(unknown, 'KEY_MISSING')).toThrow(
      expect.objectContaining({ code: 'KEYCHAIN_UNAVAILABLE' }),
    );
  });

  it('does not ask the keychain for what it does not need', async () => {
    const folder: CloudConfig = { ...S3, provider: 'folder', bucket: '/x', encryptionKey: KEY };
    const secrets = await resolveSecrets(await places(folder, noKeychain), {});
    expect(secrets.secretAccessKey).toEqual({ value: null, from: null, keychainError: null });
  });

  it('refuses a key that is none, without showing it', async () => {
    const error: unknown = await resolveSecrets(await places(), {
      CC_SESSIONS_ENCRYPTION_KEY: 'hunter2',
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'KEY_MALFORMED',
      data: { source: 'env', variable: 'CC_SESSIONS_ENCRYPTION_KEY', length: 7 },
    });
    expect((error as AppError).message).not.toContain('hunter2');
  });
});

describe('storing', () => {
  it('uses the keychain when it works, and clears an older value from the config', async () => {
    const before = await places({ ...S3, encryptionKey: OTHER });
    expect(await storeEncryptionKey(KEY, before)).toEqual({ where: 'keychain', notice: null });
    expect((await cloudNow()).encryptionKey).toBeUndefined();
    const after = { ...before, cloud: await cloudNow() };
    expect((await resolveSecrets(after, {})).encryptionKey).toEqual({ value: KEY, from: 'keychain' });
  });

  it('falls back to a private config file and says so', async () => {
    const result = await storeSecret('secretAccessKey', 's3cr3t', await places(S3, noKeychain));
    expect(result).toEqual({
      where: 'config',
      notice: {
        code: 'KEYCHAIN_FALLBACK',
        data: { name: 'secret_access_key', path: configFile, reason: 'not-installed' },
      },
    });
    expect((await cloudNow()).secretAccessKey).toBe('s3cr3t');
    expect((await stat(configFile)).mode & 0o777).toBe(0o600);
  });

  it('does as it was told', async () => {
    const config = { ...(await places()), keepIn: 'config' } as const;
    expect(await storeEncryptionKey(KEY, config)).toEqual({ where: 'config', notice: null });
    const keychain = { ...(await places(S3, noKeychain)), keepIn: 'keychain' } as const;
    await expect(storeEncryptionKey(OTHER, keychain)).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect((await cloudNow()).encryptionKey).toBe(KEY);
  });

  it.runIf(process.platform === 'linux')('falls back on a machine without a session bus', async () => {
    const module = (file: string) => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, file)).href);
    const script = `
      const { openKeychain } = await import(${module('keychain.ts')});
      const { storeEncryptionKey } = await import(${module('secret-source.ts')});
      const { updateConfig } = await import(${module('../config/config-update.ts')});
      const configFile = ${JSON.stringify(configFile)};
      const cloud = ${JSON.stringify(S3)};
      const saveToConfig = (changes) => updateConfig(configFile, changes);
      const places = { cloud, home: ${JSON.stringify(home)}, store: openKeychain(), configFile, saveToConfig };
      console.log(JSON.stringify(await storeEncryptionKey(${JSON.stringify(KEY)}, places)));`;
    const [line] = await runUnder('no-bus', script);
    expect(JSON.parse(line ?? '')).toMatchObject({ where: 'config', notice: { data: { reason: 'no-bus' } } });
    expect(await readFile(configFile, 'utf8')).toContain(`encryption_key: "${KEY}"`);
  });
});

describe('moving secrets out of the config file', () => {
  const withSecrets: CloudConfig = { ...S3, encryptionKey: KEY, secretAccessKey: 's3cr3t' };

  it('removes them from the file once the keychain has them', async () => {
    const before = await places(withSecrets);
    expect(planSecretsMove(withSecrets)).toEqual(['encryptionKey', 'secretAccessKey']);
    expect(await moveSecretsToKeychain(before)).toEqual(['encryptionKey', 'secretAccessKey']);
    const text = await readFile(configFile, 'utf8');
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('s3cr3t');
    const cloud = await cloudNow();
    const secrets = await resolveSecrets({ ...before, cloud }, {});
    expect([secrets.encryptionKey.value, secrets.secretAccessKey.value]).toEqual([KEY, 's3cr3t']);
    expect(await moveSecretsToKeychain({ ...before, cloud })).toEqual([]);
  });

  it('changes nothing when the keychain does not work', async () => {
    const before = await places(withSecrets, noKeychain);
    const text = await readFile(configFile, 'utf8');
    await expect(moveSecretsToKeychain(before)).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(await readFile(configFile, 'utf8')).toBe(text);
  });

  it('finds the first run’s line at top level too', async () => {
    await writeFile(
      configFile,
      `encryptionKey: "${KEY}"\ncloud:\n  enabled: true\n  provider: s3\n  bucket: b\n`,
    );
    const cloud = await cloudNow();
    const saveToConfig = (changes: Parameters<StorePlaces['saveToConfig']>[0]) =>
      updateConfig(configFile, changes);
    used.push(secretAccount('encryption-key', cloud, home));
    await moveSecretsToKeychain({ cloud, home, store, configFile, saveToConfig });
    expect(await readFile(configFile, 'utf8')).toBe('cloud:\n  enabled: true\n  provider: s3\n  bucket: b\n');
  });
});

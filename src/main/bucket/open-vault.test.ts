import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { parseMemory } from '../../shared/session.ts';
import { seal } from '../crypto/envelope.ts';
import { generateKey, KDF_ITERATIONS, keyFingerprint, keyToHex, type VaultKey } from '../crypto/keys.ts';
import {
  createVaultHeader,
  encodeVaultHeader,
  parseVaultHeader,
  type VaultHeader,
} from '../crypto/vault-header.ts';
import type { Bucket } from '../engine/ports.ts';
import { MemoryBucket } from './memory.ts';
import { changeVaultPassphrase, inspectVault, openVault, type OpenVaultOptions } from './open-vault.ts';
import { WatchedBucket } from './testing/watched-bucket.ts';

const passphrase = 'correct horse battery';
const iterations = KDF_ITERATIONS.least;
const memory = parseMemory({
  id: 'mem_1',
  startedAt: '2026-01-02T03:04:05Z',
  endedAt: '2026-01-02T03:04:05Z',
});
const wait = (): Promise<void> => Promise.resolve();
const never = { mint: 'never', wait, iterations } as const;
const allowed = { mint: 'allowed', wait, iterations } as const;

let bucket: WatchedBucket;
beforeEach(() => {
  bucket = new WatchedBucket();
});

async function standing(): Promise<VaultHeader> {
  return parseVaultHeader((await bucket.get('vault.json')).body);
}

async function refused(options: OpenVaultOptions): Promise<AppError> {
  const before = [...bucket.writes];
  const error: unknown = await openVault(bucket, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(bucket.writes, 'nothing may be written').toEqual(before);
  if (!(error instanceof AppError)) throw new Error(`was not refused: ${String(error)}`);
  return error;
}

/** A session as the document's client leaves it. */
function theirs(key: VaultKey, session = 'mem_1', device = 'theirs'): Promise<unknown> {
  const body = seal(key, Buffer.from(JSON.stringify({ ...memory, id: session })));
  const metadata = { 'x-key-fingerprint': keyFingerprint(key) };
  return bucket.put(`sessions/${device}/${session}.enc`, body, { metadata });
}

describe('an empty bucket', () => {
  it('gets a vault with a key that is made, when that is allowed', async () => {
    const opened = await openVault(bucket, allowed);
    expect(opened.how).toBe('created');
    expect(opened.mintedKey?.equals(opened.key)).toBe(true);
    expect(await standing()).toMatchObject({
      vaultId: opened.vault.id,
      keyFingerprint: keyFingerprint(opened.key),
    });
    const again = await openVault(bucket, { ...never, key: opened.key, expectedVaultId: opened.vault.id });
    expect(again).toMatchObject({ how: 'joined', vault: { id: opened.vault.id } });
    expect(again.mintedKey).toBeUndefined();
  });

  it('stays empty when no key may be made', async () => {
    expect(await refused(never)).toMatchObject({ code: 'KEY_MISSING', data: { fingerprint: null } });
    expect(await inspectVault(bucket)).toEqual({ state: 'empty' });
  });

  it('gets a vault with the key that is given, made or not', async () => {
    const key = generateKey();
    const opened = await openVault(bucket, { ...never, key });
    expect(opened.key.equals(key)).toBe(true);
    expect(opened.mintedKey).toBeUndefined();
  });

  it('gets a vault that opens with a passphrase', async () => {
    const first = await openVault(bucket, { ...allowed, passphrase });
    const second = await openVault(bucket, { ...never, passphrase: 'ｃorrect horse battery' });
    expect(second.key.equals(first.mintedKey ?? generateKey())).toBe(true);
    expect(await refused({ ...never, passphrase: 'wrong horse battery' })).toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(await refused(never)).toMatchObject({ code: 'KEY_MISSING', data: { passphrase: true } });
  });

  it('gets none with a weak passphrase', async () => {
    expect(await refused({ ...allowed, passphrase: 'password' })).toMatchObject({ code: 'PASSPHRASE_WEAK' });
  });

  it('is empty whatever else lies in it', async () => {
    for (const key of ['readme.txt', 'sessions.zip', 'photos/a.jpg']) await bucket.put(key, Buffer.from('x'));
    expect(await inspectVault(bucket)).toEqual({ state: 'empty' });
  });

  it('has the new key saved before anything is written, and is left alone if that fails', async () => {
    const saved: VaultKey[] = [];
    const opened = await openVault(bucket, {
      ...allowed,
      onMinted: (key) => {
        expect(bucket.writes).toEqual([]);
        saved.push(key);
        return Promise.resolve();
      },
    });
    expect(saved.map(keyToHex)).toEqual([keyToHex(opened.key)]);
    bucket = new WatchedBucket();
    const onMinted = (): Promise<void> => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE'));
    expect(await refused({ ...allowed, onMinted })).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
  });
});

describe('a vault', () => {
  let key: VaultKey;
  beforeEach(async () => {
    key = (await openVault(bucket, allowed)).key;
    bucket.writes = [];
  });

  it('refuses another key, naming both, and takes no key for one', async () => {
    const other = generateKey();
    const data = { expected: keyFingerprint(key), given: keyFingerprint(other) };
    expect(await refused({ ...never, key: other })).toMatchObject({ code: 'KEY_WRONG', data });
    expect(await refused({ ...allowed, key: other })).toMatchObject({ code: 'KEY_WRONG', data });
    for (const options of [never, allowed]) {
      expect(await refused(options)).toMatchObject({
        code: 'KEY_MISSING',
        data: { fingerprint: data.expected },
      });
    }
    expect(await refused({ ...never, passphrase })).toMatchObject({ code: 'PASSPHRASE_UNUSED' });
  });

  it('is joined with one request and no write', async () => {
    const requests: string[] = [];
    const counted: Bucket = {
      label: 'counted',
      list: (prefix) => (requests.push(`list ${prefix}`), bucket.list(prefix)),
      get: (place) => (requests.push(`get ${place}`), bucket.get(place)),
      put: () => Promise.reject(new Error('written')),
      delete: () => Promise.reject(new Error('deleted')),
      close: () => Promise.resolve(),
    };
    await openVault(counted, { ...never, key });
    expect(requests).toEqual(['get vault.json']);
  });

  it('may not turn into another one', async () => {
    const expectedVaultId = (await standing()).vaultId;
    const other = await createVaultHeader(key);
    await bucket.put('vault.json', encodeVaultHeader(other));
    const error = await refused({ ...allowed, key, expectedVaultId });
    expect(error).toMatchObject({
      code: 'VAULT_CHANGED',
      data: { expected: expectedVaultId, found: other.vaultId },
    });
    expect(await refused({ ...never, key, expectedVaultId, restoreHeader: true })).toMatchObject({
      code: 'VAULT_CHANGED',
    });
  });

  it('that vanished is not made anew, not even where a key may be made', async () => {
    const expectedVaultId = (await standing()).vaultId;
    await bucket.delete('vault.json');
    const changed = { code: 'VAULT_CHANGED', data: { expected: expectedVaultId, found: null } };
    for (const options of [allowed, { ...allowed, key }, { ...never, key }]) {
      expect(await refused({ ...options, expectedVaultId })).toMatchObject(changed);
    }
  });

  it('that lost only its header is restored on request, with the same id and key', async () => {
    const { vault } = await openVault(bucket, { ...never, key });
    await vault.writeSession('laptop', memory, { laptop: 1 });
    await bucket.delete('vault.json');
    const expectedVaultId = vault.id;
    const wrong = { ...never, key: generateKey(), expectedVaultId, restoreHeader: true };
    expect(await refused(wrong)).toMatchObject({ code: 'KEY_WRONG' });
    expect(await refused({ ...wrong, key: undefined })).toMatchObject({ code: 'KEY_MISSING' });
    const restored = await openVault(bucket, { ...never, key, expectedVaultId, restoreHeader: true });
    expect(await restored.vault.readSession('laptop', 'mem_1')).toMatchObject({ memory });
    expect((await standing()).vaultId).toBe(vault.id);
  });

  it('of another version or damaged is never written over', async () => {
    const header = await standing();
    const cases: [unknown, string][] = [
      [{ ...header, version: 2 }, 'VAULT_UNSUPPORTED'],
      [{ ...header, keyCheck: '' }, 'VAULT_DAMAGED'],
      ['', 'VAULT_DAMAGED'],
      ['x'.repeat(100_000), 'VAULT_DAMAGED'],
    ];
    for (const [content, code] of cases) {
      await bucket.put(
        'vault.json',
        Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
      );
      expect(await refused({ ...allowed, key })).toMatchObject({ code });
    }
  });

  it('passes on what the bucket says', async () => {
    const get = (): Promise<never> => Promise.reject(new AppError('ACCESS_DENIED'));
    const denied: Bucket = Object.assign(new MemoryBucket(), { get });
    await expect(openVault(denied, allowed)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('gets another passphrase without touching an object', async () => {
    await changeVaultPassphrase(bucket, key, passphrase, { iterations });
    await changeVaultPassphrase(bucket, key, 'an entirely new one', { iterations });
    expect(bucket.writes).toEqual(['vault.json', 'vault.json']);
    expect((await openVault(bucket, { ...never, passphrase: 'an entirely new one' })).key.equals(key)).toBe(
      true,
    );
    expect(await refused({ ...never, passphrase })).toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(changeVaultPassphrase(bucket, generateKey(), passphrase)).rejects.toMatchObject({
      code: 'KEY_WRONG',
    });
    await expect(changeVaultPassphrase(new MemoryBucket(), key, passphrase)).rejects.toMatchObject({
      code: 'VAULT_DAMAGED',
    });
  });
});

describe('sessions of another client, without vault.json', () => {
  it('are joined with the key that opens one of them, and with no other', async () => {
    const key = generateKey();
    await theirs(key);
    expect(await inspectVault(bucket)).toEqual({ state: 'headerless' });
    const other = generateKey();
    const data = { expected: keyFingerprint(key), given: keyFingerprint(other) };
    expect(await refused({ ...allowed, key: other })).toMatchObject({ code: 'KEY_WRONG', data });
    expect(await refused(allowed)).toMatchObject({ code: 'KEY_MISSING' });
    expect(await refused({ ...allowed, passphrase })).toMatchObject({ code: 'PASSPHRASE_UNUSED' });
    const opened = await openVault(bucket, { ...never, key });
    expect(opened).toMatchObject({ how: 'adopted', header: { keyFingerprint: keyFingerprint(key) } });
    expect(await opened.vault.readSession('theirs', 'mem_1')).toMatchObject({ memory, vector: null });
  });

  it('may be damaged in part, or left from a lost key: one that opens is enough', async () => {
    const key = generateKey();
    await theirs(generateKey(), 'mem_1');
    await theirs(key, 'mem_2');
    await bucket.put('sessions/theirs/mem_3.enc', Buffer.alloc(0));
    await bucket.put('sessions/theirs/mem_4.enc', Buffer.alloc(400));
    expect(await openVault(bucket, { ...never, key })).toMatchObject({ how: 'adopted' });
  });

  it('that no key can be tried on are not taken for an empty bucket', async () => {
    await bucket.put('sessions/my laptop/mem_1.enc', Buffer.alloc(100));
    expect(await inspectVault(bucket)).toEqual({ state: 'headerless' });
    expect(await refused(allowed)).toMatchObject({ code: 'KEY_MISSING' });
    expect(await refused({ ...allowed, key: generateKey() })).toMatchObject({ code: 'KEY_WRONG' });
  });

  it('of our own, with a lost header, keep the vault id they are bound to', async () => {
    const first = await openVault(bucket, allowed);
    await first.vault.writeSession('laptop', memory, { laptop: 1 });
    await bucket.delete('vault.json');
    await theirs(first.key, 'mem_2');
    const opened = await openVault(bucket, { ...never, key: first.key });
    expect(opened.vault.id).toBe(first.vault.id);
    expect(await opened.vault.readSession('laptop', 'mem_1')).toMatchObject({ memory });
  });
});

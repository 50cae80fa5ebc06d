import { describe, expect, it } from 'vitest';
import { generateKey, KDF_ITERATIONS, keyFingerprint, keyToHex } from './keys.ts';
import {
  changePassphrase,
  createVaultHeader,
  encodeVaultHeader,
  isKeyOf,
  parseVaultHeader,
  unwrapKey,
  verifyKey,
} from './vault-header.ts';

const iterations = KDF_ITERATIONS.least;
const passphrase = 'correct horse battery';

describe('vault header', () => {
  it('is read back as it was made, and holds neither key nor passphrase', async () => {
    const key = generateKey();
    const header = await createVaultHeader(key, { passphrase, iterations, now: 0 });
    const bytes = encodeVaultHeader(header);
    expect(parseVaultHeader(bytes)).toEqual(header);
    expect(header.createdAt).toBe('1970-01-01T00:00:00.000Z');
    expect(bytes.toString()).not.toContain(keyToHex(key));
    expect(bytes.toString()).not.toContain(passphrase);
  });

  it('takes its own key and no other, and names both fingerprints', async () => {
    const [key, other] = [generateKey(), generateKey()];
    const header = await createVaultHeader(key);
    expect(() => verifyKey(header, key)).not.toThrow();
    expect(isKeyOf(header, other)).toBe(false);
    expect(() => verifyKey(header, other)).toThrow(
      expect.objectContaining({
        code: 'KEY_WRONG',
        data: { expected: keyFingerprint(key), given: keyFingerprint(other) },
      }) as Error,
    );
  });

  it('does not take the right key for another vault id', async () => {
    const key = generateKey();
    const header = await createVaultHeader(key);
    expect(isKeyOf({ ...header, vaultId: 'another-vault' }, key)).toBe(false);
  });

  it('gives every vault another id, salt and wrapped key', async () => {
    const key = generateKey();
    const [a, b] = await Promise.all([1, 2].map(() => createVaultHeader(key, { passphrase, iterations })));
    expect(a?.vaultId).not.toBe(b?.vaultId);
    expect(a?.kdf?.salt).not.toBe(b?.kdf?.salt);
    expect(a?.wrappedKey).not.toBe(b?.wrappedKey);
  });

  it('opens with its passphrase, before and after a change, and not with another', async () => {
    const key = generateKey();
    const first = await createVaultHeader(key, { passphrase, iterations });
    const second = await changePassphrase(first, key, 'an entirely new one', iterations);
    expect((await unwrapKey(first, passphrase)).equals(key)).toBe(true);
    expect((await unwrapKey(second, 'an entirely new one')).equals(key)).toBe(true);
    await expect(unwrapKey(second, passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(second).toMatchObject({ vaultId: first.vaultId, keyCheck: first.keyCheck });
  });

  it('says so when a vault has no passphrase, and can be given its first', async () => {
    const key = generateKey();
    const header = await createVaultHeader(key);
    await expect(unwrapKey(header, passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_UNUSED' });
    const given = await changePassphrase(header, key, passphrase, iterations);
    expect((await unwrapKey(parseVaultHeader(encodeVaultHeader(given)), passphrase)).equals(key)).toBe(true);
  });

  it('changes a passphrase only for its own key, and not to a weak one', async () => {
    const header = await createVaultHeader(generateKey());
    await expect(changePassphrase(header, generateKey(), passphrase)).rejects.toMatchObject({
      code: 'KEY_WRONG',
    });
    const key = generateKey();
    const weak = changePassphrase(await createVaultHeader(key), key, 'password');
    await expect(weak).rejects.toMatchObject({ code: 'PASSPHRASE_WEAK' });
  });

  it('notices a wrapped key of another vault', async () => {
    const mine = await createVaultHeader(generateKey(), { passphrase, iterations });
    const theirs = await createVaultHeader(generateKey(), { passphrase, iterations });
    const { kdf, wrappedKey } = theirs;
    await expect(unwrapKey({ ...mine, kdf, wrappedKey }, passphrase)).rejects.toMatchObject({
      code: 'VAULT_DAMAGED',
      data: { field: 'wrappedKey' },
    });
  });

  it('keeps what later versions add', async () => {
    const key = generateKey();
    const header = parseVaultHeader(
      Buffer.from(JSON.stringify({ ...(await createVaultHeader(key)), colour: { of: 'later' } })),
    );
    const changed = await changePassphrase(header, key, passphrase, iterations);
    expect(parseVaultHeader(encodeVaultHeader(changed))['colour']).toEqual({ of: 'later' });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { generateKey, KDF_ITERATIONS, keyFingerprint } from '../crypto/keys.ts';
import {
  createVaultHeader,
  encodeVaultHeader,
  parseVaultHeader,
  type VaultHeader,
} from '../crypto/vault-header.ts';
import { openVault } from './open-vault.ts';
import { WatchedBucket } from './testing/watched-bucket.ts';

const passphrase = 'correct horse battery';
const iterations = KDF_ITERATIONS.least;
const allowed = { mint: 'allowed', wait: () => Promise.resolve(), iterations } as const;

let bucket: WatchedBucket;
beforeEach(() => {
  bucket = new WatchedBucket();
});

async function standing(): Promise<VaultHeader> {
  return parseVaultHeader((await bucket.get('vault.json')).body);
}

describe('two devices at one empty bucket', () => {
  for (const ignoresCreateOnly of [false, true]) {
    const provider = ignoresCreateOnly ? 'ignores create-only' : 'knows create-only';

    it(`agree on one vault, and the other key is refused, where the provider ${provider}`, async () => {
      bucket.ignoresCreateOnly = ignoresCreateOnly;
      const winner = generateKey();
      const winning = await createVaultHeader(winner);
      const overtake = (): Promise<unknown> => bucket.put('vault.json', encodeVaultHeader(winning));
      // with create-only the other write comes first; without, it comes last and overwrites
      if (!ignoresCreateOnly) bucket.beforePut = overtake;
      const lateWait = async (): Promise<void> => {
        if (ignoresCreateOnly) await overtake();
      };
      const data = { expected: keyFingerprint(winner) };
      const lost = openVault(bucket, { ...allowed, wait: lateWait });
      await expect(lost).rejects.toMatchObject({ code: 'KEY_WRONG', data });
      expect((await standing()).vaultId).toBe(winning.vaultId);
    });

    it(`share it when they were given the same key, where the provider ${provider}`, async () => {
      bucket.ignoresCreateOnly = ignoresCreateOnly;
      const key = generateKey();
      const winning = await createVaultHeader(key);
      const overtake = (): Promise<unknown> => bucket.put('vault.json', encodeVaultHeader(winning));
      if (!ignoresCreateOnly) bucket.beforePut = overtake;
      const lateWait = async (): Promise<void> => {
        if (ignoresCreateOnly) await overtake();
      };
      const opened = await openVault(bucket, { ...allowed, key, wait: lateWait });
      expect(opened).toMatchObject({ how: 'joined', vault: { id: winning.vaultId } });
    });
  }

  it('share it when they have the same passphrase: the key of the first is used', async () => {
    const winner = generateKey();
    const winning = await createVaultHeader(winner, { passphrase, iterations });
    bucket.beforePut = () => bucket.put('vault.json', encodeVaultHeader(winning));
    const opened = await openVault(bucket, { ...allowed, passphrase });
    expect(opened.key.equals(winner)).toBe(true);
    expect(opened.mintedKey).toBeUndefined();
  });

  it('never write over a header that appeared while a key was derived', async () => {
    const winning = await createVaultHeader(generateKey());
    const onMinted = async (): Promise<void> => {
      await bucket.put('vault.json', encodeVaultHeader(winning));
    };
    await expect(openVault(bucket, { ...allowed, onMinted })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    expect(bucket.writes).toEqual(['vault.json']);
  });

  it('with real timing: any number of them end with one vault, and at most one key', async () => {
    bucket.ignoresCreateOnly = true;
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => openVault(bucket, { ...allowed, wait: pause })),
    );
    const opened = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(opened.length).toBe(1);
    expect((await standing()).vaultId).toBe(opened[0]?.vault.id);
    const codes = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as AppError).code] : []));
    expect(new Set(codes)).toEqual(new Set(['KEY_WRONG']));
  });
});

/** Keys, passphrases and vaults that do not belong together: refused before the first write, everywhere. */
import { describe, expect, it } from 'vitest';
import { generateKey, KDF_ITERATIONS, keyToHex } from '../../src/main/crypto/keys.ts';
import { createVaultHeader, encodeVaultHeader } from '../../src/main/crypto/vault-header.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { failureOf, session, sessions, TestDevice } from './testing/device.ts';
import { contentsOf, folderPlace, type Place } from './testing/place.ts';
import { errorOf, expectAllInStep, expectHelp, look, twoInStep } from './testing/world.ts';

const memories = sessions('a', 3);
const more = session('mem_new');

describe('a wrong key', () => {
  it('stops a sync before anything is sent', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    desktop.save(more);
    const before = await look(place, laptop, desktop);
    const answer = await desktop.cli(['sync', '--json'], { CC_SESSIONS_ENCRYPTION_KEY: '77'.repeat(32) });
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'KEY_WRONG']);
    expect(errorOf(answer).message).toMatch(
      /fingerprint [0-9a-f]{8}.*fingerprint [0-9a-f]{8}.*Nothing was uploaded.*enter the one that your other device shows/,
    );
    expect(await look(place, laptop, desktop)).toEqual(before);
    await expectAllInStep([desktop, laptop], [...memories, more]);
  });

  it('does not join a vault, and leaves no settings behind', async () => {
    const place = await folderPlace();
    const { laptop } = await twoInStep(place, memories);
    const before = await look(place, laptop);
    const fresh = new TestDevice('fresh', place);
    fresh.writeConfig('# nothing yet\n');
    const bucket = String(place.settings['bucket']);
    const answer = await fresh.cli(
      ['setup', '--yes', '--json', '--provider', 'folder', '--bucket', bucket, '--join'],
      { CC_SESSIONS_ENCRYPTION_KEY: keyToHex(generateKey()) },
    );
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'KEY_WRONG']);
    expect(fresh.files()).not.toContain('device-id');
    expect((await fresh.cli(['status', '--json'])).out).toContain('"setUp":false');
    expect(await look(place, laptop)).toEqual(before);
  });

  it('is not imported in place of the right one', async () => {
    const place = await folderPlace();
    const { laptop } = await twoInStep(place, memories);
    const error = await failureOf(laptop.use((app) => app.importKey({ key: keyToHex(generateKey()) })));
    expectHelp(error, 'KEY_WRONG', /Nothing was uploaded or changed/);
    expect(await laptop.use((app) => app.revealKey())).toBe(place.keyHex);
  });
});

describe('a passphrase', () => {
  const passphrase = 'seven small blue umbrellas';

  async function withPassphrase(): Promise<Place> {
    const place = await folderPlace();
    const header = await createVaultHeader(place.key, {
      passphrase,
      vaultId: place.vaultId,
      iterations: KDF_ITERATIONS.least,
    });
    await place.bucket.put('vault.json', encodeVaultHeader(header));
    return place;
  }

  it('that is wrong changes nothing; the right one opens the same vault', async () => {
    const place = await withPassphrase();
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const desktop = new TestDevice('desktop', place, { settings: { encryption_key: null } });
    desktop.save(more);
    const before = await look(place, laptop, desktop);
    const answer = await desktop.cli(['sync', '--json'], {
      CC_SESSIONS_PASSPHRASE: 'seven small blue umbrella',
    });
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'PASSPHRASE_WRONG']);
    expect(errorOf(answer).message).toMatch(/Check capital letters.*enter it again/);
    expect(await look(place, laptop, desktop)).toEqual(before);
    const good = await desktop.cli(['sync', '--json'], { CC_SESSIONS_PASSPHRASE: passphrase });
    expect([good.code, JSON.parse(good.out).failed]).toEqual([EXIT.ok, 0]);
    await expectAllInStep([laptop], [...memories, more]);
  });

  it('for a vault that has none: the key is asked for', async () => {
    const place = await folderPlace();
    const desktop = new TestDevice('desktop', place, { settings: { encryption_key: null } });
    desktop.save(more);
    const before = await look(place, desktop);
    const answer = await desktop.cli(['sync', '--json'], { CC_SESSIONS_PASSPHRASE: passphrase });
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'PASSPHRASE_UNUSED']);
    expect(errorOf(answer).message).toMatch(/Enter the key of 64 characters/);
    expect(await look(place, desktop)).toEqual(before);
  });
});

describe('a vault', () => {
  it.each([
    ['of another format version', { version: 2 }, 'VAULT_UNSUPPORTED', /newest version/],
    ['that is no vault', { format: 'something-else' }, 'VAULT_DAMAGED', /backup|another device|version/i],
    ['with a damaged key check', { keyCheck: 'no hex' }, 'VAULT_DAMAGED', /backup|another device|version/i],
  ] as const)('%s is left alone', async (_name, changes, code, help) => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const good = (await contentsOf(place)).get('vault.json')!;
    await place.putRaw(
      'vault.json',
      Buffer.from(JSON.stringify({ ...JSON.parse(good.toString()), ...changes })),
    );
    laptop.save(more);
    const before = await look(place, laptop, desktop);
    for (const device of [laptop, desktop]) {
      const answer = await device.cli(['sync', '--json']);
      expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, code]);
      expect(errorOf(answer).message).toMatch(help);
    }
    expect(await look(place, laptop, desktop)).toEqual(before);
    await place.putRaw('vault.json', good);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });

  it('that was put in the place of the known one is noticed', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const good = (await contentsOf(place)).get('vault.json')!;
    await place.putRaw('vault.json', encodeVaultHeader(await createVaultHeader(place.key)));
    laptop.save(more);
    const before = await look(place, laptop, desktop);
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'VAULT_CHANGED']);
    expect(errorOf(answer).message).toMatch(/Check|setup|set up/);
    expect(await look(place, laptop, desktop)).toEqual(before);
    await place.putRaw('vault.json', good);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });

  it('whose vault.json is lost stops, and comes back with its old id when a person says so', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    await place.bucket.delete('vault.json');
    laptop.save(more);
    const before = await look(place, laptop, desktop);
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.brake, 'BRAKE_EMPTY_BUCKET']);
    expect(errorOf(answer).message).toMatch(/Nothing was removed here. Check bucket, prefix and access key/);
    expect(await look(place, laptop, desktop)).toEqual(before);
    const accepted = await laptop.cli(['sync', '--json', '--accept', 'empty-bucket']);
    expect(accepted.code).toBe(EXIT.ok);
    const restored = JSON.parse((await contentsOf(place)).get('vault.json')!.toString());
    expect(restored.vaultId).toBe(place.vaultId);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });
});

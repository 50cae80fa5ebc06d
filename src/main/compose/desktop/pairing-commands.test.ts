import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPairing, type PairingOffer } from '../../crypto/pairing.ts';
import { Desk } from './testing/desk.ts';

const ACCOUNT = '0123456789abcdef'.repeat(2);
const OFFER: PairingOffer = {
  provider: 'r2',
  bucket: 'cc-sessions',
  endpoint: `https://${ACCOUNT}.eu.r2.cloudflarestorage.com`,
  region: 'auto',
  prefix: '',
  accessKeyId: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  secretAccessKey: 'HUSH'.repeat(16),
  key: 'ab'.repeat(32),
  vaultId: 'v',
  from: 'laptop',
};

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.make();
  desk.backend.start();
  await desk.until(({ engine }) => engine === 'ready');
});
afterEach(() => desk.end());

async function accept(): Promise<void> {
  const { text, code } = await createPairing(OFFER, Date.now());
  await desk.ask('pairing.accept', { text, code });
}

describe('a pairing code', () => {
  it('fills in the place field by field, so that Back shows it', async () => {
    await accept();
    const { draft } = await desk.ask('setup.draft.load', {});
    expect(draft).toMatchObject({
      provider: 'r2',
      accountId: ACCOUNT,
      jurisdiction: 'eu',
      endpoint: '',
      step: 'test',
    });
    expect(await desk.ask('setup.check', {})).toMatchObject({ missing: [], endpoint: OFFER.endpoint });
  });

  it('leaves what was answered about this computer', async () => {
    await desk.ask('setup.draft.save', {
      provider: 's3',
      bucket: 'another',
      deviceName: 'Desk in the attic',
      keepSecretsIn: 'config-file',
    });
    await accept();
    const { draft } = await desk.ask('setup.draft.load', {});
    expect(draft).toMatchObject({
      provider: 'r2',
      bucket: 'cc-sessions',
      deviceName: 'Desk in the attic',
      keepSecretsIn: 'config-file',
    });
  });
});

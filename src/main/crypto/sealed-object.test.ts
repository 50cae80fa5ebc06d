import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { generateKey } from './keys.ts';
import { openDeviceCard, openTombstone, sealDeviceCard, sealTombstone } from './record-object.ts';
import { MAX_BODY_BYTES, maxSealedBytes, openObject, sealObject, vaultOfObject } from './sealed-object.ts';

const key = generateKey();
const MIB = 1024 * 1024;
const part = { type: 'transcript', vault: 'vault-0001', device: 'laptop', session: 'mem_1' } as const;

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('sealed objects', () => {
  it('give back any body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        expect(openObject(key, part, sealObject(key, part, body)).equals(body)).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('hold filler of any size, although readers refuse what unpacks like a bomb', () => {
    for (const size of [MIB, MIB + 1, 5 * MIB, MAX_BODY_BYTES.transcript]) {
      const body = Buffer.alloc(size, 'a');
      const sealed = sealObject(key, part, body);
      expect(sealed.length).toBeLessThan(size / 500);
      expect(openObject(key, part, sealed).equals(body)).toBe(true);
    }
  });

  it('stay below the size that readers fetch, even for data that does not compress', () => {
    const limit = maxSealedBytes('tombstone');
    const body = randomBytes(MAX_BODY_BYTES.tombstone);
    const sealed = sealObject(key, { ...part, type: 'tombstone' }, body);
    expect(sealed.length).toBeLessThanOrEqual(limit);
  });

  it('are not written past the size of their type', () => {
    const card = { type: 'device', vault: 'vault-0001', device: 'laptop' } as const;
    expect(codeOf(() => sealObject(key, card, Buffer.alloc(MAX_BODY_BYTES.device + 1)))).toBe(
      'OBJECT_TOO_LARGE',
    );
  });

  it('are refused under another type, vault, device or session', () => {
    const sealed = sealObject(key, part, Buffer.from('x'));
    expect(codeOf(() => openObject(key, { ...part, type: 'log' }, sealed))).toBe('OBJECT_UNDECRYPTABLE');
    for (const other of [{ vault: 'vault-0002' }, { device: 'desktop' }, { session: 'mem_2' }]) {
      expect(codeOf(() => openObject(key, { ...part, ...other }, sealed))).toBe('OBJECT_MISPLACED');
    }
    expect(vaultOfObject(key, 'transcript', sealed)).toBe('vault-0001');
  });
});

describe('records', () => {
  const tombstone = {
    device: 'laptop',
    session: 'mem_1',
    vector: { laptop: 3 },
    deletedAt: '2026-02-01T00:00:00.000Z',
  };
  const card = {
    device: 'laptop',
    name: 'Ada’s laptop 💻',
    platform: 'linux-x64',
    appVersion: '0.1.0',
    lastSyncAt: '2026-02-01T00:00:00.000Z',
    sessions: 3,
    installId: 'abc',
  };

  it('come back as they were written', () => {
    const at = { vault: 'vault-0001', device: 'laptop', session: 'mem_1' };
    expect(openTombstone(key, at, sealTombstone(key, 'vault-0001', tombstone))).toEqual(tombstone);
    expect(openDeviceCard(key, at, sealDeviceCard(key, 'vault-0001', card))).toEqual(card);
  });

  it('are refused in the place of another', () => {
    const sealed = sealTombstone(key, 'vault-0001', tombstone);
    const elsewhere = { vault: 'vault-0001', device: 'laptop', session: 'mem_2' };
    expect(codeOf(() => openTombstone(key, elsewhere, sealed))).toBe('OBJECT_MISPLACED');
    expect(codeOf(() => openDeviceCard(key, elsewhere, sealed))).toBe('OBJECT_UNDECRYPTABLE');
  });

  it('are not written for impossible names or counters', () => {
    const moved = { ...tombstone, device: '../x' };
    expect(codeOf(() => sealTombstone(key, 'vault-0001', moved))).toBe('OBJECT_KEY_UNSAFE');
    const wrong = { ...tombstone, vector: { laptop: -1 } };
    expect(codeOf(() => sealTombstone(key, 'vault-0001', wrong))).toBe('OBJECT_MALFORMED');
  });
});

import { createHash, pbkdf2Sync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import {
  assessPassphrase,
  deriveFromPassphrase,
  deriveSubkey,
  generateKey,
  KDF_ITERATIONS,
  keyFingerprint,
  keyToHex,
  parseKey,
} from './keys.ts';

const HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

function failure(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('did not fail with an AppError');
}

describe('parseKey', () => {
  it('takes 64 hex digits, in either case and with white space around them', () => {
    for (const text of [HEX, HEX.toUpperCase(), `  ${HEX}\n`]) expect(keyToHex(parseKey(text))).toBe(HEX);
    const key = generateKey();
    expect(keyToHex(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(parseKey(keyToHex(key)).equals(key)).toBe(true);
  });

  it.each([
    ['', { problem: 'length', length: 0 }],
    [HEX.slice(1), { problem: 'length', length: 63 }],
    [`${HEX}0`, { problem: 'length', length: 65 }],
    [`${HEX.slice(0, 10)}g${HEX.slice(11)}`, { problem: 'character', position: 11 }],
    [`${HEX.slice(0, 32)} ${HEX.slice(32)}`, { problem: 'character', position: 33 }],
    ['your-64-char-hex-key', { problem: 'character', position: 1 }],
  ])('refuses %j and says why', (text, data) => {
    expect(failure(() => parseKey(text))).toMatchObject({ code: 'KEY_MALFORMED', data });
  });

  it('never repeats what it was given, nor does a key show itself', () => {
    const almost = `${HEX.slice(0, 63)}z`;
    expect(failure(() => parseKey(almost)).message).not.toContain(HEX.slice(0, 8));
    const key = parseKey(HEX);
    expect(`${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify({ key })}`).not.toMatch(
      /000102|0001 ?02/,
    );
  });
});

describe('keyFingerprint', () => {
  it('is the first 8 hex digits of SHA-256 of the key bytes, as the document’s client shows it', () => {
    const expected = createHash('sha256').update(Buffer.from(HEX, 'hex')).digest('hex').slice(0, 8);
    expect(keyFingerprint(parseKey(HEX))).toBe(expected);
    expect(expected).toBe('630dcd29');
  });
});

describe('deriveSubkey', () => {
  it('gives every purpose and every key a key of its own, the same each time', () => {
    const purposes = ['device', 'tombstone', 'transcript', 'log', 'vault-check'] as const;
    const keys = [parseKey(HEX), generateKey()];
    const derived = keys.flatMap((key) => purposes.map((purpose) => keyToHex(deriveSubkey(key, purpose))));
    expect(new Set([...derived, ...keys.map(keyToHex)]).size).toBe(12);
    const again = purposes.map((purpose) => keyToHex(deriveSubkey(parseKey(HEX), purpose)));
    expect(again).toEqual(derived.slice(0, 5));
  });
});

describe('deriveFromPassphrase', () => {
  const salt = Buffer.alloc(16, 5);
  const iterations = KDF_ITERATIONS.least;

  it('is PBKDF2-HMAC-SHA512 of the NFKC form', async () => {
    const expected = pbkdf2Sync('file café 1', salt, iterations, 32, 'sha512').toString('hex');
    expect(keyToHex(await deriveFromPassphrase('ﬁle cafe\u0301 １', { iterations, salt }))).toBe(expected);
  });

  it.each([0, 1, KDF_ITERATIONS.least - 1, KDF_ITERATIONS.most + 1, 2 ** 53, Number.NaN, 300_000.5])(
    'refuses %d iterations before it begins',
    async (wrong) => {
      await expect(deriveFromPassphrase('x', { iterations: wrong, salt })).rejects.toMatchObject({
        code: 'VAULT_DAMAGED',
        data: { field: 'kdf.iterations' },
      });
    },
  );

  it('refuses salts too short or absurdly long', async () => {
    for (const length of [0, 15, 65]) {
      const derived = deriveFromPassphrase('x', { iterations, salt: Buffer.alloc(length) });
      await expect(derived).rejects.toMatchObject({ code: 'VAULT_DAMAGED', data: { field: 'kdf.salt' } });
    }
  });

  it('makes new vaults with no fewer iterations than OWASP asks for', () => {
    expect(KDF_ITERATIONS.least).toBeGreaterThanOrEqual(220_000);
    expect(KDF_ITERATIONS.ours).toBeGreaterThanOrEqual(KDF_ITERATIONS.least);
  });
});

describe('assessPassphrase', () => {
  it.each([
    ['', 'short'],
    ['short one', 'short'],
    ['  padded     ', 'short'],
    ['👩‍🚀👩‍🚀', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'repetitive'],
    ['abababababababab', 'repetitive'],
    ['abcdefghijklmnop', 'sequence'],
    ['98765432109876543210', 'sequence'],
  ])('refuses %j as %s', (passphrase, problem) => {
    const error = failure(() => assessPassphrase(passphrase));
    expect(error).toMatchObject({ code: 'PASSPHRASE_WEAK', data: { problem } });
  });

  it.each(['correct horse battery', 'Über den Wolken!', 'пароль из слов', 'x7#kPq92!mZw'])(
    'takes %j',
    (passphrase) => {
      expect(() => assessPassphrase(passphrase)).not.toThrow();
    },
  );
});

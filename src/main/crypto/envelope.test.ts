import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { ENVELOPE_BYTES, open, seal } from './envelope.ts';
import { generateKey } from './keys.ts';

const key = generateKey();

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('envelope', () => {
  it('gives back what was sealed, 32 bytes longer, whatever its length', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constantFrom(65_535, 65_536, 65_537, 131_072, 200_000)
        .map((length) => new Uint8Array(length).fill(7)),
    );
    fc.assert(
      fc.property(bytes, (plaintext) => {
        const sealed = seal(key, plaintext);
        expect(sealed.length).toBe(plaintext.length + ENVELOPE_BYTES);
        expect(open(key, sealed).equals(plaintext)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('is IV, tag, ciphertext: plain Node reads it and is read', () => {
    const plaintext = randomBytes(100_000);
    const sealed = seal(key, plaintext);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 16));
    decipher.setAuthTag(sealed.subarray(16, 32));
    const text = Buffer.concat([decipher.update(sealed.subarray(32)), decipher.final()]);
    expect(text.equals(plaintext)).toBe(true);

    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    expect(open(key, Buffer.concat([iv, cipher.getAuthTag(), body])).equals(plaintext)).toBe(true);
  });

  it('never uses an IV twice', () => {
    const ivs = Array.from({ length: 500 }, () =>
      seal(key, Buffer.from('same')).subarray(0, 16).toString('hex'),
    );
    expect(new Set(ivs).size).toBe(500);
  });

  it('notices every single flipped bit', () => {
    const sealed = seal(key, Buffer.from('twelve bytes'));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const damaged = Buffer.from(sealed);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => open(key, damaged))).toBe('OBJECT_UNDECRYPTABLE');
    }
  });

  it('notices every truncation', () => {
    const sealed = seal(key, Buffer.from('twelve bytes'));
    for (let length = 0; length < sealed.length; length++) {
      const expected = length < ENVELOPE_BYTES ? 'OBJECT_TRUNCATED' : 'OBJECT_UNDECRYPTABLE';
      expect(codeOf(() => open(key, sealed.subarray(0, length)))).toBe(expected);
    }
  });

  it('does not open with another key, and says which object it was', () => {
    const sealed = seal(key, Buffer.from('x'));
    expect(() => open(generateKey(), sealed, 'sessions/a/b.enc')).toThrow(
      expect.objectContaining({
        code: 'OBJECT_UNDECRYPTABLE',
        data: { key: 'sessions/a/b.enc' },
      }) as AppError,
    );
  });
});

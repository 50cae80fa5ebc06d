import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { seal } from './envelope.ts';
import { deriveFromPassphrase } from './keys.ts';
import {
  createPairing,
  isPairingText,
  openPairing,
  PAIRING_LIFETIME_MS,
  type PairingOffer,
} from './pairing.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const OFFER: PairingOffer = {
  provider: 'r2',
  bucket: 'cc-sessions',
  endpoint: 'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com',
  prefix: '',
  accessKeyId: 'a'.repeat(32),
  secretAccessKey: 'b'.repeat(64),
  key: 'c'.repeat(64),
  vaultId: '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d',
  from: 'Ann’s laptop',
};

const made = await createPairing(OFFER, NOW);

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('was accepted')),
    (error: unknown) => error as AppError,
  );

/** A text around any bytes, under a code that is known. */
async function forged(body: Buffer, iterations = 220_000): Promise<string> {
  const salt = Buffer.alloc(16, 7);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(iterations);
  const wrapping = await deriveFromPassphrase('ABCDEFGHJKMN', { iterations: 220_000, salt });
  return `ccpair1:${Buffer.concat([header, salt, seal(wrapping, body)]).toString('base64url')}`;
}

describe('pairing', () => {
  it('carries place, credentials and key to who has the code', async () => {
    expect(made.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(made.expiresAt).toBe(NOW + PAIRING_LIFETIME_MS);
    expect(await openPairing(made.text, made.code, NOW)).toEqual({
      ...OFFER,
      v: 1,
      expiresAt: made.expiresAt,
    });
  });

  it('says nothing without it, and fits a QR code', () => {
    expect(Buffer.from(made.text.slice(8), 'base64url').toString('latin1')).not.toMatch(
      /r2\.cloudflare|aaaaaaaa/,
    );
    // Byte mode, error correction L, version 20 (ISO/IEC 18004, table 7).
    expect(made.text.length).toBeLessThan(858);
    expect(isPairingText(` ${made.text}\n`)).toBe(true);
  });

  it('reads a code however it is typed, and a text with line breaks', async () => {
    const typed = made.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    const broken = made.text.replaceAll(/(.{60})/g, '$1\r\n  ');
    expect((await openPairing(broken, typed, NOW)).bucket).toBe('cc-sessions');
  });

  it('two texts of one vault share neither code nor bytes', async () => {
    const other = await createPairing(OFFER, NOW);
    expect(other.code).not.toBe(made.code);
    expect(other.text.slice(16, 60)).not.toBe(made.text.slice(16, 60));
    expect((await failure(openPairing(other.text, made.code, NOW))).code).toBe('PAIRING_CODE_WRONG');
  });

  it.each(['', '1234', `${made.code}0`, 'ZZZZ-ZZZZ-ZZZZ'])('refuses the code %j', async (code) => {
    expect((await failure(openPairing(made.text, code, NOW))).code).toBe('PAIRING_CODE_WRONG');
  });

  it.each([
    ['late', NOW + PAIRING_LIFETIME_MS + 61_000],
    ['before it was made', NOW - 61_000],
  ])('expires: %s', async (_name, now) => {
    expect((await failure(openPairing(made.text, made.code, now))).code).toBe('PAIRING_EXPIRED');
  });

  it('bears clocks that differ by less than a minute', async () => {
    const late = NOW + PAIRING_LIFETIME_MS + 59_000;
    expect((await openPairing(made.text, made.code, late)).from).toBe('Ann’s laptop');
  });

  it('notices every changed byte', async () => {
    const bytes = Buffer.from(made.text.slice(8), 'base64url');
    for (const at of [4, 19, 20, 36, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const text = `ccpair1:${changed.toString('base64url')}`;
      expect((await failure(openPairing(text, made.code, NOW))).code).toBe('PAIRING_CODE_WRONG');
    }
  });

  it.each([
    ['', 'prefix'],
    ['hello', 'prefix'],
    ['ccpair1:', 'characters'],
    ['ccpair1:a b c', 'short'],
    ['ccpair1:ä', 'characters'],
    ['x'.repeat(20_001), 'long'],
  ])('refuses the text %.20j', async (text, problem) => {
    expect(await failure(openPairing(text, 'ABCD-EFGH-JKMN', NOW))).toMatchObject({
      code: 'PAIRING_MALFORMED',
      data: { problem },
    });
  });

  it('spends no time on a forged number of iterations', async () => {
    const text = await forged(Buffer.from('x'), 4_000_000_000);
    expect(await failure(openPairing(text, 'ABCD-EFGH-JKMN', NOW))).toMatchObject({
      code: 'PAIRING_MALFORMED',
      data: { problem: 'iterations' },
    });
  });

  it.each([
    ['no compressed text', Buffer.from('plain'), 'content'],
    ['a bomb', deflateRawSync(Buffer.alloc(1_000_000)), 'content'],
    ['no JSON', deflateRawSync(Buffer.from('{')), 'content'],
    ['another version', deflateRawSync(Buffer.from('{"v":2}')), 'v'],
    [
      'a key that is none',
      deflateRawSync(Buffer.from(JSON.stringify({ ...OFFER, v: 1, expiresAt: NOW, key: 'x' }))),
      'key',
    ],
  ])('refuses sealed content: %s', async (_name, body, problem) => {
    expect(await failure(openPairing(await forged(body), 'ABCD-EFGH-JKMN', NOW))).toMatchObject({
      code: 'PAIRING_MALFORMED',
      data: { problem },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { createPairing } from '../../crypto/pairing.ts';
import type { Pixels } from './native-port.ts';
import { qrCode, readQrCode, type QrCode } from './qr-code.ts';

const QUIET = 4;

/** The code as it stands on a screen, `scale` pixels a module, seen with another brightness. */
function picture({ side, modules }: QrCode, scale: number, dark = 20, light = 235): Pixels {
  const width = (side + 2 * QUIET) * scale;
  const rgba = new Uint8ClampedArray(width * width * 4);
  for (let at = 0; at < width * width; at++) {
    const x = Math.floor((at % width) / scale) - QUIET;
    const y = Math.floor(Math.floor(at / width) / scale) - QUIET;
    const inside = x >= 0 && y >= 0 && x < side && y < side;
    const shade = inside && modules[y * side + x] === '1' ? dark : light;
    rgba.set([shade, shade, shade, 255], at * 4);
  }
  return { width, height: width, rgba };
}

describe('QR codes', () => {
  it.each([3, 4, 7])('of a pairing text are read back from a picture, %i pixels a module', async (scale) => {
    const { text } = await createPairing({
      provider: 'r2',
      bucket: 'cc-sessions',
      endpoint: 'https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com',
      prefix: '',
      accessKeyId: 'a1'.repeat(16),
      secretAccessKey: '7f3c'.repeat(16),
      key: '09af'.repeat(16),
      vaultId: '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d',
      from: 'Ann’s laptop',
    });
    const code = qrCode(text);
    expect(code.modules).toHaveLength(code.side ** 2);
    expect(readQrCode(picture(code, scale))).toBe(text);
    expect(readQrCode(picture(code, scale, 235, 20))).toBe(text);
  });

  it('are not found where there is none', () => {
    const empty = { width: 64, height: 64, rgba: new Uint8ClampedArray(64 * 64 * 4).fill(200) };
    expect(readQrCode(empty)).toBeNull();
  });
});

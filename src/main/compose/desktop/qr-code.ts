/** QR codes: made as modules to be drawn, and found in pictures. */
import jsQR from 'jsqr';
import { encode } from 'uqr';
import type { Pixels } from './native-port.ts';

/** `side` × `side` modules, row by row, `1` is dark; without the quiet zone. */
export interface QrCode {
  readonly side: number;
  readonly modules: string;
}

export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'L', border: 0 });
  return { side: size, modules: data.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('') };
}

/** What the QR code in a picture says; `null` when there is none that can be read. */
export function readQrCode({ rgba, width, height }: Pixels): string | null {
  return jsQR(rgba, width, height, { inversionAttempts: 'attemptBoth' })?.data ?? null;
}

import { describe, expect, it } from 'vitest';
import { qrPath } from './qr-path.ts';

describe('QR code as a path', () => {
  it('draws runs of dark modules within the quiet zone', () => {
    expect(qrPath(3, '110' + '000' + '101')).toBe('M4 4h2v1h-2zM4 6h1v1h-1zM6 6h1v1h-1z');
  });

  it('draws nothing where nothing is dark', () => {
    expect(qrPath(2, '0000')).toBe('');
  });
});

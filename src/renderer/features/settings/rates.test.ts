import { describe, expect, it } from 'vitest';
import { parseRate, writeRate } from './rates.ts';

describe('bandwidth limit', () => {
  it('is read in megabytes a second, with point or comma', () => {
    expect(['', '0', '2', '0.5', '1,25', ' 10 '].map(parseRate)).toEqual([
      0, 0, 2_000_000, 500_000, 1_250_000, 10_000_000,
    ]);
  });

  it('refuses what is no number, and less than a kilobyte', () => {
    expect(['fast', '-1', '1e6', '0.0001', '1.2.3'].map(parseRate)).toEqual([null, null, null, null, null]);
  });

  it('is written as it would be read', () => {
    for (const bytes of [0, 500_000, 2_000_000]) expect(parseRate(writeRate(bytes))).toBe(bytes);
  });
});

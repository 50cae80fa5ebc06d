import { describe, expect, it } from 'vitest';
import { formatFor } from './format.ts';

const en = formatFor('en');
const de = formatFor('de');
const NOW = Date.UTC(2026, 10, 22, 12);

describe('format', () => {
  it('writes sizes in units of 1000', () => {
    expect([0, 999, 1000, 9_949, 9_960, 999_499, 999_500, 2.5e9].map(en.bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '9.9 kB',
      '10 kB',
      '999 kB',
      '1.0 MB',
      '2.5 GB',
    ]);
    expect(de.bytes(1234)).toBe('1,2 kB');
    expect(de.rate(5_200_000)).toBe('5,2 MB/s');
  });

  it('writes money, and says when it is next to nothing', () => {
    expect(en.money(0)).toBe('$0.00');
    expect(en.money(0.001)).toBe('< $0.01');
    expect(en.money(1.239)).toBe('$1.24');
    expect(de.money(1.239)).toMatch(/^1,24\s\$$/);
  });

  it('says how long ago something was, never “0 minutes”', () => {
    const ago = (ms: number): string => en.ago(NOW - ms, NOW);
    expect(ago(5_000)).toBe('just now');
    expect(ago(46_000)).toBe('1 minute ago');
    expect(ago(7_200_000)).toBe('2 hours ago');
    expect(ago(86_400_000)).toBe('yesterday');
    expect(en.ago(NOW + 3 * 86_400_000, NOW)).toBe('in 3 days');
    expect(de.ago(NOW - 120_000, NOW)).toBe('vor 2 Minuten');
  });

  it('writes lengths of time, and a dash for a date that is none', () => {
    expect([12, 2_400, 34_000, 180_000, 5_400_000].map(en.duration)).toEqual([
      '12 ms',
      '2.4 s',
      '34 s',
      '3 min',
      '1.5 h',
    ]);
    expect(en.date('')).toBe('—');
  });
});

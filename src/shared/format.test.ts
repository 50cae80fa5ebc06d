import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  formatRelativeTime,
} from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1234, '1.2 kB'],
    [9_949, '9.9 kB'],
    [9_950, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [120_000, '120 kB'],
    [3_400_000_000, '3.4 GB'],
    [1e18, '1000 PB'],
    [-1500, '-1.5 kB'],
    [Number.NaN, 'unknown'],
    [Infinity, 'unknown'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('gives rates', () => {
    expect(formatRate(2_500_000)).toBe('2.5 MB/s');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [80.4, '80 ms'],
    [999.6, '1.0 s'],
    [2_449, '2.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [86_400_000, '1 d'],
    [352_800_000, '4 d 2 h'],
    [Number.NaN, 'unknown'],
  ])('%d is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatRelativeTime', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const minute = 60_000;
  it.each([
    [0, 'just now'],
    [-44_000, 'just now'],
    [-minute, '1 minute ago'],
    [-2 * minute, '2 minutes ago'],
    [-59.6 * minute, '1 hour ago'],
    [-60 * minute, '1 hour ago'],
    [-23.6 * 60 * minute, '1 day ago'],
    [3 * 60 * minute, 'in 3 hours'],
    [-5 * 24 * 60 * minute, '5 days ago'],
    [-31 * 24 * 60 * minute, '2026-10-22'],
    [Number.NaN, 'unknown'],
    [1e300, 'unknown'],
  ])('%d ms from now is %s', (offset, text) => {
    expect(formatRelativeTime(now + offset, now)).toBe(text);
  });
});

it('counts with the right plural', () => {
  expect(formatCount(1, 'session')).toBe('1 session');
  expect(formatCount(0, 'session')).toBe('0 sessions');
  expect(formatCount(12_000, 'entry', 'entries')).toBe('12,000 entries');
  expect(formatNumber(1234.56)).toBe('1,234.6');
});

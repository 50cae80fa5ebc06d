import { UsageError } from './usage-error.ts';

/** Reads a whole number from an option. @throws UsageError naming the flag and its range */
export function wholeNumber(flag: string, value: unknown, range: { least: number; most: number }): number {
  const text = typeof value === 'string' ? value.trim() : '';
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= range.least && number <= range.most) return number;
  throw new UsageError(`${flag} takes a whole number from ${range.least} to ${range.most}.`);
}

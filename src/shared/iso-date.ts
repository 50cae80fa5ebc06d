/** Dates as the memory JSON has them: ISO 8601 in UTC with milliseconds, `2026-11-22T15:04:05.678Z`. */

const CANONICAL =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const LENIENT =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * The canonical form of an ISO 8601 date or date and time, a `Date`, or milliseconds since 1970; `null` for
 * anything else, impossible days included. A time without a zone is UTC, so that every device reads the same.
 * `Date.parse` alone would also take "foo 1" for a date and the 31st of February for March.
 */
export function toIsoDate(value: unknown): string | null {
  if (typeof value === 'string') return fromText(value);
  const date = typeof value === 'number' || value instanceof Date ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function fromText(text: string): string | null {
  if (text.length > 64) return null;
  if (CANONICAL.test(text))
    return isRealDay(text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)) ? text : null;
  const match = LENIENT.exec(text);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone] =
    match;
  if (!isRealDay(year, month, day)) return null;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${toOffset(zone)}`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function toOffset(zone: string | undefined): string {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function isRealDay(year: string, month: string, day: string): boolean {
  const days = Number(day);
  if (days <= 28) return days > 0;
  const start = new Date(0);
  start.setUTCFullYear(Number(year), Number(month), 0);
  return days <= start.getUTCDate();
}

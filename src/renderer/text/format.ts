/** Numbers, sizes, money and times as people read them, in the language of the window. Pure. */

import type { Language } from '../../shared/strings/language.ts';

export type { Language };

export interface Format {
  readonly number: (value: number) => string;
  /** Units of 1000, one decimal below ten: `1.2 MB`. */
  readonly bytes: (bytes: number) => string;
  readonly rate: (bytesPerSecond: number) => string;
  /** US dollars; amounts below a cent are said to be so. */
  readonly money: (dollars: number) => string;
  /** A length of time in milliseconds: `80 ms`, `2.4 s`, `3 min`. */
  readonly duration: (milliseconds: number) => string;
  /** `2 minutes ago`, `in 3 days`; both in milliseconds since 1970. */
  readonly ago: (time: number, now: number) => string;
  readonly date: (time: number | string) => string;
  readonly dateTime: (time: number | string) => string;
  /** Hours and minutes. */
  readonly time: (time: number) => string;
}

/** Forms of numbers and dates. English as in Europe: days before months, 24 hours. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };
const NOW: Readonly<Record<Language, string>> = { en: 'just now', de: 'gerade eben' };
const LITTLE: Readonly<Record<Language, string>> = { en: '< $0.01', de: '< 0,01 $' };

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function scaled(bytes: number): { value: number; unit: string } {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would round to 1000 of a unit.
  while (unit < UNITS.length - 1 && (unit === 0 ? value >= 1000 : value >= 999.5)) {
    value /= 1000;
    unit += 1;
  }
  return { value, unit: UNITS[unit] ?? 'B' };
}

function makeFormat(language: Language): Format {
  const locale = LOCALES[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dollars = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const bytes = (amount: number): string => {
    const { value, unit } = scaled(amount);
    return `${unit === 'B' || value >= 9.95 ? whole.format(value) : oneDecimal.format(value)} ${unit}`;
  };
  const written = (form: Intl.DateTimeFormat, time: number | string): string => {
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? '—' : form.format(date);
  };
  return {
    number: (value) => whole.format(value),
    bytes,
    rate: (amount) => `${bytes(amount)}/s`,
    money: (amount) => (amount > 0 && amount < 0.005 ? LITTLE[language] : dollars.format(amount)),
    duration: (length) => {
      if (length < 999.5) return `${whole.format(Math.max(0, length))} ms`;
      if (length < 9_950) return `${oneDecimal.format(length / SECOND)} s`;
      if (length < MINUTE) return `${whole.format(length / SECOND)} s`;
      if (length < HOUR) return `${whole.format(Math.round(length / MINUTE))} min`;
      return `${oneDecimal.format(length / HOUR)} h`;
    },
    ago: (time, now) => {
      const distance = time - now;
      const size = Math.abs(distance);
      if (size < 45 * SECOND) return NOW[language];
      if (size < HOUR) return relative.format(signedRound(distance / MINUTE), 'minute');
      if (size < DAY) return relative.format(signedRound(distance / HOUR), 'hour');
      if (size < 30 * DAY) return relative.format(signedRound(distance / DAY), 'day');
      return written(day, time);
    },
    date: (time) => written(day, time),
    dateTime: (time) => written(moment, time),
    time: (time) => written(clock, time),
  };
}

/** Never 0: what was told apart from now has passed. */
function signedRound(value: number): number {
  return Math.sign(value) * Math.max(1, Math.round(Math.abs(value)));
}

const made = new Map<Language, Format>();

export function formatFor(language: Language): Format {
  const before = made.get(language);
  if (before) return before;
  const format = makeFormat(language);
  made.set(language, format);
  return format;
}

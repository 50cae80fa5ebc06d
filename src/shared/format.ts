/** Numbers and times as people read them. Pure; English; used by the command line, the app and messages. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `999 B`, `1.2 kB`, `34 MB`: units of 1000, one decimal below ten. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'unknown';
  let value = Math.abs(bytes);
  let unit = 0;
  // 999.5 would round to 1000 of a unit.
  while (unit < BYTE_UNITS.length - 1 && (unit === 0 ? value >= 1000 : value >= 999.5)) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? Math.round(value).toString() : value.toFixed(1);
  return `${bytes < 0 ? '-' : ''}${digits} ${BYTE_UNITS[unit]}`;
}

/** `1.2 MB/s` */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A length of time in milliseconds: `80 ms`, `2.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 2 h`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'unknown';
  const length = Math.max(0, milliseconds);
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 9_950) return `${(length / 1000).toFixed(1)} s`;
  const seconds = Math.round(length / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return twoUnits(seconds, 3600, 'h', 60, 'min');
  return twoUnits(seconds, 86_400, 'd', 3600, 'h');
}

function twoUnits(
  seconds: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const whole = Math.floor(seconds / large);
  const rest = Math.floor((seconds % large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long before (or after) `now` a time lies, both in milliseconds since 1970: `just now`, `2 minutes ago`,
 * `in 3 hours`, `5 days ago`; past 30 days the UTC date, `2026-03-14`.
 */
export function formatRelativeTime(time: number, now: number): string {
  if (!Number.isFinite(time) || !Number.isFinite(now)) return 'unknown';
  const distance = Math.abs(now - time);
  if (distance < 45_000) return 'just now';
  if (distance > 30 * DAY) return isoDay(time);
  const words = distanceInWords(distance);
  return time <= now ? `${words} ago` : `in ${words}`;
}

function distanceInWords(distance: number): string {
  const minutes = Math.round(distance / MINUTE);
  if (minutes < 60) return formatCount(Math.max(1, minutes), 'minute');
  const hours = Math.round(distance / HOUR);
  if (hours < 24) return formatCount(hours, 'hour');
  return formatCount(Math.round(distance / DAY), 'day');
}

function isoDay(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(0, 10);
}

/** `1 session`, `12,000 sessions`; `plural` when it is not the noun with an s. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** `12,000` */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 1 }) : 'unknown';
}

/** The bandwidth limit as people enter it: megabytes a second. Pure. */

const BYTES_PER_MEGABYTE = 1_000_000;

/** Bytes a second from what was typed, `0` for no limit; `null` when it is no number of at least a kilobyte. */
export function parseRate(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  if (text === '' || text === '0') return 0;
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const bytes = Math.round(Number(text) * BYTES_PER_MEGABYTE);
  return bytes >= 1_000 ? bytes : null;
}

/** The same the other way; empty for no limit. */
export function writeRate(bytesPerSecond: number): string {
  return bytesPerSecond === 0 ? '' : String(bytesPerSecond / BYTES_PER_MEGABYTE);
}

/**
 * Rules that every adapter shares for keys: which may be asked for, and how they are ordered.
 */
import { AppError } from '../../shared/errors.ts';

/** S3 allows 1,024 bytes for a key (AWS S3 User Guide, "Naming Amazon S3 objects"); so does every adapter. */
export const MAX_KEY_BYTES = 1024;

/** Keys of our own layout: checked without walking them. */
const PLAIN_KEY =
  /^[A-Za-z0-9_@+=-][A-Za-z0-9._@+=-]{0,127}(?:\/[A-Za-z0-9_@+=-][A-Za-z0-9._@+=-]{0,127}){0,6}$/;
/** Control characters, and the separator of Windows. */
const FORBIDDEN = /[\p{Cc}\\]/u;

/**
 * Refuses keys that some adapter, proxy or file system would read as another place: empty, absolute, with
 * `.`, `..` or empty segments, control characters, backslashes, lone surrogates, or longer than 1,024 bytes.
 * @throws AppError OBJECT_KEY_UNSAFE {key, reason}
 */
export function assertSafeKey(key: string): void {
  if (PLAIN_KEY.test(key)) return;
  const reason = unsafeReason(key);
  if (reason !== null) throw new AppError('OBJECT_KEY_UNSAFE', { key: key.slice(0, 200), reason });
}

/** The same rule for the prefix of a listing, which may be empty and may end in `/`. */
export function assertSafePrefix(prefix: string): void {
  const key = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  if (key !== '') assertSafeKey(key);
}

function unsafeReason(key: string): string | null {
  if (key === '') return 'empty';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return 'too-long';
  if (FORBIDDEN.test(key)) return 'character';
  if (!key.isWellFormed()) return 'not-unicode';
  if (key.startsWith('/')) return 'absolute';
  const odd = key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  return odd ? 'segment' : null;
}

/**
 * Order of S3 listings: by the bytes of UTF-8. UTF-16 code units, which `<` compares, agree with it except
 * that surrogates (above U+FFFF) must come after U+E000–U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

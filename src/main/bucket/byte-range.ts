/**
 * HTTP byte ranges for adapters without HTTP: inclusive, the end clipped to the object, a start past it
 * refused (RFC 9110, 416 Range Not Satisfiable).
 */
import { AppError } from '../../shared/errors.ts';

export interface Span {
  readonly start: number;
  readonly length: number;
}

/** @throws AppError REQUEST_REFUSED {reason: 'range'} */
export function spanOf(range: readonly [number, number], size: number, key: string): Span {
  const [first, last] = range;
  assertRange(range, key);
  if (first >= size) throw refusal(key);
  return { start: first, length: Math.min(last, size - 1) - first + 1 };
}

/** @throws AppError REQUEST_REFUSED {reason: 'range'} */
export function sliceRange(body: Uint8Array, range: readonly [number, number], key: string): Uint8Array {
  const { start, length } = spanOf(range, body.byteLength, key);
  return body.subarray(start, start + length);
}

/**
 * A range that HTTP would ignore as malformed is refused everywhere.
 * @throws AppError REQUEST_REFUSED {reason: 'range'}
 */
export function assertRange(range: readonly [number, number], key: string): void {
  const [first, last] = range;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first)
    throw refusal(key);
}

function refusal(key: string): AppError {
  return new AppError('REQUEST_REFUSED', { operation: 'get', key, reason: 'range' });
}

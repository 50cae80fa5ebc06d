/** Values that JSON can hold without loss, out of values that may be anything. */
import { AppError } from './errors.ts';
import { toIsoDate } from './iso-date.ts';

/** Names that mean something else than data to JavaScript objects; refused as keys at every depth. */
export const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Nesting of values this version does not know; real ones have a handful of levels. */
const MAX_DEPTH = 32;

/**
 * Text as every store can hold it: well-formed Unicode without NUL, else SQLite would cut or change it and the
 * hashes of two devices would never meet again. What cannot be held becomes U+FFFD.
 */
export function storableText(value: string): string {
  const wellFormed = value.isWellFormed() ? value : value.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}

/**
 * A deep copy that is equal to what `JSON.parse(JSON.stringify(value))` gives, prototype keys refused.
 * `field` names the place in errors; nothing of the value itself is named, it may be private.
 * @throws AppError MEMORY_INVALID for what JSON has no form for, or nesting deeper than 32 levels.
 */
export function toPlainJson(value: unknown, field: string, depth = 0): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  if (depth >= MAX_DEPTH) throw new AppError('MEMORY_INVALID', { field, problem: 'is nested too deeply' });
  if (Array.isArray(value)) return value.map((item: unknown) => toPlainJson(item ?? null, field, depth + 1));
  const iso = value instanceof Date ? toIsoDate(value) : null;
  if (iso !== null) return iso;
  if (!isPlainObject(value)) throw new AppError('MEMORY_INVALID', { field, problem: 'is not JSON' });
  return plainEntries(value, field, depth);
}

function plainEntries(value: Record<string, unknown>, field: string, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (PROTOTYPE_KEYS.has(key)) {
      throw new AppError('MEMORY_INVALID', { field, problem: 'has a key that is not allowed' });
    }
    if (value[key] !== undefined) copy[key] = toPlainJson(value[key], field, depth + 1);
  }
  return copy;
}

/** Whether `value` is an object literal or came out of `JSON.parse`: no array, no class instance. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The same value with the keys of every object in ascending order of UTF-16 units; array indices come first,
 * as JavaScript orders them. Returns `value` itself where nothing has to move.
 */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return sortItems(value);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value);
  if (isSettled(value, keys)) return value;
  return Object.fromEntries(keys.sort().map((key) => [key, withSortedKeys(value[key])]));
}

/** Whether the keys are in order and every value is one `withSortedKeys` would leave alone. */
function isSettled(value: Record<string, unknown>, keys: readonly string[]): boolean {
  let previous = '';
  for (const key of keys) {
    if (key < previous) return false;
    previous = key;
    const item = value[key];
    if (typeof item === 'object' && item !== null && withSortedKeys(item) !== item) return false;
  }
  return true;
}

function sortItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item !== 'object' || item === null) continue;
    const sorted = withSortedKeys(item);
    if (sorted === item) continue;
    copy ??= [...items];
    copy[index] = sorted;
  }
  return copy ?? items;
}

/**
 * Reads records out of unknown data by a table of fields, keys ascending in the result. Hand-made where the rest
 * of the program uses zod: a memory holds thousands of small values, and reading them with zod took longer than
 * decrypting them and parsing their JSON together.
 */
import { AppError } from './errors.ts';
import { isPlainObject, PROTOTYPE_KEYS, toPlainJson } from './plain-json.ts';

/** How a value is read: `undefined` for what is refused. `problem` follows the field's name in errors. */
export interface Reader<T> {
  readonly problem: string;
  readonly read: (value: unknown, place: string) => T | undefined;
}

/** A reader and what an absent or null value means. */
export interface Field<T> extends Reader<T> {
  readonly missing: 'refused' | 'left out' | (() => T);
}

export const required = <T>(reader: Reader<T>): Field<T> => ({ ...reader, missing: 'refused' });
export const optional = <T>(reader: Reader<T>): Field<T | undefined> => ({ ...reader, missing: 'left out' });
export const lenient = <T>(reader: Reader<T>, missing: () => T): Field<T> => ({ ...reader, missing });

/** One field for every key that `T` names; keys of an index signature are left to `readRest`. */
export type FieldsOf<T> = {
  readonly [K in keyof T as string extends K ? never : K]-?: Field<T[K]>;
};

export interface RecordTable {
  readonly entries: readonly (readonly [key: string, field: Field<unknown>])[];
  readonly keys: ReadonlySet<string>;
}

export function recordTable<T>(fields: FieldsOf<T>): RecordTable {
  const entries = Object.entries<Field<unknown>>(fields as Record<string, Field<unknown>>);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return { entries, keys: new Set(entries.map(([key]) => key)) };
}

export function invalid(field: string, problem: string): AppError {
  return new AppError('MEMORY_INVALID', { field, problem });
}

/**
 * The known fields of `input`. `place` is its path in errors, empty or ending in a dot.
 * @throws AppError MEMORY_INVALID {field, problem}
 */
export function readFields(table: RecordTable, input: unknown, place: string): Record<string, unknown> {
  if (!isPlainObject(input)) throw invalid(place.slice(0, -1), 'is not an object');
  const record: Record<string, unknown> = {};
  for (const [key, field] of table.entries) {
    const raw = input[key] ?? undefined;
    if (raw === undefined) {
      if (field.missing === 'refused') throw invalid(place + key, 'is missing');
      if (field.missing !== 'left out') record[key] = field.missing();
      continue;
    }
    const value = field.read(raw, place + key);
    if (value === undefined) throw invalid(place + key, field.problem);
    record[key] = value;
  }
  return record;
}

/**
 * The keys of `input` the table does not know, as plain JSON, ascending; `null` when there are none.
 * @throws AppError MEMORY_INVALID for prototype keys, for more than `limit` keys, for what is not JSON
 */
export function readRest(
  table: RecordTable,
  input: Record<string, unknown>,
  limit: number,
  place: string,
): Record<string, unknown> | null {
  let names: string[] | null = null;
  for (const key of Object.keys(input)) {
    if (!table.keys.has(key) && input[key] !== undefined) (names ??= []).push(key);
  }
  if (names === null) return null;
  if (names.some((name) => PROTOTYPE_KEYS.has(name))) throw invalid(place, 'has a key that is not allowed');
  if (names.length > limit) throw invalid(place, 'has too many unknown keys');
  return Object.fromEntries(names.sort().map((name) => [name, toPlainJson(input[name], place)]));
}

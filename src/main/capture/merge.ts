/**
 * What becomes of a stored memory when its session is captured again. Three versions decide, field by field: as
 * last captured, as captured now, as stored. Whatever differs from the last capture was changed by somebody else
 * (a person, a merge with another device, the plugin) and stays.
 */
import { canonicalContent, type SessionMemory } from '../../shared/session.ts';

/** Fields that a person writes better than a program; kept when nothing tells who wrote them. */
const PERSONAL: ReadonlySet<string> = new Set(['summary', 'description', 'tags']);

/** The device's own marks, which no capture knows of. */
const MARKS: ReadonlySet<string> = new Set(['id', 'synced', 'syncedAt', 'extra']);

/** Tasks and their counts say one thing together. */
const TASK_FIELDS: ReadonlySet<string> = new Set(['tasks', 'tasksCompleted', 'tasksPending']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param bases the last capture, and one that may have been stored before its record was; none when nothing is
 *   known of an earlier capture.
 * @returns the memory to store; equal in content to `stored` when there is nothing to do.
 */
export function mergeCapture(
  stored: SessionMemory,
  captured: SessionMemory,
  bases: readonly SessionMemory[],
): SessionMemory {
  const row: Fields = stored;
  const now: Fields = captured;
  const merged: Record<string, unknown> = { ...stored };
  for (const [field, value] of Object.entries(now)) {
    if (MARKS.has(field)) continue;
    const group = TASK_FIELDS.has(field) ? [...TASK_FIELDS] : [field];
    if (takesCapture(row, now, bases, group)) merged[field] = value;
  }
  return merged as SessionMemory;
}

function takesCapture(
  row: Fields,
  now: Fields,
  bases: readonly Fields[],
  fields: readonly string[],
): boolean {
  if (bases.length > 0) {
    return bases.some((base) => fields.every((field) => isEqual(row[field], base[field])));
  }
  if (fields.every((field) => isEmpty(row[field]))) return true;
  return !fields.every((field) => isEmpty(now[field])) && !fields.some((field) => PERSONAL.has(field));
}

function isEmpty(value: unknown): boolean {
  return !value || (Array.isArray(value) && value.length === 0);
}

/** Equality as JSON has it: absent and undefined are the same, key order does not matter. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => isEqual(x, b[i]))
    );
  }
  const left = a as Fields;
  const right = b as Fields;
  return [...Object.keys(left), ...Object.keys(right)].every((key) => isEqual(left[key], right[key]));
}

/** Whether two memories say the same, apart from this device's marks. */
export function isSameContent(a: SessionMemory, b: SessionMemory): boolean {
  return canonicalContent(a) === canonicalContent(b);
}

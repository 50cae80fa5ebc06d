/** Where an object belongs: what its key says, and what must stand inside it too. */
import { AppError } from '../../shared/errors.ts';
import {
  deviceKey,
  isSafeName,
  type ObjectIdentity,
  partKey,
  sessionKey,
  tombstoneKey,
} from '../../shared/object-key.ts';
import { isPlainObject } from '../../shared/plain-json.ts';
import type { VersionVector } from '../../shared/version-vector.ts';

/** Identity of an object in one vault. */
export interface ObjectPlace extends ObjectIdentity {
  /** Vault id. */
  readonly vault: string;
}

/** The object's key, or the nearest thing to it for types whose keys have further parts. */
export function keyOf(place: ObjectPlace): string {
  const { type, device, session, part } = place;
  if (part !== undefined && session !== undefined) return partKey(device, session, part);
  if (session === undefined) return type === 'device' ? deviceKey(device) : `${type}/${device}`;
  if (type === 'session') return sessionKey(device, session);
  return type === 'tombstone' ? tombstoneKey(device, session) : `${type}/${device}/${session}`;
}

/**
 * Refuses an object whose inner identity is not the one its key claims: it was moved, renamed or copied from
 * another vault, which encryption alone would not show.
 * @throws AppError OBJECT_MISPLACED {key, field, found}
 */
export function assertPlaced(place: ObjectPlace, inner: Readonly<Record<string, unknown>>): void {
  for (const field of ['type', 'vault', 'device', 'session'] as const) {
    if (field === 'type' && inner['type'] === undefined && place.type === 'session') continue;
    if (inner[field] === place[field]) continue;
    throw misplaced(place, field, inner);
  }
  if (place.type === 'transcript' && inner['part'] !== place.part) throw misplaced(place, 'part', inner);
}

function misplaced(place: ObjectPlace, field: string, inner: Readonly<Record<string, unknown>>): AppError {
  return new AppError('OBJECT_MISPLACED', { key: keyOf(place), field, found: nameable(inner[field]) });
}

/** Names out of an object are shown to people, so only such as are safe to show. */
function nameable(value: unknown): string | null {
  return typeof value === 'string' && isSafeName(value) ? value : null;
}

/** Devices in one vector; a person has a handful, each reinstallation adds one. */
const MOST_DEVICES = 4096;
/** Far above any number of edits, far below where adding 1 stops working. */
const MOST_EDITS = 2 ** 48;

/**
 * What is wrong with a version vector out of an object; `null`: nothing. Names of `Object.prototype` are refused,
 * as comparing vectors would find its methods where a counter is missing.
 */
export function vectorProblem(vector: unknown): string | null {
  if (!isPlainObject(vector)) return 'is not a version vector';
  const entries = Object.entries(vector);
  if (entries.length > MOST_DEVICES) return 'has too many devices';
  for (const [device, counter] of entries) {
    if (!isSafeName(device) || device in Object.prototype) return 'names an impossible device';
    const sound = Number.isSafeInteger(counter) && Number(counter) >= 1 && Number(counter) <= MOST_EDITS;
    if (!sound) return 'has an impossible counter';
  }
  return null;
}

/** @throws AppError `code` {key, field, problem} */
export function readVector(
  value: unknown,
  place: ObjectPlace,
  field: string,
  code: 'MEMORY_INVALID' | 'OBJECT_MALFORMED',
): VersionVector {
  const problem = vectorProblem(value);
  if (problem === null) return value as VersionVector;
  throw new AppError(code, { key: keyOf(place), field, problem });
}

/**
 * The bucket layout as names. Keys that come out of a bucket are hostile input: only what these functions
 * can parse is ever looked at. Layout: docs/format.md.
 */
import { AppError } from './errors.ts';

/** Object types that are sealed with an own HKDF subkey (all but `session`, which uses the vault key). */
export type ObjectType = 'session' | 'transcript' | 'device' | 'tombstone' | 'log';

export const VAULT_HEADER_KEY = 'vault.json';

/** S3 allows 1,024 bytes for a key (AWS S3 User Guide, "Naming Amazon S3 objects"). */
const NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._@+=-]{1,128}$/;

/**
 * Whether a device id or session id may be part of a key: 1–128 of `A-Z a-z 0-9 . _ @ + = -`, not `.` or `..`,
 * and nothing that every JavaScript object has (`constructor`, `__proto__`), as names become keys of vectors.
 */
export function isSafeName(name: string): boolean {
  return NAME_PATTERN.test(name) && !(name in Object.prototype);
}

function safe(name: string): string {
  if (!isSafeName(name)) throw new AppError('OBJECT_KEY_UNSAFE', { key: name.slice(0, 200) });
  return name;
}

export const PREFIX = {
  sessions: 'sessions/',
  transcripts: 'transcripts/',
  devices: 'devices/',
  tombstones: 'tombstones/',
} as const;

/** @throws AppError OBJECT_KEY_UNSAFE when an id cannot be part of a key. */
export function sessionKey(device: string, session: string): string {
  return `${PREFIX.sessions}${safe(device)}/${safe(session)}.enc`;
}

export function tombstoneKey(device: string, session: string): string {
  return `${PREFIX.tombstones}${safe(device)}/${safe(session)}.enc`;
}

export function deviceKey(device: string): string {
  return `${PREFIX.devices}${safe(device)}.enc`;
}

/** Everything of one device's transcripts. */
export function devicePartsPrefix(device: string): string {
  return `${PREFIX.transcripts}${safe(device)}/`;
}

/** Everything of one session's transcript. */
export function partPrefix(device: string, session: string): string {
  return `${devicePartsPrefix(device)}${safe(session)}/`;
}

export function partKey(device: string, session: string, part: string): string {
  return `${partPrefix(device, session)}${safe(part)}.enc`;
}

/** Identity that a key claims; decryption then checks it against the identity inside the object. */
export interface ObjectIdentity {
  readonly type: ObjectType;
  readonly device: string;
  /** Absent for device cards. */
  readonly session?: string;
  /** Only for parts of transcripts. */
  readonly part?: string;
}

/** Parses a session, tombstone, device or part key; `null` for anything else, however it is malformed. */
export function parseObjectKey(key: string): ObjectIdentity | null {
  if (key.length > 1024 || !key.endsWith('.enc')) return null;
  const parts = key.slice(0, -'.enc'.length).split('/');
  if (parts.length < 2 || parts.length > 4 || !parts.slice(1).every(isSafeName)) return null;
  const [folder, device = '', session, part] = parts;
  if (part !== undefined) {
    return folder === 'transcripts' ? { type: 'transcript', device, session: session ?? '', part } : null;
  }
  if (folder === 'devices' && session === undefined) return { type: 'device', device };
  if (session === undefined) return null;
  if (folder === 'sessions') return { type: 'session', device, session };
  if (folder === 'tombstones') return { type: 'tombstone', device, session };
  return null;
}

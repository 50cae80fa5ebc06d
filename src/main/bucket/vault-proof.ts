/** Whether a bucket without `vault.json` holds objects of ours, and whether a key opens them. */
import { AppError } from '../../shared/errors.ts';
import { parseObjectKey, PREFIX } from '../../shared/object-key.ts';
import { keyFingerprint, type VaultKey } from '../crypto/keys.ts';
import { maxSealedBytes, vaultOfObject } from '../crypto/sealed-object.ts';
import { MAX_SESSION_BYTES, vaultOfSession } from '../crypto/session-object.ts';
import type { Bucket, ObjectEntry, RequestOptions } from '../engine/ports.ts';

const LOG_PREFIX = 'log/';

/** Whether anything lies under the layout's folders; empty folder markers that consoles make do not count. */
export async function hasVaultObjects(bucket: Bucket, options: RequestOptions): Promise<boolean> {
  for (const prefix of [...Object.values(PREFIX), LOG_PREFIX]) {
    for await (const page of bucket.list(prefix, { signal: options.signal })) {
      if (page.some((entry) => !isFolderMarker(entry))) return true;
    }
  }
  return false;
}

function isFolderMarker(entry: ObjectEntry): boolean {
  return entry.size === 0 && entry.key.endsWith('/');
}

/** Objects tried before a key is called wrong: some may be damaged, or left from a key that was lost. */
const MOST_TRIES = 50;

export interface KeyProof {
  /** The vault the opened objects name; `null` when they name none. */
  readonly vaultId: string | null;
}

/**
 * Opens objects with `key`, newest first, until one names its vault.
 * @throws AppError KEY_WRONG {expected, given} when it opens none; `expected` is what their writer noted, if it did
 */
export async function proveKey(bucket: Bucket, key: VaultKey, options: RequestOptions): Promise<KeyProof> {
  let opens = false;
  let expected: string | null = null;
  for (const entry of await candidates(bucket, options)) {
    const trial = await tryEntry(bucket, key, entry, options);
    expected ??= trial.fingerprint;
    if (trial.vaultId !== null) return { vaultId: trial.vaultId };
    opens ||= trial.opens;
  }
  if (!opens) throw new AppError('KEY_WRONG', { expected, given: keyFingerprint(key) });
  return { vaultId: null };
}

/** Device cards come first: only our own client writes them, so they name the vault. */
async function candidates(bucket: Bucket, options: RequestOptions): Promise<ObjectEntry[]> {
  const chosen: ObjectEntry[] = [];
  for (const prefix of [PREFIX.devices, PREFIX.sessions, PREFIX.tombstones]) {
    const entries: ObjectEntry[] = [];
    for await (const page of bucket.list(prefix, { signal: options.signal })) {
      entries.push(...page.filter((entry) => parseObjectKey(entry.key) !== null));
    }
    entries.sort((a, b) => b.modifiedAt - a.modifiedAt);
    chosen.push(...entries.slice(0, MOST_TRIES - chosen.length));
  }
  return chosen;
}

interface Trial {
  readonly opens: boolean;
  readonly vaultId: string | null;
  readonly fingerprint: string | null;
}

async function tryEntry(
  bucket: Bucket,
  key: VaultKey,
  entry: ObjectEntry,
  options: RequestOptions,
): Promise<Trial> {
  const type = parseObjectKey(entry.key)?.type ?? 'session';
  const maxBytes = type === 'session' ? MAX_SESSION_BYTES : maxSealedBytes(type);
  let fingerprint: string | null = null;
  try {
    const { body, metadata } = await bucket.get(entry.key, { signal: options.signal, maxBytes });
    const noted = metadata['x-key-fingerprint'] ?? '';
    fingerprint = /^[0-9a-f]{8}$/.test(noted) ? noted : null;
    const vaultId = type === 'session' ? vaultOfSession(key, body) : vaultOfObject(key, type, body);
    return { opens: true, vaultId, fingerprint };
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    if (code === 'MEMORY_INVALID' || code === 'OBJECT_MALFORMED')
      return { opens: true, vaultId: null, fingerprint };
    if (code !== null && PASSED_OVER.has(code)) return { opens: false, vaultId: null, fingerprint };
    throw error;
  }
}

const PASSED_OVER: ReadonlySet<string> = new Set([
  'OBJECT_NOT_FOUND',
  'OBJECT_TRUNCATED',
  'OBJECT_UNDECRYPTABLE',
  'OBJECT_TOO_LARGE',
]);

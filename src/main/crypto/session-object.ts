/**
 * Session objects: plain memory JSON sealed with the vault key itself, so that any client of the document reads
 * ours and we read its. Ours carry `_sync`, which binds them to their place. Format: docs/format.md.
 */
import { createHash, hash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { isPlainObject } from '../../shared/plain-json.ts';
import { canonicalContent, parseMemory, type SessionMemory } from '../../shared/session.ts';
import { canonicalTranscript, type Transcript } from '../../shared/transcript.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import { type Encrypt, ENVELOPE_BYTES, open, seal } from './envelope.ts';
import { parseJsonBytes } from './json-bytes.ts';
import type { VaultKey } from './keys.ts';
import { isVaultId } from './vault-header.ts';
import { assertPlaced, keyOf, type ObjectPlace, readVector } from './object-place.ts';

/** Bytes a sealed session may have. The document expects 500 kB on average. */
export const MAX_SESSION_BYTES = 64 * 1024 * 1024;

const SYNC_VERSION = 1;

export interface SealedSession {
  readonly sealed: Buffer;
  /** SHA-256 of `canonicalContent`, lower-case hex. */
  readonly contentHash: string;
}

export interface SessionContent {
  readonly memory: SessionMemory;
  /** `null`: written by another client of the document, which knows no vectors. */
  readonly vector: VersionVector | null;
  readonly contentHash: string;
  /** Hash of the content without `extra` and `transcript`; the same as `contentHash` when there are none. */
  readonly coreHash: string;
}

/**
 * Seals a memory for `sessions/<device>/<memory.id>.enc`.
 *
 * The plaintext is the canonical content with `transcript`, `synced`, `syncedAt` and `_sync` appended. So it is
 * serialised and encoded once for hash and object, and a reader checks the hash on the bytes it has.
 * @throws AppError OBJECT_KEY_UNSAFE, OBJECT_TOO_LARGE; MEMORY_INVALID {field: '_sync.vector'}
 */
export function sealSession(
  key: VaultKey,
  at: { readonly vault: string; readonly device: string },
  memory: SessionMemory,
  vector: VersionVector,
  encrypt: Encrypt = seal,
): SealedSession {
  const place: ObjectPlace = { type: 'session', vault: at.vault, device: at.device, session: memory.id };
  const name = keyOf(place);
  readVector(vector, place, '_sync.vector', 'MEMORY_INVALID');
  const { transcript, ...rest } = memory;
  const content = canonicalContent(rest);
  const layout = transcript ? JSON.stringify(transcript) : null;
  const contentBytes = Buffer.byteLength(content);
  const most = contentBytes + Buffer.byteLength(layout ?? '') + 1024 * (8 + Object.keys(vector).length);
  if (most + ENVELOPE_BYTES > MAX_SESSION_BYTES) {
    throw new AppError('OBJECT_TOO_LARGE', { key: name, size: contentBytes, limit: MAX_SESSION_BYTES });
  }
  const buffer = workingBuffer(most);
  buffer.write(content, 0, 'utf8');
  const contentHash = hashOfBytes(buffer.subarray(0, contentBytes), memory);
  const sync = {
    v: SYNC_VERSION,
    vault: at.vault,
    device: at.device,
    session: memory.id,
    vector,
    contentHash,
  };
  const ending = tail(layout, memory.synced, memory.syncedAt, sync);
  const tailBytes = buffer.write(ending, contentBytes - 1, 'utf8');
  return { sealed: encrypt(key, buffer.subarray(0, contentBytes - 1 + tailBytes)), contentHash };
}

/** What follows the canonical content, in place of its closing brace. `layout`: JSON of the transcript. */
function tail(layout: string | null, synced: unknown, syncedAt: unknown, sync: unknown): string {
  const marks = JSON.stringify({ synced, syncedAt, _sync: sync });
  return `${layout === null ? '' : `,"transcript":${layout}`},${marks.slice(1)}`;
}

/** The content hash, given the bytes of the canonical content without the transcript. */
function hashOfBytes(bytes: Uint8Array, { transcript, extra, ...memory }: SessionMemory): string {
  if (!transcript) return hash('sha256', bytes);
  // Sorted by name, it comes after all known keys.
  if (extra && Object.keys(extra).some((name) => name > 'transcript')) {
    return hashOfContent({ ...memory, transcript, extra });
  }
  return createHash('sha256')
    .update(bytes.subarray(0, -1))
    .update(transcriptEnding(transcript))
    .digest('hex');
}

function transcriptEnding(transcript: Transcript): string {
  return `,"transcript":${canonicalTranscript(transcript)}}`;
}

const WORKING_BYTES = 1024 * 1024;
let working: Buffer | null = null;

/** One buffer for the plaintexts of all small objects: allocating afresh costs as much as encrypting. */
function workingBuffer(bytes: number): Buffer {
  if (bytes > WORKING_BYTES) return Buffer.allocUnsafe(bytes);
  return (working ??= Buffer.allocUnsafeSlow(WORKING_BYTES));
}

/**
 * Opens a session object and proves that it belongs at `place`.
 * @throws AppError OBJECT_TOO_LARGE, OBJECT_TRUNCATED, OBJECT_UNDECRYPTABLE
 * @throws AppError OBJECT_UNSUPPORTED {version}: written by a newer version
 * @throws AppError OBJECT_MISPLACED {field, found}: `_sync`, or without it `id`, names another place
 * @throws AppError MEMORY_INVALID {field, problem}: not a memory, or its `contentHash` is of other content. Such an
 * object is authentic and in its place; its writer failed, which moving it would not mend.
 */
export function openSession(key: VaultKey, place: ObjectPlace, sealed: Uint8Array): SessionContent {
  const name = keyOf(place);
  if (sealed.length > MAX_SESSION_BYTES) {
    throw new AppError('OBJECT_TOO_LARGE', { key: name, size: sealed.length, limit: MAX_SESSION_BYTES });
  }
  const bytes = open(key, sealed, name);
  const { text, value } = parseJsonBytes(bytes, name, 'MEMORY_INVALID');
  const sync = readSync(value, place);
  const memory = readMemory(value, name);
  if (memory.id !== place.session) {
    throw new AppError('OBJECT_MISPLACED', { key: name, field: 'id', found: memory.id });
  }
  const contentHash = sync ? verifiedHash(sync, value, memory, text, bytes, name) : hashOfContent(memory);
  const { extra, transcript, ...core } = memory;
  return {
    memory,
    vector: sync?.vector ?? null,
    contentHash,
    coreHash: extra || transcript ? hashOfContent(core) : contentHash,
  };
}

/**
 * The vault a session object says it is of, from whichever place: for a bucket whose `vault.json` is lost.
 * `null`: it does not say.
 * @throws AppError OBJECT_TRUNCATED, OBJECT_UNDECRYPTABLE, MEMORY_INVALID
 */
export function vaultOfSession(key: VaultKey, sealed: Uint8Array): string | null {
  const { value } = parseJsonBytes(open(key, sealed), 'session', 'MEMORY_INVALID');
  const sync = isPlainObject(value) ? value['_sync'] : null;
  return isPlainObject(sync) && isVaultId(sync['vault']) ? sync['vault'] : null;
}

/** SHA-256 of `canonicalContent`, lower-case hex. */
export function hashOfContent(memory: SessionMemory): string {
  return hash('sha256', canonicalContent(memory));
}

interface Sync {
  readonly vector: VersionVector;
  readonly contentHash: string;
}

function readSync(value: unknown, place: ObjectPlace): Sync | null {
  if (!isPlainObject(value) || value['_sync'] === undefined) return null;
  const sync = value['_sync'];
  const key = keyOf(place);
  const invalid = (field: string, problem: string): AppError =>
    new AppError('MEMORY_INVALID', { key, field, problem });
  if (!isPlainObject(sync)) throw invalid('_sync', 'is not an object');
  const version = sync['v'];
  if (!Number.isSafeInteger(version) || Number(version) < 1) throw invalid('_sync.v', 'is not a version');
  if (version !== SYNC_VERSION) throw new AppError('OBJECT_UNSUPPORTED', { key, version: Number(version) });
  assertPlaced(place, sync);
  const contentHash = sync['contentHash'];
  if (typeof contentHash !== 'string' || !/^[0-9a-f]{64}$/.test(contentHash)) {
    throw invalid('_sync.contentHash', 'is not a SHA-256');
  }
  return { vector: readVector(sync['vector'], place, '_sync.vector', 'MEMORY_INVALID'), contentHash };
}

function readMemory(value: unknown, key: string): SessionMemory {
  try {
    return parseMemory(value);
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, { key, ...error.data }, { cause: error });
    throw error;
  }
}

/**
 * Compares the hash the object claims with that of the bytes before the tail, where our writers leave canonical
 * content; only for another layout is the memory serialised again. Changes `bytes`.
 */
function verifiedHash(
  sync: Sync,
  value: unknown,
  memory: SessionMemory,
  text: string,
  bytes: Buffer,
  key: string,
): string {
  const { synced, syncedAt, _sync, transcript } = value as Record<string, unknown>;
  const layout = memory.transcript ? JSON.stringify(transcript) : null;
  const ending = tail(layout, synced, syncedAt, _sync);
  const start = bytes.length - Buffer.byteLength(ending);
  if (start > 0 && text.endsWith(ending)) {
    bytes[start] = 0x7d; // '}'
    if (hashOfBytes(bytes.subarray(0, start + 1), memory) === sync.contentHash) return sync.contentHash;
  }
  if (hashOfContent(memory) === sync.contentHash) return sync.contentHash;
  throw new AppError('MEMORY_INVALID', {
    key,
    field: '_sync.contentHash',
    problem: 'is the hash of other content',
  });
}

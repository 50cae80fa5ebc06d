/**
 * Parts of transcripts: sealed objects whose body is `u32be index length | index JSON | bytes of the segments`. The
 * index says whose bytes they are, so that a part is understandable without the memory that lists it. A small part
 * may be compressed against bytes of the same file that stand in earlier parts, its prefix. Format: docs/format.md.
 */
import { AppError } from '../../shared/errors.ts';
import { isPlainObject } from '../../shared/plain-json.ts';
import { BUNDLE_ROLES, type BundleRole, isBundlePath, TRANSCRIPT_LIMITS } from '../../shared/transcript.ts';
import type { Encrypt } from './envelope.ts';
import { parseJsonBytes } from './json-bytes.ts';
import type { VaultKey } from './keys.ts';
import { keyOf } from './object-place.ts';
import { type SealedPlace, sealObject, unwrapObject } from './sealed-object.ts';

const KIB = 1024;

/** Bytes a sealed part may have. */
export const MAX_PART_BYTES = 8 * KIB * KIB;
/** Bytes of index and segments together; what remains is for the header, the envelope and zstd's own frames. */
const MAX_PART_BODY_BYTES = MAX_PART_BYTES - 32 * KIB;
/** Bytes a prefix may have. 64 KiB give nearly all that more would give, at a quarter of the time. */
export const MAX_PREFIX_BYTES = 64 * KIB;
/**
 * Stands before the prefix in the dictionary, so that the index costs next to nothing either; and since zstd takes a
 * dictionary that begins with its magic number (RFC 8878 section 5) for another kind than we mean, it never does.
 */
const INDEX_SAMPLE = Buffer.from(
  '{"segments":[{"path":"main.jsonl","role":"main","offset":,"length":,"generation":1}]}',
);

const LENGTH_BYTES = 4;
/** Parts up to this size are packed at level 9, which takes a fifth off; larger ones at 390 MB/s. */
const SMALL_BYTES = 256 * KIB;

/** One run of bytes, as the index of its part names it. */
export interface IndexedSegment {
  readonly path: string;
  readonly role: BundleRole;
  /** Where the run begins in the file, bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Counts how often the file was written anew; bytes of an earlier generation are of another content. */
  readonly generation: number;
}

/** The bytes `offset` to `offset + length` of a file, which precede the part's own. */
export interface PartPrefix {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

export interface PartContent {
  /** In the order of their bytes. */
  readonly segments: readonly IndexedSegment[];
  readonly bytes: Uint8Array;
}

export type PartPlace = SealedPlace & {
  readonly type: 'transcript';
  readonly session: string;
  readonly part: string;
};

/**
 * Seals a part; with `prefix`, where that makes it smaller, only who has those bytes of the file can open it again.
 * @throws AppError OBJECT_KEY_UNSAFE, OBJECT_TOO_LARGE; OBJECT_MALFORMED for an index that no reader would accept
 */
export function sealPart(
  key: VaultKey,
  place: PartPlace,
  content: PartContent,
  prefix: (PartPrefix & { readonly bytes: Uint8Array }) | null = null,
  encrypt?: Encrypt,
): Buffer {
  const { segments, bytes } = content;
  assertIndex(segments, bytes.length, keyOf(place));
  const index = Buffer.from(JSON.stringify({ segments: segments.map(indexEntry) }), 'utf8');
  const size = LENGTH_BYTES + index.length + bytes.length;
  if (size > MAX_PART_BODY_BYTES) throw tooLarge(place, size, MAX_PART_BODY_BYTES);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(index.length);
  const level = bytes.length <= SMALL_BYTES ? 9 : 3;
  const body = Buffer.concat([length, index, bytes]);
  const alone = sealObject(key, place, body, { encrypt, level, consumesBody: prefix === null });
  const against = prefix && sealAgainst(key, place, body, prefix, encrypt);
  const sealed = against && against.length < alone.length ? against : alone;
  if (sealed.length > MAX_PART_BYTES) throw tooLarge(place, sealed.length, MAX_PART_BYTES);
  return sealed;
}

/** `null` where there are too many bytes, or none. */
function sealAgainst(
  key: VaultKey,
  place: PartPlace,
  body: Uint8Array,
  { path, offset, bytes }: PartPrefix & { readonly bytes: Uint8Array },
  encrypt: Encrypt | undefined,
): Buffer | null {
  if (bytes.length === 0 || bytes.length > MAX_PREFIX_BYTES) return null;
  const fields = { prefix: [path, offset, bytes.length] };
  return sealObject(key, place, body, { encrypt, level: 9, fields, dictionary: dictionaryOf(bytes) });
}

function dictionaryOf(prefix: Uint8Array): Buffer {
  return Buffer.concat([INDEX_SAMPLE, prefix]);
}

/** In the order of the format's description. */
function indexEntry({ path, role, offset, length, generation }: IndexedSegment): IndexedSegment {
  return { path, role, offset, length, generation };
}

/**
 * Opens a part and proves that it belongs at `place`. `prefixOf` is asked for the bytes it was compressed against,
 * if there are such.
 * @throws AppError what `openObject` throws; whatever `prefixOf` throws
 */
export async function openPart(
  key: VaultKey,
  place: PartPlace,
  sealed: Uint8Array,
  prefixOf: (prefix: PartPrefix) => Promise<Uint8Array>,
): Promise<PartContent> {
  const name = keyOf(place);
  const object = unwrapObject(key, place, sealed, MAX_PART_BODY_BYTES);
  const prefix = readPrefix(object.header['prefix'], name);
  const before = prefix ? await prefixOf(prefix) : undefined;
  if (before?.length !== prefix?.length) throw malformed(name, 'prefix', 'is not as long as it should be');
  const body = object.unpack(before && dictionaryOf(before));
  const indexBytes = body.length >= LENGTH_BYTES ? body.readUInt32BE() : Infinity;
  const start = LENGTH_BYTES + indexBytes;
  if (start > body.length) throw malformed(name, 'index', 'has an impossible length');
  const { value } = parseJsonBytes(body.subarray(LENGTH_BYTES, start), name, 'OBJECT_MALFORMED');
  const bytes = body.subarray(start);
  return { segments: readIndex(value, bytes.length, name), bytes };
}

function readPrefix(value: unknown, name: string): PartPrefix | null {
  if (value === undefined) return null;
  if (!Array.isArray(value)) throw malformed(name, 'prefix', 'is not a list');
  const [path, offset, length] = value as unknown[];
  const sound =
    typeof path === 'string' &&
    isBundlePath(path) &&
    isCount(offset, TRANSCRIPT_LIMITS.fileBytes) &&
    isCount(length, MAX_PREFIX_BYTES);
  if (!sound) throw malformed(name, 'prefix', 'is not valid');
  return { path, offset, length };
}

function isCount(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
}

function readIndex(value: unknown, bytes: number, name: string): IndexedSegment[] {
  const list: unknown = isPlainObject(value) ? value['segments'] : null;
  if (!Array.isArray(list)) throw malformed(name, 'segments', 'is not a list');
  assertIndex(list, bytes, name);
  return list.map(indexEntry);
}

function assertIndex(
  list: readonly unknown[],
  bytes: number,
  name: string,
): asserts list is IndexedSegment[] {
  if (list.length > TRANSCRIPT_LIMITS.segments) throw malformed(name, 'segments', 'is too long');
  let total = 0;
  for (const entry of list) {
    const { path, role, offset, length, generation } = (entry ?? {}) as Record<string, unknown>;
    const sound =
      typeof path === 'string' &&
      isBundlePath(path) &&
      BUNDLE_ROLES.some((known) => known === role) &&
      isCount(offset, TRANSCRIPT_LIMITS.fileBytes) &&
      isCount(length, TRANSCRIPT_LIMITS.partBytes) &&
      isCount(generation, Number.MAX_SAFE_INTEGER);
    if (!sound) throw malformed(name, 'segments', 'has an impossible entry');
    total += length;
  }
  if (total !== bytes) throw malformed(name, 'segments', 'do not add up to the bytes there are');
}

function malformed(key: string, field: string, problem: string): AppError {
  return new AppError('OBJECT_MALFORMED', { key, field, problem });
}

function tooLarge(place: PartPlace, size: number, limit: number): AppError {
  return new AppError('OBJECT_TOO_LARGE', { key: keyOf(place), size, limit });
}

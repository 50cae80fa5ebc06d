/**
 * All objects but sessions: `u32be header length | JSON header | zstd body`, sealed with the HKDF subkey of their
 * type. The header binds the object to its place and says how long the body is. Format: docs/format.md.
 */
import { constants, zstdCompressSync, zstdDecompressSync, type ZstdOptions } from 'node:zlib';
import { AppError } from '../../shared/errors.ts';
import { isPlainObject } from '../../shared/plain-json.ts';
import { type Encrypt, open, seal } from './envelope.ts';
import { parseJsonBytes } from './json-bytes.ts';
import { deriveSubkey, type VaultKey } from './keys.ts';
import { isVaultId } from './vault-header.ts';
import { release } from '../../shared/release.ts';
import { assertPlaced, keyOf, type ObjectPlace } from './object-place.ts';

/** Types that have a subkey of their own. */
export type SealedType = Exclude<ObjectPlace['type'], 'session'>;
export type SealedPlace = ObjectPlace & { readonly type: SealedType };

const KIB = 1024;
const MIB = KIB * KIB;

/** Bytes a body may have after decompression, by type. */
export const MAX_BODY_BYTES: Readonly<Record<SealedType, number>> = {
  device: 64 * KIB,
  tombstone: MIB,
  log: 16 * MIB,
  transcript: 64 * MIB,
};

/** Bytes a sealed object may have: zstd grows incompressible data by less than 1/128 (zstd.h, ZSTD_COMPRESSBOUND). */
export function maxSealedBytes(type: SealedType): number {
  return Math.ceil(MAX_BODY_BYTES[type] * (129 / 128)) + 64 * KIB;
}

const HEADER_VERSION = 1;
const LENGTH_BYTES = 4;
const MOST_HEADER_BYTES = 16 * KIB;

/**
 * A body may be this many times as long as its compressed form once it is over `FREE_BYTES`. Transcripts reach
 * about 9; only filler goes beyond, and a bomb reaches 30,000.
 */
const MOST_RATIO = 1000;
const FREE_BYTES = MIB;

/** 8 MiB windows: what RFC 8878 section 3.1.1.1.2 asks every decoder to support, and level 19 needs. */
const UNPACK = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/**
 * Level 3: ratio 8.7 at 390 MB/s on transcripts, measured. A checksum (RFC 8878 section 3.1.1) tells whether a body
 * was opened with the dictionary it was made with; otherwise the envelope authenticates all there is.
 */
function packing(level: number, dictionary: Uint8Array | undefined): ZstdOptions {
  const checksum = dictionary ? 1 : 0;
  const params = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_checksumFlag]: checksum,
  };
  return dictionary ? { params, dictionary } : { params };
}

/** What an object of some types says beside its body. */
export interface SealOptions {
  readonly encrypt?: Encrypt | undefined;
  /** Further keys of the header. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** zstd level. Default 3. */
  readonly level?: number;
  /** The body's memory is given back as soon as it is compressed; see `release`. */
  readonly consumesBody?: boolean;
  /** Bytes the compressed body may refer back to. Whoever opens the object has to have them too. */
  readonly dictionary?: Uint8Array | undefined;
}

/**
 * Seals `body` for `place`.
 * @throws AppError OBJECT_KEY_UNSAFE; OBJECT_TOO_LARGE for a body no reader would accept
 */
export function sealObject(
  key: VaultKey,
  place: SealedPlace,
  body: Uint8Array,
  options: SealOptions = {},
): Buffer {
  const limit = MAX_BODY_BYTES[place.type];
  const name = keyOf(place);
  if (body.length > limit) throw tooLarge(name, body.length, limit);
  const { encrypt = seal } = options;
  const { type, vault, device, session, part } = place;
  const bytes = body.length;
  const fields = { v: HEADER_VERSION, type, vault, device, session, bytes, part, ...options.fields };
  const header = Buffer.from(JSON.stringify(fields), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length);
  const packed = pack(body, limit, options);
  if (options.consumesBody) release(body);
  const plain = Buffer.concat([length, header, packed]);
  release(packed);
  const sealed = encrypt(deriveSubkey(key, type), plain);
  release(plain);
  return sealed;
}

/** Compresses; filler that readers would take for a bomb is brought below their ratio by padding. */
function pack(body: Uint8Array, limit: number, { level = 3, dictionary }: SealOptions): Buffer {
  const chunkSize = body.length + (body.length >> 7) + 1024;
  const packed = zstdCompressSync(body, { ...packing(level, dictionary), chunkSize });
  if (body.length <= mostBodyBytes(packed.length, limit)) return packed;
  return Buffer.concat([packed, skippableFrame(Math.ceil(body.length / MOST_RATIO))]);
}

/** Bytes that every zstd decoder passes over (RFC 8878 section 3.1.2). */
function skippableFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(8 + bytes);
  frame.writeUInt32LE(0x184d2a50, 0);
  frame.writeUInt32LE(bytes, 4);
  return frame;
}

/** An object that was decrypted and belongs where it is, its body not unpacked yet. */
export interface OpenedObject {
  readonly header: Readonly<Record<string, unknown>>;
  /**
   * The body; to be called once. `dictionary`: the bytes that were given to `sealObject`.
   * @throws AppError OBJECT_MALFORMED {field: 'body', problem}
   */
  unpack(dictionary?: Uint8Array): Buffer;
}

/**
 * Opens an object and proves that it belongs at `place`; gives back the body.
 * @throws AppError OBJECT_TRUNCATED, OBJECT_UNDECRYPTABLE, OBJECT_UNSUPPORTED {version}, OBJECT_MISPLACED
 * @throws AppError OBJECT_TOO_LARGE: the body is larger than its type or its compressed form allows; not inflated
 * @throws AppError OBJECT_MALFORMED {field, problem}: authentic, but not what the format says
 */
export function openObject(key: VaultKey, place: SealedPlace, sealed: Uint8Array): Buffer {
  return unwrapObject(key, place, sealed).unpack();
}

/**
 * The same, for objects whose header says what is needed to unpack them. `mostBytes`: a limit of the body below
 * that of its type.
 * @throws what `openObject` throws, but for what concerns the body
 */
export function unwrapObject(
  key: VaultKey,
  place: SealedPlace,
  sealed: Uint8Array,
  mostBytes: number = MAX_BODY_BYTES[place.type],
): OpenedObject {
  const name = keyOf(place);
  const plain = open(deriveSubkey(key, place.type), sealed, name);
  const { header, packed } = split(plain, name);
  const version = header['v'];
  if (!Number.isSafeInteger(version) || Number(version) < 1) throw malformed(name, 'v', 'is not a version');
  if (version !== HEADER_VERSION) {
    throw new AppError('OBJECT_UNSUPPORTED', { key: name, version: Number(version) });
  }
  assertPlaced(place, header);
  const bytes = header['bytes'];
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 0) throw malformed(name, 'bytes', 'is not a length');
  const limit = mostBodyBytes(packed.length, mostBytes);
  if (Number(bytes) > limit) throw tooLarge(name, Number(bytes), limit);
  const unpack = (dictionary?: Uint8Array): Buffer => {
    const body = inflate(packed, Number(bytes), name, dictionary);
    release(plain);
    return body;
  };
  return { header, unpack };
}

/**
 * The vault an object says it is of, from whichever place: for a bucket whose `vault.json` is lost.
 * @throws what `openObject` throws, but for OBJECT_MISPLACED and what concerns the body
 */
export function vaultOfObject(key: VaultKey, type: SealedType, sealed: Uint8Array): string | null {
  const { header } = split(open(deriveSubkey(key, type), sealed), type);
  return isVaultId(header['vault']) ? header['vault'] : null;
}

function split(plain: Buffer, name: string): { header: Record<string, unknown>; packed: Buffer } {
  const length = plain.length >= LENGTH_BYTES ? plain.readUInt32BE() : Infinity;
  const end = LENGTH_BYTES + length;
  if (length > MOST_HEADER_BYTES || end > plain.length)
    throw malformed(name, 'header', 'has an impossible length');
  const { value } = parseJsonBytes(plain.subarray(LENGTH_BYTES, end), name, 'OBJECT_MALFORMED');
  if (!isPlainObject(value)) throw malformed(name, 'header', 'is not an object');
  return { header: value, packed: plain.subarray(end) };
}

function mostBodyBytes(packedBytes: number, typeLimit: number): number {
  return Math.min(typeLimit, Math.max(FREE_BYTES, packedBytes * MOST_RATIO));
}

/** Stops at the length the header gives, so no bomb goes off however the two disagree. */
function inflate(packed: Buffer, bytes: number, name: string, dictionary?: Uint8Array): Buffer {
  let body: Buffer;
  try {
    // One chunk for all of it, a little larger so that zlib does not look for a second one.
    const options = { ...UNPACK, maxOutputLength: Math.max(bytes, 1), chunkSize: bytes + 64 };
    body = zstdDecompressSync(packed, dictionary ? { ...options, dictionary } : options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw malformed(name, 'body', 'is longer than its header says');
    }
    throw malformed(name, 'body', dictionary ? 'does not fit its prefix' : 'is not zstd');
  }
  if (body.length !== bytes) throw malformed(name, 'body', 'is not as long as its header says');
  return body;
}

function malformed(key: string, field: string, problem: string): AppError {
  return new AppError('OBJECT_MALFORMED', { key, field, problem });
}

function tooLarge(key: string, size: number, limit: number): AppError {
  return new AppError('OBJECT_TOO_LARGE', { key, size, limit });
}

/**
 * The envelope of every object in the bucket: `IV (16) | auth tag (16) | AES-256-GCM ciphertext`, no additional
 * data. It is the document's format to the byte; what additional data would bind stands inside the plaintext.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { VaultKey } from './keys.ts';
import { release } from '../../shared/release.ts';

const IV_BYTES = 16;
const TAG_BYTES = 16;
/** Bytes the envelope adds to a plaintext. */
export const ENVELOPE_BYTES = IV_BYTES + TAG_BYTES;

const CIPHER = 'aes-256-gcm';
/** Without it Node takes any tag of 4 bytes or more, which makes forging a matter of 2^32 tries. */
const OPTIONS = { authTagLength: TAG_BYTES };

/** Node cannot encrypt into a given buffer; pieces of this size cost less than one copy of the whole. */
const CHUNK_BYTES = 64 * 1024;

/** `seal`, or in tests `sealWithIv` with a fixed IV. */
export type Encrypt = (key: VaultKey, plaintext: Uint8Array) => Buffer;

/** Encrypts under a fresh random IV. */
export function seal(key: VaultKey, plaintext: Uint8Array): Buffer {
  return sealWithIv(key, randomBytes(IV_BYTES), plaintext);
}

/** The same into `sealed`, which is to have `ENVELOPE_BYTES` more than the plaintext. */
export function sealInto(sealed: Buffer, key: VaultKey, plaintext: Uint8Array): Buffer {
  return sealWithIv(key, randomBytes(IV_BYTES), plaintext, sealed);
}

/** For test vectors. Two plaintexts under one IV give both away, and the authentication key with them. */
export function sealWithIv(
  key: VaultKey,
  iv: Uint8Array,
  plaintext: Uint8Array,
  sealed: Buffer = Buffer.allocUnsafe(ENVELOPE_BYTES + plaintext.length),
): Buffer {
  const cipher = createCipheriv(CIPHER, key, iv, OPTIONS);
  for (let at = 0; at < plaintext.length; at += CHUNK_BYTES) {
    const piece = cipher.update(plaintext.subarray(at, at + CHUNK_BYTES));
    sealed.set(piece, ENVELOPE_BYTES + at);
    release(piece);
  }
  cipher.final();
  sealed.set(iv, 0);
  sealed.set(cipher.getAuthTag(), IV_BYTES);
  return sealed;
}

/**
 * Decrypts and authenticates; nothing is returned unless the whole object is authentic. `place` is the object's
 * key, for the error.
 * @throws AppError OBJECT_TRUNCATED {key, size} below 32 bytes
 * @throws AppError OBJECT_UNDECRYPTABLE {key}: damaged, or sealed with another key
 */
export function open(key: VaultKey, sealed: Uint8Array, place?: string): Buffer {
  if (sealed.length < ENVELOPE_BYTES) {
    throw new AppError('OBJECT_TRUNCATED', { key: place, size: sealed.length });
  }
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), OPTIONS);
  decipher.setAuthTag(sealed.subarray(IV_BYTES, ENVELOPE_BYTES));
  try {
    const plaintext = decipher.update(sealed.subarray(ENVELOPE_BYTES));
    decipher.final();
    return plaintext;
  } catch (error) {
    throw new AppError('OBJECT_UNDECRYPTABLE', { key: place }, { cause: error });
  }
}

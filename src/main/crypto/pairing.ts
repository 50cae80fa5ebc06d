/**
 * Pairing: all that another device needs to join, as one text that is worthless without the one-time code shown
 * apart from it. Format: docs/format.md, "Pairing".
 */
import { randomBytes, randomInt } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { PROVIDERS } from '../../shared/settings.ts';
import { ENVELOPE_BYTES, open, seal } from './envelope.ts';
import { deriveFromPassphrase, KDF_ITERATIONS, SALT_BYTES, type VaultKey } from './keys.ts';

export const PAIRING_PREFIX = 'ccpair1:';
/** How long a pairing text can be used. Milliseconds. */
export const PAIRING_LIFETIME_MS = 10 * 60 * 1000;
/** Clocks of two devices may differ by this much. Milliseconds. */
const CLOCK_TOLERANCE_MS = 60 * 1000;

/** Digits and letters that nobody mistakes for another (Crockford's Base32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 12 of 32 letters are 60 bits; each guess costs a whole PBKDF2. */
const CODE = { groups: 3, length: 4 } as const;

/** Most bytes of the JSON, and of a text that is read at all. */
const MAX_JSON = 16 * 1024;
const MAX_TEXT = 20_000;
const HEADER_BYTES = 4 + SALT_BYTES.ours;

const text = z.string().max(4096);

const content = z.object({
  v: z.literal(1),
  provider: z.enum(PROVIDERS),
  bucket: text.min(1),
  endpoint: text.optional(),
  region: text.optional(),
  prefix: text,
  pathStyle: z.boolean().optional(),
  accessKeyId: text.optional(),
  secretAccessKey: text.optional(),
  /** 64 hex digits. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  vaultId: text,
  /** Name of the device that made it, for people. */
  from: text,
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** Where the vault is, how to get in, and its key. Keys that a later version adds are passed over. */
export type PairingContent = Readonly<z.output<typeof content>>;
export type PairingOffer = Omit<PairingContent, 'v' | 'expiresAt'>;

export interface Pairing {
  readonly text: string;
  /** To be shown apart from the text: groups joined by hyphens. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

function newCode(): string {
  const group = (): string =>
    Array.from({ length: CODE.length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return Array.from({ length: CODE.groups }, group).join('-');
}

/** What a person types is read generously: case, hyphens, blanks, and the letters that Base32 leaves out. */
function canonicalCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** Offers the vault to another device. @param now milliseconds since 1970 */
export async function createPairing(offer: PairingOffer, now: number = Date.now()): Promise<Pairing> {
  const code = newCode();
  const expiresAt = now + PAIRING_LIFETIME_MS;
  const json = JSON.stringify({ v: 1, ...offer, expiresAt } satisfies PairingContent);
  const salt = randomBytes(SALT_BYTES.ours);
  const iterations = KDF_ITERATIONS.ours;
  const header = Buffer.alloc(4);
  header.writeUInt32BE(iterations);
  const wrapping = await deriveFromPassphrase(canonicalCode(code), { iterations, salt });
  const sealed = seal(wrapping, deflateRawSync(Buffer.from(json, 'utf8'), { level: 9 }));
  const bytes = Buffer.concat([header, salt, sealed]);
  return { text: PAIRING_PREFIX + bytes.toString('base64url'), code, expiresAt };
}

/** Whether a text claims to be one of ours; it may still be damaged. */
export function isPairingText(given: string): boolean {
  return given.trim().startsWith(PAIRING_PREFIX);
}

/**
 * Reads a pairing text with its code.
 * @throws AppError PAIRING_MALFORMED {problem}, PAIRING_CODE_WRONG, PAIRING_EXPIRED {seconds past}
 */
export async function openPairing(
  given: string,
  code: string,
  now: number = Date.now(),
): Promise<PairingContent> {
  const bytes = decode(given);
  const iterations = bytes.readUInt32BE(0);
  const { least, most } = KDF_ITERATIONS;
  if (iterations < least || iterations > most) throw malformed('iterations');
  const salt = bytes.subarray(4, HEADER_BYTES);
  const typed = canonicalCode(code);
  if (typed.length !== CODE.groups * CODE.length) throw new AppError('PAIRING_CODE_WRONG');
  const wrapping = await deriveFromPassphrase(typed, { iterations, salt });
  const offer = parse(unseal(wrapping, bytes.subarray(HEADER_BYTES)));
  const late = now - offer.expiresAt;
  const early = offer.expiresAt - PAIRING_LIFETIME_MS - now;
  if (late > CLOCK_TOLERANCE_MS || early > CLOCK_TOLERANCE_MS) {
    throw new AppError('PAIRING_EXPIRED', { seconds: Math.round(late / 1000) });
  }
  return offer;
}

function malformed(problem: string): AppError {
  return new AppError('PAIRING_MALFORMED', { problem });
}

/** Mail programs break lines, and people copy them with blanks around. */
function decode(given: string): Buffer {
  if (given.length > MAX_TEXT) throw malformed('long');
  const compact = given.replaceAll(/\s/g, '');
  if (!compact.startsWith(PAIRING_PREFIX)) throw malformed('prefix');
  const body = compact.slice(PAIRING_PREFIX.length);
  if (!/^[A-Za-z0-9_-]+$/.test(body)) throw malformed('characters');
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length <= HEADER_BYTES + ENVELOPE_BYTES) throw malformed('short');
  return bytes;
}

function unseal(wrapping: VaultKey, sealed: Buffer): Buffer {
  try {
    return open(wrapping, sealed);
  } catch (error) {
    throw new AppError('PAIRING_CODE_WRONG', {}, { cause: error });
  }
}

function parse(body: Buffer): PairingContent {
  let value: unknown;
  try {
    value = JSON.parse(inflateRawSync(body, { maxOutputLength: MAX_JSON }).toString('utf8'));
  } catch {
    // No cause: V8's JSON errors quote the text.
    throw malformed('content');
  }
  const result = content.safeParse(value);
  if (!result.success) throw malformed(result.error.issues[0]?.path.map(String).join('.') ?? 'content');
  return result.data;
}

/** Tombstones and device cards: sealed objects with a small JSON body. */
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { toIsoDate } from '../../shared/iso-date.ts';
import { isSafeName } from '../../shared/object-key.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { Encrypt } from './envelope.ts';
import { parseJsonBytes } from './json-bytes.ts';
import type { VaultKey } from './keys.ts';
import { keyOf, readVector } from './object-place.ts';
import { openObject, type SealedPlace, sealObject } from './sealed-object.ts';

/** Devices that a card may say something of. */
const MAX_LABELS = 64;

const isoDate = z.string().refine((value) => toIsoDate(value) !== null);

const tombstoneBody = z.object({ vector: z.unknown(), deletedAt: isoDate });

const label = z.object({
  name: z.string().max(200).optional(),
  retiredAt: isoDate.nullable().optional(),
  at: isoDate,
});

const cardBody = z.object({
  name: z.string().max(200),
  platform: z.string().max(64),
  appVersion: z.string().max(64),
  lastSyncAt: isoDate,
  sessions: z.int().min(0),
  installId: z.string().min(1).max(128),
  /** By device id. */
  labels: z
    .record(z.string().refine(isSafeName), label)
    .refine((labels) => Object.keys(labels).length <= MAX_LABELS)
    .optional(),
});

/** A deletion, as `Tombstone` in engine/ports.ts. */
export interface TombstoneRecord {
  readonly device: string;
  readonly session: string;
  readonly vector: VersionVector;
  readonly deletedAt: string;
}

/** A device card, as `DeviceCard` in engine/ports.ts. */
export type CardRecord = Readonly<z.output<typeof cardBody>> & { readonly device: string };

function tombstonePlace(vault: string, device: string, session: string): SealedPlace {
  return { type: 'tombstone', vault, device, session };
}

/** Body: `{vector, deletedAt}`. @throws AppError OBJECT_KEY_UNSAFE, OBJECT_MALFORMED for an impossible vector */
export function sealTombstone(
  key: VaultKey,
  vault: string,
  tombstone: TombstoneRecord,
  encrypt?: Encrypt,
): Buffer {
  const { device, session, vector, deletedAt } = tombstone;
  const place = tombstonePlace(vault, device, session);
  readVector(vector, place, 'vector', 'OBJECT_MALFORMED');
  return sealObject(key, place, Buffer.from(JSON.stringify({ vector, deletedAt })), { encrypt });
}

/** @throws what `openObject` throws; OBJECT_MALFORMED {field, problem} */
export function openTombstone(
  key: VaultKey,
  at: { readonly vault: string; readonly device: string; readonly session: string },
  sealed: Uint8Array,
): TombstoneRecord {
  const place = tombstonePlace(at.vault, at.device, at.session);
  const body = readBody(tombstoneBody, place, openObject(key, place, sealed));
  const vector = readVector(body.vector, place, 'vector', 'OBJECT_MALFORMED');
  return { device: at.device, session: at.session, vector, deletedAt: body.deletedAt };
}

/** Body: the card without `device`, which the header names. @throws AppError OBJECT_KEY_UNSAFE */
export function sealDeviceCard(key: VaultKey, vault: string, card: CardRecord, encrypt?: Encrypt): Buffer {
  const { device, ...body } = card;
  return sealObject(key, { type: 'device', vault, device }, Buffer.from(JSON.stringify(body)), { encrypt });
}

/** @throws what `openObject` throws; OBJECT_MALFORMED {field, problem} */
export function openDeviceCard(
  key: VaultKey,
  at: { readonly vault: string; readonly device: string },
  sealed: Uint8Array,
): CardRecord {
  const place: SealedPlace = { type: 'device', vault: at.vault, device: at.device };
  return { device: at.device, ...readBody(cardBody, place, openObject(key, place, sealed)) };
}

function readBody<T>(schema: z.ZodType<T>, place: SealedPlace, body: Uint8Array): T {
  const key = keyOf(place);
  const result = schema.safeParse(parseJsonBytes(body, key, 'OBJECT_MALFORMED').value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new AppError('OBJECT_MALFORMED', { key, field, problem: 'is not valid' });
}

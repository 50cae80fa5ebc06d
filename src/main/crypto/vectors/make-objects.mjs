/** Tombstones, device cards and a transcript part, sound and damaged: for `generate.mjs`. */
import { zstdCompressSync } from 'node:zlib';
import {
  KEY,
  VAULT,
  OTHER_VAULT,
  LAPTOP,
  DESKTOP,
  ivOf,
  envelope,
  subkey,
  framed,
  error,
  flip,
  withoutKey,
} from './plain-format.mjs';

function object(name, shows, objectKey, plaintext, expect, options = {}) {
  const { subkeyOf = objectKey.split('/')[0].slice(0, -1), damage = (sealed) => sealed } = options;
  const sealed = damage(envelope(subkey(subkeyOf), ivOf(name), plaintext));
  return {
    name,
    shows,
    key: KEY.toString('hex'),
    vault: VAULT,
    objectKey,
    hex: sealed.toString('hex'),
    expect,
  };
}

const GRAVE = `tombstones/${LAPTOP}/mem_abc123.enc`;
const CARD = `devices/${LAPTOP}.enc`;
const grave = { vector: { [LAPTOP]: 4 }, deletedAt: '2026-02-01T08:00:00.000Z' };
const card = {
  name: 'Ada’s laptop',
  platform: 'linux-x64',
  appVersion: '0.1.0',
  lastSyncAt: '2026-02-01T08:00:00.000Z',
  sessions: 12,
  installId: '3d6f0a52',
};
const header = (type, body, fields = {}) => ({
  v: 1,
  type,
  vault: VAULT,
  device: LAPTOP,
  ...(type === 'device' ? {} : { session: 'mem_abc123' }),
  bytes: body.length,
  ...fields,
});
const whole = (type, value, fields = {}) => {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return framed(header(type, body, fields), zstdCompressSync(body));
};
const graveBody = Buffer.from(JSON.stringify(grave));
const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
const malformed = (field) => error('OBJECT_MALFORMED', field);
const transcriptKey = `transcripts/${LAPTOP}/mem_abc123`;

export const objects = [
  object('tombstone', 'a deletion', GRAVE, whole('tombstone', grave), {
    opens: { ...grave, device: LAPTOP, session: 'mem_abc123' },
  }),
  object('device-card', 'a device card', CARD, whole('device', card), { opens: { ...card, device: LAPTOP } }),
  object(
    'card-with-more',
    'a card of a later version',
    CARD,
    whole('device', { ...card, theme: 'dark' }, { later: 1 }),
    { opens: { ...card, device: LAPTOP } },
  ),
  object('object-empty', '0 bytes', CARD, whole('device', card), error('OBJECT_TRUNCATED'), {
    damage: () => Buffer.alloc(0),
  }),
  object(
    'object-flipped',
    'one bit of the body',
    CARD,
    whole('device', card),
    error('OBJECT_UNDECRYPTABLE'),
    { damage: flip(40) },
  ),
  object(
    'wrong-subkey',
    'a card sealed with the tombstones’ subkey',
    CARD,
    whole('device', card),
    error('OBJECT_UNDECRYPTABLE'),
    { subkeyOf: 'tombstone' },
  ),
  object(
    'wrong-type',
    'a tombstone inside a card',
    CARD,
    whole('tombstone', grave),
    error('OBJECT_MISPLACED', 'type'),
  ),
  object(
    'card-of-other-vault',
    'the same key in two vaults',
    CARD,
    whole('device', card, { vault: OTHER_VAULT }),
    error('OBJECT_MISPLACED', 'vault'),
  ),
  object(
    'card-moved',
    'the desktop’s card under the laptop’s key',
    CARD,
    whole('device', card, { device: DESKTOP }),
    error('OBJECT_MISPLACED', 'device'),
  ),
  object(
    'tombstone-moved',
    'the deletion of another session',
    GRAVE,
    whole('tombstone', grave, { session: 'mem_def456' }),
    error('OBJECT_MISPLACED', 'session'),
  ),
  object(
    'object-newer',
    'header version 2',
    GRAVE,
    whole('tombstone', grave, { v: 2 }),
    error('OBJECT_UNSUPPORTED'),
  ),
  object(
    'object-version-text',
    'header version "1"',
    GRAVE,
    whole('tombstone', grave, { v: '1' }),
    malformed('v'),
  ),
  object('no-length', 'plaintext of 2 bytes', GRAVE, Buffer.from([0, 0]), malformed('header')),
  object(
    'length-lies',
    'a header longer than the object',
    GRAVE,
    framed(header('tombstone', graveBody), zstdCompressSync(graveBody), 0x7fffffff),
    malformed('header'),
  ),
  object(
    'header-list',
    'a list for a header',
    GRAVE,
    framed('[]', zstdCompressSync(graveBody)),
    malformed('header'),
  ),
  object(
    'header-not-json',
    'no JSON for a header',
    GRAVE,
    framed('{', zstdCompressSync(graveBody)),
    malformed(),
  ),
  object(
    'not-zstd',
    'a body that was never compressed',
    GRAVE,
    framed(header('tombstone', graveBody), graveBody),
    malformed('body'),
  ),
  object(
    'zstd-cut',
    'compressed data that ends early',
    GRAVE,
    framed(header('tombstone', graveBody), zstdCompressSync(graveBody).subarray(0, -8)),
    malformed('body'),
  ),
  object(
    'body-longer',
    'more than the header says',
    GRAVE,
    whole('tombstone', grave, { bytes: graveBody.length - 1 }),
    malformed('body'),
  ),
  object(
    'body-shorter',
    'less than the header says',
    GRAVE,
    whole('tombstone', grave, { bytes: graveBody.length + 1 }),
    malformed('body'),
  ),
  object(
    'bytes-negative',
    'a negative length',
    GRAVE,
    whole('tombstone', grave, { bytes: -1 }),
    malformed('bytes'),
  ),
  object(
    'body-too-large',
    'a card past the size of cards',
    CARD,
    whole('device', card, { bytes: 64 * 1024 + 1 }),
    error('OBJECT_TOO_LARGE'),
  ),
  object(
    'bomb',
    '64 MiB of zeros in 2 KB, said openly',
    transcriptKey,
    framed(header('transcript', { length: 64 * 1024 * 1024 }), bomb),
    error('OBJECT_TOO_LARGE'),
  ),
  object(
    'bomb-denied',
    '64 MiB of zeros that claim to be 100 bytes',
    transcriptKey,
    framed(header('transcript', { length: 100 }), bomb),
    { ...malformed('body'), problem: 'is longer than its header says' },
  ),
  object('tombstone-not-json', 'no JSON in the body', GRAVE, whole('tombstone', '{'), malformed()),
  object(
    'tombstone-vector',
    'a vector with a device that climbs',
    GRAVE,
    whole('tombstone', { ...grave, vector: { '../x': 1 } }),
    malformed('vector'),
  ),
  object(
    'tombstone-date',
    'a date that is not one',
    GRAVE,
    whole('tombstone', { ...grave, deletedAt: 'soon' }),
    malformed('deletedAt'),
  ),
  object(
    'card-missing-field',
    'a card without its install id',
    CARD,
    whole('device', withoutKey(card, 'installId')),
    malformed('installId'),
  ),
  object(
    'card-wrong-type',
    'a card with a number for its name',
    CARD,
    whole('device', { ...card, name: 5 }),
    malformed('name'),
  ),
];

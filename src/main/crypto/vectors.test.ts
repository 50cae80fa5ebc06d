import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { parseObjectKey } from '../../shared/object-key.ts';
import { parseMemory } from '../../shared/session.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import { sealWithIv } from './envelope.ts';
import { parseKey } from './keys.ts';
import { type IndexedSegment, openPart, type PartPlace, type PartPrefix, sealPart } from './part-object.ts';
import { openDeviceCard, openTombstone, sealDeviceCard, sealTombstone } from './record-object.ts';
import { openObject } from './sealed-object.ts';
import { openSession, sealSession } from './session-object.ts';
import { parseVaultHeader, unwrapKey, verifyKey } from './vault-header.ts';

interface Vector {
  readonly name: string;
  readonly shows: string;
  readonly key: string;
  readonly vault: string;
  readonly objectKey: string;
  readonly hex: string;
  /** Of a part that was compressed against earlier bytes: which, and what they are. */
  readonly prefix?: {
    readonly path: string;
    readonly offset: number;
    readonly length: number;
    readonly text: string;
  };
  readonly expect: {
    readonly error?: string;
    readonly field?: string;
    readonly expected?: string;
    readonly problem?: string;
    readonly opens?: Readonly<Record<string, unknown>>;
  };
}

function load(file: string): Vector[] {
  return JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), 'utf8')) as Vector[];
}

/** What a vector's object opens to, as its `opens` names it. */
function open(vector: Vector): unknown {
  const key = parseKey(vector.key);
  const sealed = Buffer.from(vector.hex, 'hex');
  const identity = parseObjectKey(vector.objectKey);
  if (identity === null) return openTranscript(vector);
  const { device, session = '' } = identity;
  const at = { vault: vector.vault, device, session };
  if (identity.type === 'tombstone') return openTombstone(key, at, sealed);
  if (identity.type === 'device') return openDeviceCard(key, at, sealed);
  const opened = openSession(key, { type: 'session', ...at }, sealed);
  const { id, summary, tasks } = opened.memory;
  return { id, summary, tasks: tasks.length, vector: opened.vector, contentHash: opened.contentHash };
}

function openTranscript(vector: Vector): Buffer {
  const [, device = '', session = ''] = vector.objectKey.split('/');
  const place = { type: 'transcript', vault: vector.vault, device, session } as const;
  return openObject(parseKey(vector.key), place, Buffer.from(vector.hex, 'hex'));
}

function failure(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

function checkFailure(error: AppError, expected: Vector['expect']): void {
  expect(error.code).toBe(expected.error);
  if (expected.field !== undefined) expect(error.data['field']).toBe(expected.field);
  if (expected.problem !== undefined) expect(error.data['problem']).toBe(expected.problem);
  if (expected.expected !== undefined) expect(error.data['expected']).toBe(expected.expected);
}

const objectFiles = [
  'sessions-document-client.json',
  'sessions-ours.json',
  'sessions-transcript.json',
  'sessions-damaged.json',
  'objects.json',
];

describe.each(objectFiles)('%s', (file) => {
  it.each(load(file).map((vector) => [vector.name, vector.shows, vector] as const))(
    '%s: %s',
    (_n, _s, vector) => {
      if (vector.expect.opens) expect(open(vector)).toEqual(vector.expect.opens);
      else
        checkFailure(
          failure(() => open(vector)),
          vector.expect,
        );
    },
  );
});

function partOf(vector: Vector): PartPlace {
  const { device = '', session = '', part = '' } = parseObjectKey(vector.objectKey) ?? {};
  return { type: 'transcript', vault: vector.vault, device, session, part };
}

async function openedPart(vector: Vector, hex = vector.hex) {
  const prefixOf = async (wanted: PartPrefix): Promise<Uint8Array> => {
    const { text = '', ...prefix } = vector.prefix ?? {};
    expect(wanted).toEqual(prefix);
    return Buffer.from(text);
  };
  const place = partOf(vector);
  const opened = await openPart(parseKey(vector.key), place, Buffer.from(hex, 'hex'), prefixOf);
  return { segments: opened.segments, text: Buffer.from(opened.bytes).toString() };
}

describe('parts.json', () => {
  it.each(load('parts.json').map((vector) => [vector.name, vector.shows, vector] as const))(
    '%s: %s',
    async (_name, _shows, vector) => {
      if (vector.expect.opens) return expect(await openedPart(vector)).toEqual(vector.expect.opens);
      const error: unknown = await openedPart(vector).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AppError);
      return checkFailure(error as AppError, vector.expect);
    },
  );

  it('what we write opens to the same', async () => {
    for (const vector of load('parts.json').filter(({ expect: { opens } }) => opens)) {
      const { segments, text } = vector.expect.opens as { segments: IndexedSegment[]; text: string };
      const { text: before, ...prefix } = vector.prefix ?? { path: '', offset: 0, length: 0, text: null };
      const against = before === null ? null : { ...prefix, bytes: Buffer.from(before) };
      const bytes = Buffer.from(text);
      const ours = sealPart(parseKey(vector.key), partOf(vector), { segments, bytes }, against);
      expect(await openedPart(vector, ours.toString('hex'))).toEqual({ segments, text });
    }
  });
});

describe('vault-headers.json', () => {
  it.each(load('vault-headers.json').map((vector) => [vector.name, vector.shows, vector] as const))(
    '%s: %s',
    async (_name, _shows, vector) => {
      const bytes = Buffer.from(vector.hex, 'hex');
      const read = (): ReturnType<typeof parseVaultHeader> => {
        const header = parseVaultHeader(bytes);
        verifyKey(header, parseKey(vector.key));
        return header;
      };
      if (!vector.expect.opens) return checkFailure(failure(read), vector.expect);
      const { passphrases = [], ...fields } = vector.expect.opens;
      expect(read()).toMatchObject(fields);
      for (const passphrase of passphrases as string[]) {
        const key = await unwrapKey(read(), passphrase);
        expect(key.export().toString('hex')).toBe(vector.key);
      }
    },
  );
});

describe('what we write', () => {
  const sameIv = (hex: string): Parameters<typeof sealSession>[4] => {
    const iv = Buffer.from(hex.slice(0, 32), 'hex');
    return (key, plaintext) => sealWithIv(key, iv, plaintext);
  };

  const written = [...load('sessions-ours.json'), ...load('sessions-transcript.json')];
  it.each(written.filter((vector) => vector.expect.opens && !vector.name.endsWith('other-layout')))(
    'is the golden session object to the byte: $name',
    (vector) => {
      const key = parseKey(vector.key);
      const identity = parseObjectKey(vector.objectKey);
      const place = { type: 'session', vault: vector.vault, device: '', ...identity } as const;
      const { memory } = openSession(key, { ...place, type: 'session' }, Buffer.from(vector.hex, 'hex'));
      const counters = vector.expect.opens?.['vector'] as VersionVector;
      const { sealed, contentHash } = sealSession(key, place, memory, counters, sameIv(vector.hex));
      expect(sealed.toString('hex')).toBe(vector.hex);
      expect(contentHash).toBe(vector.expect.opens?.['contentHash']);
    },
  );

  it('is the golden tombstone and card: same envelope, same header, same body', () => {
    for (const vector of load('objects.json').filter(({ name }) =>
      ['tombstone', 'device-card'].includes(name),
    )) {
      const key = parseKey(vector.key);
      const opened = open(vector);
      const encrypt = sameIv(vector.hex);
      const ours =
        vector.name === 'tombstone'
          ? sealTombstone(key, vector.vault, opened as Parameters<typeof sealTombstone>[2], encrypt)
          : sealDeviceCard(key, vector.vault, opened as Parameters<typeof sealDeviceCard>[2], encrypt);
      expect(open({ ...vector, hex: ours.toString('hex') })).toEqual(opened);
      expect(ours.subarray(0, 16).toString('hex')).toBe(vector.hex.slice(0, 32));
    }
  });
});

describe('too large to be stored as a vector', () => {
  const key = parseKey('00'.repeat(32));
  const place = { type: 'session', vault: 'vault-0001', device: 'laptop', session: 'mem_1' } as const;
  const iv = Buffer.alloc(16);
  const refused = (plaintext: string | Buffer): AppError =>
    failure(() => openSession(key, place, sealWithIv(key, iv, Buffer.from(plaintext))));
  const start = '{"id":"mem_1","startedAt":"2026-01-01T00:00:00.000Z","endedAt":"2026-01-01T00:00:00.000Z"';

  it('a million tasks', () => {
    const task = '{"id":"t","description":"","status":"pending","createdAt":"2026-01-01"}';
    const tasks = `${start},"tasks":[${Array(1_000_000).fill(task).join(',')}]}`;
    expect(refused(tasks).code).toBe('OBJECT_TOO_LARGE');
    expect(refused(`${start},"tasks":[${Array(1_000_000).fill('{}').join(',')}]}`)).toMatchObject({
      code: 'MEMORY_INVALID',
      data: { field: 'tasks' },
    });
  });

  it('ten million values that JSON.parse would make objects of', () => {
    expect(refused(`${start},"x":[${Array(10_000_000).fill('{}').join(',')}]}`)).toMatchObject({
      code: 'MEMORY_INVALID',
      data: { problem: 'has too many values' },
    });
  });

  it('ten million commas and braces inside a text are just text', () => {
    const text = ',{[\\"'.repeat(2_000_000);
    expect(refused(`${start},"summary":${JSON.stringify(text)}}`).data['field']).toBe('summary');
  });

  it('an object over 64 MiB, which is not decrypted', () => {
    const error = failure(() => openSession(key, place, Buffer.alloc(64 * 1024 * 1024 + 1)));
    expect(error).toMatchObject({ code: 'OBJECT_TOO_LARGE', data: { key: 'sessions/laptop/mem_1.enc' } });
  });

  it('a memory that would not be readable again is not sealed', () => {
    const texts = Array.from({ length: 9 }, () => 'x'.repeat(8 * 1024 * 1024));
    const memory = parseMemory({ ...(JSON.parse(`${start}}`) as object), tags: texts });
    expect(failure(() => sealSession(key, place, memory, { laptop: 1 })).code).toBe('OBJECT_TOO_LARGE');
  });
});

it('has no vector twice, and each says what it shows', () => {
  const vectors = [...objectFiles, 'parts.json', 'vault-headers.json'].flatMap(load);
  expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  for (const vector of vectors) expect(vector.shows.length).toBeGreaterThan(3);
});

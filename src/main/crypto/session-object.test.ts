import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { canonicalContent, memoryToJson, parseMemory, type SessionMemory } from '../../shared/session.ts';
import { open, seal } from './envelope.ts';
import { generateKey } from './keys.ts';
import { hashOfContent, openSession, sealSession, vaultOfSession } from './session-object.ts';

const key = generateKey();
const at = { vault: 'vault-0001', device: 'laptop_a1b2' };
const vector = { laptop_a1b2: 2, desktop: 7 };
const least = { id: 'mem_1', startedAt: '2026-01-02T03:04:05.006Z', endedAt: '2026-01-02T04:04:05.006Z' };
const place = { type: 'session', ...at, session: 'mem_1' } as const;

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'opened';
}

const anyMemory = fc
  .record({
    summary: fc.string({ unit: 'binary', maxLength: 50 }),
    description: fc.constantFrom('', 'x'.repeat(5000), '“é☕” \\ " \u2028', ',"synced":false,"_sync":{}}'),
    tags: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    synced: fc.boolean(),
    syncedAt: fc.constantFrom(undefined, '2026-02-02T00:00:00.000Z'),
    unknown: fc.option(fc.constantFrom('text', 7, { b: [1, { d: 1, c: 2 }], a: null })),
  })
  .map(({ unknown, ...known }) =>
    parseMemory({ ...least, ...known, ...(unknown === null ? {} : { unknown }) }),
  );

describe('session objects', () => {
  it('come back equal, with vector and hash', () => {
    fc.assert(
      fc.property(anyMemory, (memory) => {
        const { sealed, contentHash } = sealSession(key, at, memory, vector);
        const opened = openSession(key, place, sealed);
        expect(opened.memory).toEqual(memory);
        expect(opened.vector).toEqual(vector);
        expect(opened.contentHash).toBe(contentHash);
        expect(contentHash).toBe(hashOfContent(memory));
        const { extra: _extra, ...core } = memory;
        expect(opened.coreHash).toBe(hashOfContent(core));
      }),
      { seed: 2 },
    );
  });

  it('hold plain memory JSON that any client of the document reads', () => {
    const memory = parseMemory({ ...least, summary: 'hello', later: { a: 1 } });
    const text = open(key, sealSession(key, at, memory, vector).sealed).toString('utf8');
    const { _sync, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(rest).toEqual(memoryToJson(memory));
    expect(_sync).toEqual({ v: 1, ...at, session: 'mem_1', vector, contentHash: hashOfContent(memory) });
  });

  it('are read from a client that writes no _sync, in any key order', () => {
    const memory: SessionMemory = parseMemory({ ...least, summary: 'theirs', synced: true });
    const opened = openSession(key, place, seal(key, Buffer.from(JSON.stringify(memory))));
    expect(opened).toEqual({
      memory,
      vector: null,
      contentHash: hashOfContent(memory),
      coreHash: hashOfContent(memory),
    });
  });

  it('have one hash for one content, whatever device wrote it and whatever it marked', () => {
    const memory = parseMemory(least);
    const marked = { ...memory, synced: true, syncedAt: least.endedAt };
    const there = sealSession(key, { ...at, device: 'desktop' }, marked, { desktop: 1 });
    expect(there.contentHash).toBe(sealSession(key, at, memory, vector).contentHash);
  });

  it('larger than the working buffer are sealed and opened like small ones', () => {
    const memory = parseMemory({
      ...least,
      lastUserMessage: 'ü'.repeat(800_000),
      description: '☕'.repeat(400_000),
    });
    expect(Buffer.byteLength(canonicalContent(memory))).toBeGreaterThan(2 * 1024 * 1024);
    const small = parseMemory({ ...least, summary: 'small' });
    const sealed = [memory, small, memory].map((one) => sealSession(key, at, one, vector).sealed);
    const opened = sealed.map((one) => openSession(key, place, one).memory);
    expect(opened).toEqual([memory, small, memory]);
  });

  it('are refused anywhere but in their place', () => {
    const { sealed } = sealSession(key, at, parseMemory(least), vector);
    for (const other of [{ vault: 'vault-0002' }, { device: 'desktop' }, { session: 'mem_2' }]) {
      expect(codeOf(() => openSession(key, { ...place, ...other }, sealed))).toBe('OBJECT_MISPLACED');
    }
  });

  it('are not written with what no reader would take', () => {
    const memory = parseMemory(least);
    for (const wrong of [{ laptop: 0 }, { laptop: 1.5 }, { '../x': 1 }, { constructor: 1 }, { a: 2 ** 60 }]) {
      expect(codeOf(() => sealSession(key, at, memory, wrong))).toBe('MEMORY_INVALID');
    }
    expect(codeOf(() => sealSession(key, { ...at, device: 'a/b' }, memory, vector))).toBe(
      'OBJECT_KEY_UNSAFE',
    );
    const crowd = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`d${index}`, 1]));
    expect(codeOf(() => sealSession(key, at, memory, crowd))).toBe('MEMORY_INVALID');
  });

  it('take a vector with as many devices, and names as long, as a key may have', () => {
    const names = Array.from({ length: 4096 }, (_, index) => `${'d'.repeat(123)}${10_000 + index}`);
    const wide = Object.fromEntries(names.map((name) => [name, 2 ** 48]));
    const { sealed } = sealSession(key, at, parseMemory(least), wide);
    expect(openSession(key, place, sealed).vector).toEqual(wide);
  });

  it('say whose they are even without a place, when the vault header is lost', () => {
    expect(vaultOfSession(key, sealSession(key, at, parseMemory(least), vector).sealed)).toBe('vault-0001');
    expect(vaultOfSession(key, seal(key, Buffer.from(JSON.stringify(least))))).toBeNull();
    const unsafe = JSON.stringify({ ...least, _sync: { vault: '../../x' } });
    expect(vaultOfSession(key, seal(key, Buffer.from(unsafe)))).toBeNull();
  });

  it('give errors that name the object and hold none of its text', () => {
    const secret = 'my secret plan';
    for (const text of [secret, `{"id": "${secret}"}`, JSON.stringify({ ...least, summary: [secret] })]) {
      try {
        openSession(key, place, seal(key, Buffer.from(text)));
        throw new Error('opened');
      } catch (error) {
        expect(error).toMatchObject({
          code: 'MEMORY_INVALID',
          data: { key: 'sessions/laptop_a1b2/mem_1.enc' },
        });
        expect(`${String(error)}${String((error as Error).cause)}`).not.toContain(secret);
      }
    }
  });
});

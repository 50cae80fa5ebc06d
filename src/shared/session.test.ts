import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { canonicalContent, MEMORY_LIMITS, memoryToJson, parseMemory, type SessionMemory } from './session.ts';

const least = { id: 'mem_1', startedAt: '2026-01-02T03:04:05.006Z', endedAt: '2026-01-02T04:04:05.006Z' };
const task = { id: 't1', description: 'do it', status: 'pending', createdAt: least.startedAt };

function refusal(input: unknown): AppError {
  try {
    parseMemory(input);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

fc.configureGlobal({ seed: 20_261_122 });

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constant('a\u0000b'),
  fc.constant('\ud800'),
);
const date = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString());
const list = fc.array(text, { maxLength: 4 });
const unknownKey = fc.string({ minLength: 1, maxLength: 8 }).map((name) => `x${name}`);
const unknownValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)));
const unknownKeys = fc.dictionary(unknownKey, unknownValue, { maxKeys: 4 });
const taskLike = fc
  .tuple(
    fc.record(
      {
        id: text,
        description: text,
        status: fc.constantFrom('pending', 'in_progress', 'completed', 'blocked'),
        createdAt: date,
        completedAt: date,
        relatedFiles: list,
        notes: text,
      },
      { requiredKeys: ['id', 'description', 'status', 'createdAt'] },
    ),
    unknownKeys,
  )
  .map(([known, rest]) => ({ ...rest, ...known }));
const memoryLike = fc
  .tuple(
    fc.record(
      {
        id: fc.stringMatching(/^mem_[a-z0-9]{1,12}$/),
        startedAt: date,
        endedAt: date,
        summary: text,
        duration: fc.double({ noNaN: true, noDefaultInfinity: true }),
        tasks: fc.array(taskLike, { maxLength: 3 }),
        filesCreated: list,
        tags: list,
        archived: fc.boolean(),
        archivedAt: fc.option(date),
        synced: fc.boolean(),
        syncedAt: date,
        tokensUsed: fc.nat(),
      },
      { requiredKeys: ['id', 'startedAt', 'endedAt'] },
    ),
    unknownKeys,
  )
  .map(([known, rest]) => ({ ...rest, ...known }));

function shuffledKeys(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffledKeys(item, random)] as const);
  return Object.fromEntries(
    entries
      .map((entry) => [random(), entry] as const)
      .sort((a, b) => a[0] - b[0])
      .map(([, e]) => e),
  );
}

describe('parseMemory', () => {
  it('gives empty values to what the document’s client leaves out', () => {
    const memory = parseMemory({ ...least, tasks: null, archivedAt: null });
    expect(memory).toMatchObject({ summary: '', tasks: [], tags: [], tokensUsed: 0, archived: false });
    expect('archivedAt' in memory).toBe(false);
    expect('extra' in memory).toBe(false);
  });

  it('is at rest after one pass: parsing its own JSON changes nothing, nor does another trip through text', () => {
    fc.assert(
      fc.property(memoryLike, (input) => {
        const memory = parseMemory(input);
        const again = parseMemory(JSON.parse(JSON.stringify(memoryToJson(memory))));
        expect(again).toStrictEqual(memory);
        expect(canonicalContent(again)).toBe(canonicalContent(memory));
      }),
    );
  });

  it('shares nothing with its input', () => {
    const input = { ...least, tags: ['a'], tasks: [{ ...task, deep: { list: [1] } }], later: { list: [1] } };
    const memory = parseMemory(input);
    const before = structuredClone(memory);
    input.tags.push('b');
    input.tasks[0]?.deep.list.push(2);
    input.later.list.push(2);
    expect(memory).toStrictEqual(before);
  });

  it('takes Date objects and milliseconds, and every ISO 8601 form, as one canonical text', () => {
    const at = (startedAt: unknown): string => parseMemory({ ...least, startedAt }).startedAt;
    const canonical = '2026-01-02T03:04:05.000Z';
    expect(at(new Date(canonical))).toBe(canonical);
    expect(at(Date.parse(canonical))).toBe(canonical);
    for (const form of ['2026-01-02T03:04:05Z', '2026-01-02 03:04:05', '2026-01-02T05:04:05+02:00']) {
      expect(at(form)).toBe(canonical);
    }
    expect(at('2026-01-02T03:04:05.123456789-0130')).toBe('2026-01-02T04:34:05.123Z');
    expect(at('2026-01-02')).toBe('2026-01-02T00:00:00.000Z');
    expect(at('2024-02-29T00:00:00.000Z')).toBe('2024-02-29T00:00:00.000Z');
    expect(at('+012026-01-02T00:00:00Z')).toBe('+012026-01-02T00:00:00.000Z');
  });

  it.each([
    'yesterday',
    'foo 1',
    '',
    '2026',
    '2026-02-30',
    '2026-02-29T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-01-02T25:00:00Z',
    '2026-01-02T03:04:61Z',
    `${'0'.repeat(100)}2026-01-02`,
    true,
    {},
    [],
    Number.NaN,
    1e20,
    new Date(Number.NaN),
  ])('refuses %j as a date', (startedAt) => {
    expect(refusal({ ...least, startedAt })).toMatchObject({
      code: 'MEMORY_INVALID',
      data: { field: 'startedAt' },
    });
  });

  it.each([
    [null, ''],
    [[], ''],
    ['text', ''],
    [{}, 'endedAt'],
    [{ ...least, id: '../x' }, 'id'],
    [{ ...least, id: 7 }, 'id'],
    [{ ...least, summary: 7 }, 'summary'],
    [{ ...least, duration: '17' }, 'duration'],
    [{ ...least, duration: Infinity }, 'duration'],
    [{ ...least, archived: 'yes' }, 'archived'],
    [{ ...least, tags: 'a' }, 'tags'],
    [{ ...least, tags: { length: 1 } }, 'tags'],
    [{ ...least, tags: [1] }, 'tags'],
    [{ ...least, tasks: [null] }, 'tasks.0'],
    [{ ...least, tasks: [task, 5] }, 'tasks.1'],
    [{ ...least, tasks: [{ ...task, status: 'done' }] }, 'tasks.0.status'],
    [{ ...least, tasks: [{ ...task, createdAt: 'no' }] }, 'tasks.0.createdAt'],
    [{ ...least, tasks: {} }, 'tasks'],
    [{ ...least, later: () => 1 }, 'extra'],
    [{ ...least, later: 1n }, 'extra'],
    [{ ...least, later: new Map() }, 'extra'],
    [{ ...least, later: { at: new Date(Number.NaN) } }, 'extra'],
  ])('refuses %o and names the field', (input, field) => {
    expect(refusal(input)).toMatchObject({ code: 'MEMORY_INVALID', data: { field } });
  });

  it('refuses lists, texts and unknown keys past the limits, a million tasks at once', () => {
    const million = Array.from({ length: 1_000_000 }, () => task);
    expect(refusal({ ...least, tasks: million }).data['field']).toBe('tasks');
    expect(refusal({ ...least, tags: Array(MEMORY_LIMITS.listLength + 1).fill('') }).data['field']).toBe(
      'tags',
    );
    expect(refusal({ ...least, summary: 'x'.repeat(MEMORY_LIMITS.textLength + 1) }).data['field']).toBe(
      'summary',
    );
    const keys = Object.fromEntries(
      Array.from({ length: MEMORY_LIMITS.extraKeys + 1 }, (_, i) => [`k${i}`, i]),
    );
    expect(refusal({ ...least, ...keys }).code).toBe('MEMORY_INVALID');
    expect(refusal({ ...least, tasks: [{ ...task, ...keys }] }).data['field']).toBe('tasks.0');
    const deep: unknown = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`);
    expect(refusal({ ...least, later: deep })).toMatchObject({
      data: { field: 'extra', problem: 'is nested too deeply' },
    });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s at every depth', (key) => {
    const own = `"${key}": {"polluted": true}`;
    const start = JSON.stringify(least).slice(0, -1);
    for (const json of [
      `${start}, ${own}}`,
      `${start}, "later": [{${own}}]}`,
      `${start}, "tasks": [${JSON.stringify(task).slice(0, -1)}, ${own}}]}`,
    ]) {
      expect(refusal(JSON.parse(json)).code).toBe('MEMORY_INVALID');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never says what was written in the memory', () => {
    const secret = 'hunter2';
    for (const input of [
      { ...least, startedAt: secret },
      { ...least, [secret]: 1n },
      { ...least, tasks: [{ ...task, status: secret }] },
    ]) {
      expect(refusal(input).message).not.toContain(secret);
    }
  });

  it('keeps unknown keys out of the known ones and in the JSON, and leaves the envelope’s own out', () => {
    const memory = parseMemory({
      ...least,
      later: { b: 1, a: [2] },
      extra: 'e',
      _sync: { v: 1 },
    });
    expect(memory.extra).toEqual({ later: { b: 1, a: [2] }, extra: 'e' });
    expect(memoryToJson(memory)).toMatchObject({ ...least, later: { b: 1, a: [2] }, extra: 'e' });
    expect(memoryToJson(memory)).not.toHaveProperty('_sync');
  });

  it('takes a transcript of version 1, carries any other untouched, and refuses an unsound one', () => {
    const sha256 = 'a'.repeat(64);
    const transcript = {
      ...{
        v: 1,
        agent: 'claude-code',
        agentSession: '5b0e',
        device: 'laptop',
        session: 'mem_1',
        place: 'p/5b0e',
      },
      files: [{ path: 'main.jsonl', role: 'main', size: 5, sha256 }],
      parts: [{ name: 'p1', size: 99, sha256, segments: [{ file: 0, offset: 0, length: 5 }] }],
    };
    const memory = parseMemory({ ...least, transcript });
    expect(memory.transcript).toEqual(transcript);
    expect('extra' in memory).toBe(false);
    expect(parseMemory(memoryToJson(memory))).toStrictEqual(memory);
    for (const later of [{ ...transcript, v: 2 }, { v: '1' }, {}, 'text', [1]]) {
      const carried = parseMemory({ ...least, transcript: later });
      expect('transcript' in carried).toBe(false);
      expect(memoryToJson(carried)['transcript']).toEqual(later);
      expect(parseMemory(memoryToJson(carried))).toStrictEqual(carried);
    }
    expect(parseMemory({ ...least, transcript: null })).toStrictEqual(parseMemory(least));
    expect(refusal({ ...least, transcript: { ...transcript, files: [] } })).toMatchObject({
      code: 'MEMORY_INVALID',
      data: { field: 'transcript' },
    });
  });

  it('makes texts storable: no NUL, no half of a surrogate pair', () => {
    const memory = parseMemory({ ...least, summary: 'a\u0000b\ud83d', tags: ['\udc00'], later: ['\u0000'] });
    expect(memory.summary).toBe('a\ufffdb\ufffd');
    expect(memory.tags).toEqual(['\ufffd']);
    expect(memory.extra).toEqual({ later: ['\ufffd'] });
  });
});

describe('canonicalContent', () => {
  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(
        memoryLike,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (input, stream) => {
          const next = (): number => stream.next().value ?? 0;
          const other = parseMemory(shuffledKeys(input, next));
          expect(canonicalContent(other)).toBe(canonicalContent(parseMemory(input)));
        },
      ),
    );
  });

  it('has sorted keys whatever order a memory was made in', () => {
    const memory: SessionMemory = {
      ...parseMemory(least),
      extra: { zz: { b: 1, a: [{ d: 1, c: 2 }] }, aa: 1 },
    };
    const content = canonicalContent(memory);
    expect(content.startsWith('{"aa":1,"archived":false,')).toBe(true);
    expect(content.endsWith(',"zz":{"a":[{"c":2,"d":1}],"b":1}}')).toBe(true);
  });

  it('leaves out this device’s own marks and nothing else', () => {
    const memory = parseMemory({ ...least, summary: 'x' });
    const marked = { ...memory, synced: true, syncedAt: least.startedAt };
    expect(canonicalContent(marked)).toBe(canonicalContent(memory));
    expect(canonicalContent({ ...memory, archived: true })).not.toBe(canonicalContent(memory));
  });

  it('counts what is in a conversation, not where its bytes are', () => {
    const sha256 = 'a'.repeat(64);
    const file = { path: 'main.jsonl', role: 'main', size: 5, sha256 };
    const part = { name: 'p1', size: 99, sha256, segments: [{ file: 0, offset: 0, length: 5 }] };
    const ids = { agent: 'claude-code', agentSession: '5b0e' };
    const given = {
      v: 1,
      ...ids,
      device: 'laptop',
      session: 'mem_1',
      place: 'p/5b0e',
      files: [file],
      parts: [part],
    };
    const said = (changes: object): string =>
      canonicalContent(parseMemory({ ...least, transcript: { ...given, ...changes } }));
    const content = said({});
    expect(content).toContain(
      `"toolCallsCount":0,"transcript":{"agent":"claude-code","agentSession":"5b0e","files":[{"path":"main.jsonl","role":"main","sha256":"${sha256}","size":5}]}}`,
    );
    const elsewhere = {
      device: 'desktop',
      session: 'mem_2',
      place: '',
      parts: [{ ...part, name: 'p2', size: 7 }],
    };
    expect(said(elsewhere)).toBe(content);
    expect(said({ agentSession: '5b0f' })).not.toBe(content);
    expect(said({ files: [{ ...file, sha256: 'b'.repeat(64) }] })).not.toBe(content);
    expect(canonicalContent(parseMemory(least))).not.toContain('transcript');
  });

  it('is equal for two memories exactly when they say the same', () => {
    const said = (memory: SessionMemory): unknown => ({ ...memory, synced: false, syncedAt: null });
    fc.assert(
      fc.property(memoryLike, memoryLike, fc.boolean(), (a, b, mixed) => {
        const [x, y] = [parseMemory(a), parseMemory(mixed ? { ...a, tags: b.tags ?? [] } : b)];
        expect(canonicalContent(x) === canonicalContent(y)).toBe(isDeepStrictEqual(said(x), said(y)));
      }),
    );
  });
});

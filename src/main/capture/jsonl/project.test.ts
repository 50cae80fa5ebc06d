import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ELEMENTS, Projector, scalar, type Shape } from './project.ts';

function read(members: Record<string, Shape>, text: string | Buffer): Record<string, unknown> | null {
  const line = Buffer.from(text as string);
  // Surrounded by other bytes, as a line stands in a larger buffer.
  const buffer = Buffer.concat([Buffer.from('x"{'), line, Buffer.from('"}]')]);
  return new Projector(members).read(buffer, 3, 3 + line.length);
}

/** What the projection is defined as: JSON.parse, then picking. */
function pick(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value))
    return shape.elements ? value.map((item) => pick(item, shape.elements ?? {})) : undefined;
  if (typeof value === 'object' && value !== null) {
    if (!shape.members) return undefined;
    const wanted = Object.entries(shape.members).filter(([name]) => Object.hasOwn(value, name));
    return Object.fromEntries(
      wanted.map(([name, inner]) => [name, pick((value as Record<string, unknown>)[name], inner)]),
    );
  }
  return shape.scalar === undefined ? undefined : value;
}

const BLOCK: Shape = { members: { type: scalar(), text: scalar(), 'schlüssel "🔑"': scalar() } };
const SHAPE = {
  type: scalar(),
  a: scalar(),
  b: { scalar: 4096, elements: BLOCK, members: { a: scalar(), type: BLOCK } },
  text: BLOCK,
  '': scalar(),
} satisfies Record<string, Shape>;

describe('Projector', () => {
  it('gives what JSON.parse gives, restricted to the shape', () => {
    const keys = fc.constantFrom('type', 'a', 'b', 'text', '', 'other', 'schlüssel "🔑"', 'aa', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true })),
        fc.constantFrom(null, true, false, '\\', '"', 'a\\"b', '\u0000\n', '{"type":"x"}', 1e21, -0.5),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const spaces = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(fc.dictionary(keys, value, { maxKeys: 6 }), spaces, (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        expect(read(SHAPE, text)).toEqual(pick(JSON.parse(text), { members: SHAPE }));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('refuses every proper prefix of a line, and what follows a whole one', () => {
    const line =
      '{"type":"user","other":[1,{"a":"}"}],"b":[{"type":"text","text":"h\\u00e9 \\"q\\""}],"n":-1.5e3}';
    for (let length = 0; length < line.length; length++)
      expect(read(SHAPE, line.slice(0, length))).toBeNull();
    expect(read(SHAPE, line)).not.toBeNull();
    expect(read(SHAPE, `${line}${line}`)).toBeNull();
    expect(read(SHAPE, `${line} x`)).toBeNull();
    expect(read(SHAPE, `${line.slice(0, 40)}${line}`)).toBeNull();
  });

  it('refuses what is not an object', () => {
    for (const text of [
      '',
      '   ',
      '[]',
      '"text"',
      '1',
      'null',
      '{"a":tru}',
      '{"a" 1}',
      '{"a":1 "b":2}',
      '{a:1}',
    ]) {
      expect(read(SHAPE, text), text).toBeNull();
    }
  });

  it('takes the last of a repeated key, and keys written with escapes', () => {
    expect(read(SHAPE, '{"type":"one","type":"two"}')).toEqual({ type: 'two' });
    expect(read(SHAPE, '{"t\\u0079pe":"user","\\u0061":1}')).toEqual({ type: 'user', a: 1 });
  });

  it('cuts long texts without splitting an escape into a wrong one', () => {
    for (let bytes = 0; bytes <= 40; bytes++) {
      const text = read({ a: scalar(bytes) }, '{"a":"\\ud83d\\ude00\\\\\\"\\n\\u00e9end of it all"}')?.[
        'a'
      ] as string;
      expect('😀\\"\né'.concat('end of it all').startsWith(text.replace(/\ud83d$/, ''))).toBe(true);
    }
    expect(read({ a: scalar(3) }, '{"a":"abcdef","b":1}')).toEqual({ a: 'abc' });
  });

  it('bears byte order marks no more than JSON does, but NUL, carriage returns and bad UTF-8', () => {
    expect(read(SHAPE, '\0\0\0{"a":1}\r\0')).toEqual({ a: 1 });
    expect(read(SHAPE, '{"a":"x\0y"}')).toEqual({ a: 'x\0y' });
    expect(read(SHAPE, '{"a":"x\0\\ny"}')).toEqual({ a: 'x\0\ny' });
    const invalid = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
    expect(read(SHAPE, invalid)).toEqual({ a: '\ufffd\ufffd' });
  });

  it('reads no more than so many elements of an array', () => {
    const line = JSON.stringify({ b: Array.from({ length: MAX_ELEMENTS + 5 }, () => ({ type: 't' })), a: 1 });
    const result = read(SHAPE, line);
    expect(result?.['b']).toHaveLength(MAX_ELEMENTS);
    expect(result?.['a']).toBe(1);
  });
});

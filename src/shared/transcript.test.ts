import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBundlePath, parseTranscript, TRANSCRIPT_LIMITS, type Transcript } from './transcript.ts';

const sha256 = '0123456789abcdef'.repeat(4);
const main = { path: 'main.jsonl', role: 'main', size: 30, sha256 } as const;
const side = { path: 'side/subagents/agent-1.jsonl', role: 'subagent', size: 8, sha256 } as const;
const part = (name: string, ...segments: (readonly [file: number, offset: number, length: number])[]) => ({
  name,
  size: 400,
  sha256,
  segments: segments.map(([file, offset, length]) => ({ file, offset, length })),
});
const sound: Transcript = {
  ...{ v: 1, agent: 'claude-code', agentSession: '5b0e6d0c-52c4-4d7a-9e55-0c4f4f1a7be2' },
  ...{ device: 'laptop_a1b2', session: 'mem_1', place: 'projects/-home-ann/5b0e.jsonl' },
  files: [main, side],
  parts: [part('p1', [0, 0, 20], [1, 0, 8]), part('p2', [0, 20, 10], [-1, 5, 7])],
};
const parse = (changes: object): Transcript | null => parseTranscript({ ...sound, ...changes });

describe('parseTranscript', () => {
  it('takes a sound one, shares nothing with it, and leaves unknown keys out', () => {
    const input = structuredClone({ ...sound, later: 1, files: [{ ...main, later: 1 }, side] });
    const transcript = parseTranscript(input);
    (input.parts[0]?.segments as unknown[]).pop();
    expect(transcript).toStrictEqual(sound);
  });

  it('takes one whose parts were written in any order, and files without bytes', () => {
    expect(parse({ parts: [...sound.parts].reverse() })).not.toBeNull();
    expect(parse({ files: [{ ...main, size: 0 }], parts: [] })).not.toBeNull();
    expect(parse({ files: [], parts: [] })).not.toBeNull();
  });

  const parts = (...list: ReturnType<typeof part>[]) => ({ parts: list });
  const refused: [what: string, changes: object][] = [
    ['another version', { v: 2 }],
    ['a device that climbs', { device: '..' }],
    ['a session with a slash', { session: 'mem/1' }],
    ['an agent session that is a path', { agentSession: '../../x' }],
    ['an agent named like a method', { agent: 'constructor' }],
    ['a place outside', { place: 'projects/../../etc/passwd' }],
    ['an absolute place', { place: '/etc/passwd' }],
    ['a place on another system', { place: 'projects\\x' }],
    ['a list for a transcript’s files', { files: {} }],
    ['a path outside', { files: [main, { ...side, path: 'side/../../x' }] }],
    ['an absolute path', { files: [main, { ...side, path: '/etc/passwd' }] }],
    ['a path beside side/', { files: [main, { ...side, path: 'sidelong/x' }] }],
    ['an empty name', { files: [main, { ...side, path: 'side//x' }] }],
    ['a backslash', { files: [main, { ...side, path: 'side/..\\x' }] }],
    ['NUL in a name', { files: [main, { ...side, path: 'side/x\0' }] }],
    ['half a character', { files: [main, { ...side, path: 'side/\ud800' }] }],
    ['a path past the limit', { files: [main, { ...side, path: `side/${'x'.repeat(508)}` }] }],
    ['a file twice', { files: [main, main] }],
    ['files out of order', { files: [side, main] }],
    [
      'a file that is a directory too',
      {
        files: [
          { ...side, path: 'side/a' },
          { ...side, path: 'side/a/b' },
        ],
      },
    ],
    ['a main file of another role', { files: [{ ...main, role: 'other' }, side] }],
    ['a side file as main', { files: [main, { ...side, role: 'main' }] }],
    ['an unknown role', { files: [main, { ...side, role: 'later' }] }],
    ['a size past the limit', { files: [{ ...main, size: 2 ** 40 + 1 }, side] }],
    ['a size that is text', { files: [{ ...main, size: '30' }, side] }],
    ['a sha256 in capitals', { files: [{ ...main, sha256: sha256.toUpperCase() }, side] }],
    ['a sha256 too short', { files: [{ ...main, sha256: sha256.slice(1) }, side] }],
    ['a part that climbs', parts(part('..', [0, 0, 30], [1, 0, 8]))],
    ['two parts of one name', parts(part('p', [0, 0, 30]), part('p', [1, 0, 8]))],
    ['a part without segments', { parts: [...sound.parts, part('p3')] }],
    ['a file that is not there', parts(part('p', [0, 0, 30], [1, 0, 8], [2, 0, 1]))],
    ['a file before the first', parts(part('p', [0, 0, 30], [1, 0, 8], [-2, 0, 1]))],
    ['a gap', parts(part('p', [0, 0, 10], [0, 11, 19], [1, 0, 8]))],
    ['an overlap', parts(part('p', [0, 0, 20], [0, 10, 20], [1, 0, 8]))],
    ['bytes that come twice', parts(part('p', [0, 0, 30], [1, 0, 8]), part('q', [1, 0, 8]))],
    ['bytes past the end', parts(part('p', [0, 0, 31], [1, 0, 8]))],
    ['bytes that are missing', parts(part('p', [0, 0, 30]))],
    ['a segment of nothing', parts(part('p', [0, 0, 30], [1, 0, 8], [-1, 0, 0]))],
    ['a segment before the beginning', parts(part('p', [0, -1, 31], [1, 0, 8]))],
    ['half a byte', parts(part('p', [0, 0, 0.5], [0, 0.5, 29.5], [1, 0, 8]))],
    ['a length that is infinite', parts(part('p', [0, 0, Infinity], [1, 0, 8]))],
    [
      'a part larger than parts are',
      parts(part('p', [0, 0, 30], [1, 0, 8], [-1, 0, TRANSCRIPT_LIMITS.partBytes])),
    ],
  ];
  it.each(refused)('refuses %s', (_what, changes) => {
    expect(parse({})).not.toBeNull();
    expect(parse(changes)).toBeNull();
  });

  it('refuses more files, parts or segments than its limits', () => {
    const many = (length: number) => Array.from({ length }, (_, i) => `side/${String(i).padStart(6, '0')}`);
    const files = (n: number) => many(n).map((path) => ({ ...side, path, size: 0 }));
    expect(parse({ files: files(20_000), parts: [] })).not.toBeNull();
    expect(parse({ files: files(20_001), parts: [] })).toBeNull();
    const dead = (n: number, each: number) =>
      Array.from({ length: n }, (_, i) => ({
        ...part(`p${i}`),
        segments: Array(each).fill({ file: -1, offset: 0, length: 1 }) as unknown,
      }));
    expect(parse({ files: [], parts: dead(20_000, 5) })).not.toBeNull();
    expect(parse({ files: [], parts: dead(20_001, 1) })).toBeNull();
    expect(parse({ files: [], parts: dead(2, 50_001) })).toBeNull();
  });

  it('never throws, whatever it is given', () => {
    const odd = fc.oneof(fc.anything(), fc.constant(sound.files), fc.constant(sound.parts));
    const key = fc.constantFrom('agent', 'agentSession', 'device', 'session', 'place', 'files', 'parts', 'v');
    fc.assert(
      fc.property(fc.anything(), key, odd, (input, name, value) => {
        parseTranscript(input);
        const parsed = parse({ [name]: value });
        expect(parsed === null || parseTranscript(parsed) !== null).toBe(true);
      }),
      { seed: 3 },
    );
  });
});

it('a bundle path is main.jsonl or lies below side/', () => {
  expect(['main.jsonl', 'side/a', 'side/tool-results/ü 1.txt'].every(isBundlePath)).toBe(true);
  expect(['', 'main', 'side', 'side/', 'side/.', './main.jsonl', 'side/a/'].some(isBundlePath)).toBe(false);
});

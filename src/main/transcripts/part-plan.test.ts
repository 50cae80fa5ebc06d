import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTranscript, TRANSCRIPT_LIMITS, type Transcript } from '../../shared/transcript.ts';
import { parsePartName, partName } from './part-names.ts';
import {
  checkpointsOf,
  finishPlan,
  mostSmallParts,
  planParts,
  type FileState,
  type PartPlan,
} from './part-plan.ts';

const LIMIT = TRANSCRIPT_LIMITS.partBytes;
const KIB = 1024;
const identity = {
  ...{ agent: 'claude-code', agentSession: '5b0e', device: 'laptop', session: 'mem_1', place: '' },
};
const sha256 = 'a'.repeat(64);

/** A line end in every block of 64 KiB, as the reader notes them. */
const linesEvery = (size: number, step = 64 * KIB): number[] =>
  Array.from({ length: Math.floor(size / step) }, (_, i) => (i + 1) * step);

function state(path: string, size: number, changes: Partial<FileState> = {}): FileState {
  const role = path === 'main.jsonl' ? 'main' : 'other';
  return { path, role, size, sha256, keeps: true, lineEnds: linesEvery(size), ...changes };
}

/** A session on its way: what was written, and what is in the bucket now. */
class Session {
  own: Transcript | null = null;
  generations: Readonly<Record<string, number>> = {};
  rawWritten = 0;
  mostParts = 0;
  captures = 0;

  capture(files: readonly FileState[]): PartPlan {
    const { own, generations } = this;
    const plan = planParts({ own, files, generations, random: '9f3a61c2' });
    const written = plan.parts.map(({ name, segments }) => {
      const bytes = segments.reduce((sum, { length }) => sum + length, 0);
      expect(bytes).toBeLessThanOrEqual(LIMIT);
      this.rawWritten += bytes;
      return { name, segments, size: bytes + 1, sha256 };
    });
    this.own = finishPlan(plan, identity, written);
    this.generations = plan.generations;
    // The parser proves that living segments give every byte of every file exactly once.
    expect(parseTranscript(this.own)).toEqual(this.own);
    if (plan.parts.length > 0) this.captures += 1;
    this.mostParts = Math.max(this.mostParts, this.own.parts.length);
    return plan;
  }

  /** Bytes of all files. */
  get raw(): number {
    return (this.own?.files ?? []).reduce((sum, { size }) => sum + size, 0);
  }

  get names(): string[] {
    return (this.own?.parts ?? []).map(({ name }) => name);
  }
}

describe('planParts', () => {
  it('writes a new session whole: one part for a bundle of small files', () => {
    const session = new Session();
    const sides = Array.from({ length: 50 }, (_, i) => state(`side/${String(i).padStart(2, '0')}`, 100));
    const plan = session.capture([state('main.jsonl', 5000), ...sides]);
    expect(plan.parts.length).toBe(1);
    expect(plan.parts[0]?.segments.length).toBe(51);
    expect(plan.parts[0]?.prefix).toBeNull();
    expect(parsePartName(plan.parts[0]?.name ?? '')).toEqual({ capture: 1, number: 0, level: 0 });
  });

  it('writes nothing when nothing is new, and only what is new when something is', () => {
    const session = new Session();
    session.capture([state('main.jsonl', 5000)]);
    expect(session.capture([state('main.jsonl', 5000)])).toMatchObject({ parts: [], retired: [] });
    const plan = session.capture([state('main.jsonl', 5100)]);
    const appended = { path: 'main.jsonl', offset: 5000, length: 100 };
    expect(plan.parts).toMatchObject([{ segments: [appended], prefix: { offset: 0, length: 5000 } }]);
    expect(session.own?.parts.length).toBe(2);
  });

  it('sends little more than what was appended, however large the last part was', () => {
    const session = new Session();
    session.capture([state('main.jsonl', 500 * KIB)]);
    session.capture([state('main.jsonl', 1524 * KIB)]);
    expect(session.rawWritten).toBe(session.raw);
  });

  it('begins a new generation for a file that was written anew, and keeps others in the same part', () => {
    const session = new Session();
    session.capture([state('main.jsonl', 5000), state('side/a', 300)]);
    const plan = session.capture([state('main.jsonl', 700, { keeps: false }), state('side/a', 300)]);
    expect(plan.parts).toMatchObject([
      { segments: [{ path: 'main.jsonl', offset: 0, length: 700, generation: 2 }] },
    ]);
    expect(plan.retired).toEqual([]);
    expect(session.own?.parts[0]?.segments.map(({ file }) => file)).toEqual([-1, 1]);
    const again = session.capture([state('main.jsonl', 50, { keeps: false }), state('side/a', 300)]);
    expect(again.retired).toEqual([plan.parts[0]?.name]);
    expect(again.generations).toEqual({ 'main.jsonl': 3, 'side/a': 1 });
  });

  it('leaves files that the agent deleted as they were', () => {
    const session = new Session();
    session.capture([state('main.jsonl', 5000), state('side/a', 300)]);
    session.capture([state('main.jsonl', 6000)]);
    expect(session.own?.files.map(({ path, size }) => [path, size])).toEqual([
      ['main.jsonl', 6000],
      ['side/a', 300],
    ]);
  });

  it('cuts at line ends, unless a line is longer than a part', () => {
    const session = new Session();
    const size = 40 * KIB * KIB;
    const lineEnds = linesEvery(size).filter((end) => end < 5 * KIB * KIB || end > 30 * KIB * KIB);
    const plan = session.capture([state('main.jsonl', size, { lineEnds })]);
    const starts = plan.parts.map(({ segments }) => segments[0]?.offset ?? 0);
    const inside = starts.filter((start) => start > 0 && !lineEnds.includes(start));
    const longLine = 5 * KIB * KIB - 64 * KIB;
    expect(starts[1]).toBe(longLine);
    expect(inside.length).toBe(3);
    expect(inside.every((start) => start > longLine && start <= 30 * KIB * KIB)).toBe(true);
  });

  it('fills parts with files that may be cut anywhere', () => {
    const session = new Session();
    const plan = session.capture([
      state('main.jsonl', 100),
      state('side/r.bin', 3 * LIMIT, { lineEnds: null }),
    ]);
    expect(plan.parts.length).toBe(4);
    expect(plan.parts[0]?.segments.length).toBe(2);
  });

  it('holds parts with very many files below the limit, index included', () => {
    const session = new Session();
    const long = (i: number): string => `side/${'é'.repeat(400)}${String(i).padStart(5, '0')}`;
    const plan = session.capture(Array.from({ length: 19_000 }, (_, i) => state(long(i), 1)));
    for (const { segments } of plan.parts) {
      expect(Buffer.byteLength(JSON.stringify({ segments })) + segments.length).toBeLessThan(LIMIT);
    }
    expect(plan.parts.length).toBeGreaterThan(1);
  });

  it('goes on from parts that another program named', () => {
    const session = new Session();
    session.capture([state('main.jsonl', 5000)]);
    const parts = session.own!.parts.map((part) => ({ ...part, name: 'theirs' }));
    session.own = { ...session.own!, parts };
    expect(parsePartName(session.capture([state('main.jsonl', 6000)]).parts[0]?.name ?? '')?.capture).toBe(1);
  });
});

describe('many captures', () => {
  const appendAll = (appends: readonly number[]): Session => {
    const session = new Session();
    let size = 0;
    for (const bytes of appends) session.capture([state('main.jsonl', (size += bytes))]);
    return session;
  };

  it.each([
    [10, 4 * KIB],
    [100, 4 * KIB],
    [1_000, 4 * KIB],
    [3_000, 2 * KIB],
    [500, 100 * KIB],
    [60, 3 * KIB * KIB],
  ])('%i captures of %i bytes each: few parts, and each byte written less than three times', (n, bytes) => {
    const session = appendAll(Array<number>(n).fill(bytes));
    const large = Math.ceil(session.raw / (LIMIT / 2));
    expect(session.mostParts).toBeLessThanOrEqual(mostSmallParts(n) + large);
    expect(session.rawWritten).toBeLessThan(3 * session.raw);
  });

  it('a third level, a fourth writing, comes only after very many captures', () => {
    // What is merged depends on how many small parts there are, not on their sizes: so counting is enough.
    const levels: number[] = [];
    let captures = 0;
    while (levels.at(-1) !== 3 && captures < 50_000) {
      captures += 1;
      if (levels.length < mostSmallParts(captures)) levels.push(0);
      else {
        const last = levels.at(-1) ?? 0;
        const older = levels.findLastIndex((level) => level > last);
        levels.splice(older + 1, levels.length, last + 1);
      }
    }
    expect(captures).toBe(41_105);
  });

  type Step = { readonly file: number; readonly bytes: number; readonly kind: string };
  const step: fc.Arbitrary<Step> = fc.record({
    file: fc.integer({ min: 0, max: 3 }),
    bytes: fc.oneof(
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 0, max: 300_000 }),
      fc.integer({ min: 0, max: 20_000_000 }),
    ),
    kind: fc.oneof(
      { weight: 20, arbitrary: fc.constant('append') },
      { weight: 2, arbitrary: fc.constant('rewrite') },
      { weight: 1, arbitrary: fc.constant('delete') },
    ),
  });

  const paths = ['main.jsonl', 'side/a.jsonl', 'side/b.jsonl', 'side/r.txt'];

  /** One step changes one file; all files that are there are offered, as the uploader does. */
  function run(steps: readonly (readonly Step[])[]): Session {
    const session = new Session();
    const files = new Map<string, FileState>();
    for (const changes of steps) {
      for (const [path, file] of files) files.set(path, { ...file, keeps: true });
      for (const { file, bytes, kind } of changes) {
        const path = paths[file] ?? '';
        const before = files.get(path);
        const there = session.own?.files.some((known) => known.path === path) ?? false;
        if (kind === 'delete') files.delete(path);
        else if (kind === 'rewrite' || (there && !before)) {
          files.set(path, state(path, bytes, { keeps: !there }));
        } else files.set(path, state(path, (before?.size ?? 0) + bytes, { keeps: before?.keeps ?? true }));
      }
      session.capture([...files.values()]);
      const total = session.own?.parts.reduce((sum, { segments }) => sum + segments.length, 0) ?? 0;
      expect(total).toBeLessThan(5_000);
    }
    return session;
  }

  it('whatever happens to the files, every byte is in exactly one place, and parts stay few', () => {
    const history = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(history, (steps) => {
        const session = run(steps);
        const large = Math.ceil((2 * session.rawWritten) / LIMIT);
        // Parts with bytes of deleted files cannot be merged; each deletion leaves at most one behind.
        const stuck = steps.flat().filter(({ kind }) => kind === 'delete').length;
        expect(session.mostParts).toBeLessThanOrEqual(mostSmallParts(session.captures) + large + stuck + 1);
      }),
      { seed: 20_261_122, numRuns: 150 },
    );
  });

  it('appends of any sizes to any files: written less than three times', () => {
    const appends = fc.array(
      fc.record({ file: fc.integer({ min: 0, max: 3 }), bytes: fc.integer({ min: 1, max: 200_000 }) }),
      { minLength: 50, maxLength: 400 },
    );
    fc.assert(
      fc.property(appends, (steps) => {
        const session = run(steps.map((one) => [{ ...one, kind: 'append' }]));
        expect(session.rawWritten).toBeLessThan(3 * session.raw);
      }),
      { seed: 20_261_122, numRuns: 25 },
    );
  });
});

describe('what goes with a plan', () => {
  it('names of parts say what the next capture has to know', () => {
    const name = { capture: 46_655, number: 36, level: 2 };
    expect(partName(name, '9f3a61c2')).toBe('00zzz-10-2-9f3a61c2');
    expect(parsePartName('00zzz-10-2-9f3a61c2')).toEqual(name);
    expect(['', 'p1', '0-0-0-9f3a61c', 'A-0-0-9f3a61c2'].map(parsePartName)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('checkpoints are where small parts of the file begin and end, and the bytes before them', () => {
    const session = new Session();
    session.capture([state('main.jsonl', LIMIT), state('side/a', 10)]);
    session.capture([state('main.jsonl', LIMIT + 5), state('side/a', 10)]);
    const before = LIMIT - 64 * KIB;
    expect(checkpointsOf(session.own, 'main.jsonl').slice(-3)).toEqual(
      [before + 5, LIMIT, LIMIT + 5].slice(-3),
    );
    expect(checkpointsOf(session.own, 'side/a')).toEqual([0, 10]);
    expect(checkpointsOf(session.own, 'side/b')).toEqual([]);
    expect(checkpointsOf(null, 'main.jsonl')).toEqual([]);
  });
});

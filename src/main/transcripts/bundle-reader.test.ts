import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleFile } from '../capture/adapter.ts';
import { digestAt, scanFile, STEP_BYTES, type ScannedFile } from './bundle-reader.ts';
import { sha256, tempDirectory } from './testing/device.ts';

const KIB = 1024;
const WRITTEN = 1_763_000_000_000;
let directory = '';
let place = '';

beforeEach(() => {
  directory = tempDirectory();
  place = join(directory, 'main.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function fileOf(changes: Partial<BundleFile> = {}): BundleFile {
  const { size, mtimeMs, ino } = lstatSync(place);
  const stamp = { size, mtimeMs: Math.floor(mtimeMs), ino };
  return { path: 'main.jsonl', role: 'main', source: place, ...stamp, growth: 'lines', ...changes };
}

function write(content: string | Uint8Array): void {
  writeFileSync(place, content);
  utimesSync(place, WRITTEN / 1000, WRITTEN / 1000);
}

const scan = (changes: Partial<BundleFile> = {}, checkpoints: number[] = [], now = WRITTEN) =>
  scanFile({ file: fileOf(changes), checkpoints, now });

async function scanned(...given: Parameters<typeof scan>): Promise<ScannedFile> {
  const result = await scan(...given);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('scanFile', () => {
  it.each([
    ['whole lines', '{"a":1}\n{"b":2}\n', 16],
    ['a torn line', '{"a":1}\n{"b"', 8],
    ['nothing but a torn line', '{"a"', 0],
    ['CR LF', '{"a":1}\r\n{"b":2}\r\n{"c"', 18],
    ['no bytes', '', 0],
    ['bytes that are no text', Buffer.from([0xff, 0x0a, 0x00, 0xfe]), 2],
    ['an empty last line', '{"a":1}\n\n', 9],
  ])('takes %s up to the last line end', async (_what, content, captured) => {
    write(content);
    const bytes = Buffer.from(content as string);
    const result = await scanned();
    expect(result).toMatchObject({ size: bytes.length, captured, mtimeMs: WRITTEN, ino: fileOf().ino });
    expect(result.sha256).toBe(sha256(bytes.subarray(0, captured)));
    const later = await scanned({}, [], WRITTEN + 600_001);
    expect(later).toMatchObject({ captured: bytes.length, sha256: sha256(bytes) });
    const whole = await scanned({ growth: 'whole' });
    expect(whole).toMatchObject({ captured: bytes.length, sha256: sha256(bytes), lineEnds: null });
  });

  it('knows the hash at every checkpoint, wherever it falls, and none past the end', async () => {
    const content = Buffer.from(
      Array.from({ length: 90_000 }, (_, i) => `{"n":${i}}${' '.repeat(i % 40)}\n`).join(''),
    );
    write(content);
    const point = fc.oneof(
      fc.nat(content.length),
      fc.nat(4).map((n) => n * 512 * KIB),
      fc.constant(content.length),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(point, { maxLength: 12 }), async (points) => {
        const sorted = points.filter((p) => p <= content.length).sort((a, b) => a - b);
        const result = await scanned({}, [...sorted, content.length + 5]);
        for (const at of sorted) expect(digestAt(result, at)).toBe(sha256(content.subarray(0, at)));
        expect(digestAt(result, content.length + 5)).toBeNull();
        expect(result.sha256).toBe(sha256(content));
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it('knows a line end in every block that has one', async () => {
    const line = `${'x'.repeat(40 * KIB)}\n`;
    write(line.repeat(20) + 'y'.repeat(300 * KIB) + line);
    const { lineEnds } = await scanned();
    const ends = lineEnds ?? [];
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(ends.every((end) => end % line.length === 0 || end > 20 * line.length)).toBe(true);
    expect(ends.length).toBeGreaterThan(10);
    expect(ends.at(-1)).toBe(fileOf().size);
  });

  it('is cut into steps at line ends', async () => {
    const line = Buffer.alloc(1_000_003, 'z');
    line[line.length - 1] = 0x0a;
    const count = Math.ceil((2.5 * STEP_BYTES) / line.length);
    write('');
    for (let i = 0; i < count; i += 1) appendFileSync(place, line);
    const { steps, hashes } = await scanned();
    expect(steps.length).toBe(2);
    for (const step of steps) {
      expect(step % line.length).toBe(0);
      expect(hashes.has(step)).toBe(true);
    }
    expect((await scanned({ growth: 'whole' })).steps.length).toBe(2);
  });

  /** A file that changes between the first stat and the last one. */
  const changing = (act: () => void): BundleFile => {
    let done = false;
    return Object.defineProperty(fileOf(), 'growth', {
      get: () => {
        if (!done) act();
        done = true;
        return 'lines';
      },
    });
  };
  it.each<[string, () => void, 'changing' | 'gone']>([
    ['grows', () => appendFileSync(place, '{"b":2}\n'), 'changing'],
    ['is touched', () => utimesSync(place, 1, 1), 'changing'],
    ['is written anew', () => writeFileSync(place, '{"c":3}\n'), 'changing'],
    [
      'is replaced',
      () => {
        writeFileSync(`${place}.new`, '{"a":1}\n');
        renameSync(`${place}.new`, place);
      },
      'changing',
    ],
    ['is removed', () => rmSync(place), 'gone'],
  ])('a file that %s while it is read is not taken', async (_what, act, expected) => {
    write('{"a":1}\n');
    expect(await scanFile({ file: changing(act), checkpoints: [], now: WRITTEN })).toBe(expected);
  });

  it('takes no links, directories or pipes, and nothing that is not there', async () => {
    write('{"secret":1}\n');
    const link = join(directory, 'link');
    const pipe = join(directory, 'pipe');
    symlinkSync(place, link);
    mkdirSync(join(directory, 'd'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
    for (const source of [
      link,
      join(directory, 'd'),
      pipe,
      join(directory, 'nothing'),
      join(place, 'below'),
    ]) {
      expect(await scan({ source })).toBe('gone');
    }
  });

  it('stops when it is told to', async () => {
    write('{"a":1}\n');
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const request = { file: fileOf(), checkpoints: [], now: WRITTEN, signal: controller.signal };
    await expect(scanFile(request)).rejects.toThrow('enough');
  });
});

import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONG_LINE_BYTES, readLines } from './read-lines.ts';
import { LineShortener, SHORTENED_BYTES, STRING_BYTES } from './shorten.ts';

let directory = '';
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'cc-lines-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Seen {
  text: string;
  terminated: boolean;
  extent: string;
}

async function lines(content: string | Buffer, length?: number): Promise<Seen[]> {
  const path = join(directory, 'lines.jsonl');
  await writeFile(path, content);
  const seen: Seen[] = [];
  await readLines(path, length ?? Buffer.byteLength(content), ({ bytes, start, end, terminated, extent }) =>
    seen.push({ text: bytes.toString('utf8', start, end), terminated, extent }),
  );
  return seen;
}

describe('readLines', () => {
  it('gives every line, also those that cross the borders of chunks', async () => {
    const expected = Array.from({ length: 400 }, (_, index) =>
      `${index}:`.padEnd((index * 7919) % 9000, 'é'),
    );
    const seen = await lines(`${expected.join('\n')}\n`);
    expect(seen.map((line) => line.text)).toEqual(expected);
    expect(seen.every((line) => line.terminated && line.extent === 'whole')).toBe(true);
  });

  it('marks the last line when it has no newline, and knows empty files', async () => {
    expect(await lines('a\n\nb')).toEqual([
      { text: 'a', terminated: true, extent: 'whole' },
      { text: '', terminated: true, extent: 'whole' },
      { text: 'b', terminated: false, extent: 'whole' },
    ]);
    expect(await lines('')).toEqual([]);
  });

  it('reads only so many bytes, and no more than there are', async () => {
    expect((await lines('abc\ndef\n', 6)).map((line) => line.text)).toEqual(['abc', 'de']);
    expect((await lines('abc\n', 500)).map((line) => line.text)).toEqual(['abc']);
  });

  it('shortens the strings of a long line and drops a line that stays too long', async () => {
    const picture = 'A'.repeat(3 * LONG_LINE_BYTES);
    const long = JSON.stringify({ type: 'user', data: picture, after: 'kept "so"' });
    const wide = JSON.stringify(Array.from({ length: 700_000 }, (_, index) => index));
    expect(wide.length).toBeGreaterThan(SHORTENED_BYTES);
    const seen = await lines(`first\n${long}\nsecond\n${wide}\nthird\n`);
    expect(seen.map((line) => line.extent)).toEqual(['whole', 'shortened', 'whole', 'dropped', 'whole']);
    const short = JSON.parse(seen[1]?.text ?? '') as Record<string, string>;
    expect(short).toEqual({ type: 'user', data: picture.slice(0, STRING_BYTES), after: 'kept "so"' });
    expect(seen[3]?.text).toBe('');
    expect(seen[4]?.text).toBe('third');
  });

  it('follows no symbolic link, tells of a missing file, stops when aborted', async () => {
    const target = join(directory, 'target');
    const link = join(directory, 'link');
    await writeFile(target, 'x\n');
    await symlink(target, link);
    const visit = () => expect.unreachable();
    await expect(readLines(link, 2, visit)).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(readLines(join(directory, 'none'), 2, visit)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readLines(target, 2, visit, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

describe('LineShortener', () => {
  function shorten(json: string, cuts: readonly number[]): string | undefined {
    const bytes = Buffer.from(json);
    const shortener = new LineShortener();
    const borders = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut < bytes.length), bytes.length];
    for (let index = 1; index < borders.length; index++) {
      // Each piece in a buffer of its own, with bytes around it that are not part of it.
      const piece = Buffer.concat([
        Buffer.from('"\\'),
        bytes.subarray(borders[index - 1], borders[index]),
        Buffer.from('\\"'),
      ]);
      shortener.push(piece, 2, piece.length - 2);
    }
    return shortener.finish()?.toString();
  }

  it('leaves JSON without long strings as it is, however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.nat(60), { maxLength: 12 }), (json, cuts) => {
        expect(shorten(json, cuts)).toBe(json);
      }),
      { seed: 7 },
    );
  });

  it('cuts a long string anywhere and leaves valid JSON', () => {
    const units = ['a', '\\\\', '\\"', '\\n'];
    for (const unit of units) {
      for (const lead of ['', 'x', 'xy', '\\\\', '\\\\x']) {
        const json = `{"a":"${lead}${unit.repeat(STRING_BYTES)}","b":["${'\\\\'.repeat(3)}",1]}`;
        const result = shorten(json, [
          STRING_BYTES - 3,
          STRING_BYTES + 6,
          STRING_BYTES + 7,
          json.length - 20,
        ]);
        const parsed = JSON.parse(result ?? '') as { a: string; b: unknown };
        expect(parsed.b).toEqual(['\\\\\\', 1]);
        expect((JSON.parse(json) as { a: string }).a.startsWith(parsed.a)).toBe(true);
        expect(parsed.a.length).toBeGreaterThan(STRING_BYTES / 2 - 2);
      }
    }
  });
});

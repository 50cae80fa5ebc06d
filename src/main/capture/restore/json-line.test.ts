import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLineScanner, withEdits, type LineRules } from './json-line.ts';

const OLD = '11111111-2222-4333-8444-555555555555';
const NEW = '99999999-8888-4777-8666-555555555555';

const rules: LineRules = {
  wants: (member) => member === 'sessionId' || member === 'cwd',
  replace: (member, value) => {
    if (member === 'sessionId') return value === OLD ? NEW : null;
    return value.startsWith('/old') ? `/né${value.slice(4)}` : null;
  },
  mentions: {
    from: OLD,
    to: NEW,
    counts: (before, after) => before.endsWith('/') && /^[/\\".]/.test(after),
  },
};

/** The line rewritten, given in pieces that end at `cuts`. */
function rewrite(
  line: Buffer | string,
  cuts: readonly number[] = [],
  scanner = jsonLineScanner(rules),
): string {
  const bytes = Buffer.from(line);
  const borders = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
  for (let index = 1; index < borders.length; index++) {
    // One buffer for all pieces, as a reader of files would do it.
    scanner.push(Buffer.from(bytes.subarray(borders[index - 1], borders[index])));
  }
  return withEdits(bytes, scanner.end()).toString('latin1');
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('the edits of a line', () => {
  it('change the values of known members and nothing else, at any depth', () => {
    const line = `  {"sessionId" :"${OLD}", "a":[1.50,{"cwd":"\\/old\\u002fx"}],"other":"${OLD}","text":"/old ${OLD}"}\r`;
    expect(rewrite(line)).toBe(
      latin1(`  {"sessionId" :"${NEW}", "a":[1.50,{"cwd":"/né/x"}],"other":"${OLD}","text":"/old ${OLD}"}\r`),
    );
    expect(rewrite(`{"cwd":["/old/a","/elsewhere",{"cwd":3}]}`)).toBe(
      latin1(`{"cwd":["/né/a","/elsewhere",{"cwd":3}]}`),
    );
  });

  it('change the id inside paths, in texts as well', () => {
    const line = `{"message":{"content":"saved to /p/${OLD}/tool-results/a.txt, not ${OLD}"},"p":"/p/${OLD}"}`;
    expect(rewrite(line)).toBe(
      `{"message":{"content":"saved to /p/${NEW}/tool-results/a.txt, not ${OLD}"},"p":"/p/${NEW}"}`,
    );
    expect(rewrite(`{"cwd":"/old/${OLD}/x"}`)).toBe(latin1(`{"cwd":"/né/${NEW}/x"}`));
  });

  it('keep bytes that are not UTF-8, also beside an id', () => {
    const line = Buffer.concat([
      Buffer.from('{"text":"'),
      Buffer.from([0xff, 0xc3, 0x28]),
      Buffer.from(`","sessionId":"${OLD}"}`),
    ]);
    expect(rewrite(line)).toBe(`{"text":"\xff\xc3\x28","sessionId":"${NEW}"}`);
  });

  const untouched = [
    '',
    'no JSON',
    `{"sessionId":"${OLD}"`,
    `{"sessionId":"${OLD}"}}`,
    `{"sessionId":"${OLD}",}`,
    `{"sessionId" "${OLD}"}`,
    `{"sessionId":"${OLD}","a":nul}`,
    `{"sessionId":"${OLD}","a":01}`,
    `{"sessionId":"${OLD}","a":"\\x"}`,
    `["sessionId","${OLD}"]`,
    `{"sessionId":"${OLD}"} trailing`,
    `/p/${OLD}/x`,
    `{"a":1]`,
  ];
  it.each(untouched)('leave %j as it is', (line) => {
    expect(rewrite(line)).toBe(line);
  });

  it('accept a byte order mark', () => {
    expect(rewrite(`\ufeff{"sessionId":"${OLD}"}`)).toBe(latin1(`\ufeff{"sessionId":"${NEW}"}`));
  });

  it('are the same however a line is cut, and one scanner serves all lines', () => {
    const scanner = jsonLineScanner(rules);
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(
          OLD,
          `/x/${OLD}/y`,
          `say ${OLD}`,
          '/old/q"\\\u20ac',
          1.5e300,
          -0.25,
          true,
          null,
        ),
        fc.string({ unit: 'binary' }),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('sessionId', 'cwd', 'x', 'é"'), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, fc.array(fc.nat(400), { maxLength: 30 }), fc.nat(2), (data, cuts, indent) => {
        const line = JSON.stringify({ data }, null, indent);
        const expected = JSON.parse(rewrite(line)) as unknown;
        expect(JSON.parse(rewrite(line, cuts, scanner))).toEqual(expected);
        expect(Buffer.from(rewrite(line, cuts, scanner), 'latin1').toString()).toBe(
          Buffer.from(rewrite(line), 'latin1').toString(),
        );
        expect(Buffer.from(rewrite(line), 'latin1').toString()).toBe(expectedText(line));
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  it('need no memory for a long line', () => {
    const scanner = jsonLineScanner(rules);
    const piece = Buffer.from('a\\n'.repeat(20_000));
    scanner.push(Buffer.from('{"text":"'));
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 2000; index++) scanner.push(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1024 * 1024);
    scanner.push(Buffer.from(`","sessionId":"${OLD}"}`));
    expect(scanner.end()).toHaveLength(1);
  });
});

/** The same by plain means: every string token of the line, with the member it belongs to. */
function expectedText(line: string): string {
  const owners: string[] = [];
  const parents: { list: boolean; member: string }[] = [];
  return line.replaceAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/gs, (token, colon: string | undefined) => {
    if (token === '[' || token === '{') {
      parents.push({ list: token === '[', member: token === '[' ? (owners.at(-1) ?? '') : '' });
      owners.push(token === '[' ? (owners.at(-1) ?? '') : '');
      return token;
    }
    if (token === ']' || token === '}') {
      parents.pop();
      owners.pop();
      return token;
    }
    if (colon !== undefined) {
      owners[owners.length - 1] = JSON.parse(token.slice(0, -colon.length)) as string;
      return token;
    }
    const member = owners.at(-1) ?? '';
    const text = JSON.parse(token) as string;
    const replaced = rules.wants(member) ? rules.replace(member, text) : null;
    const raw = replaced === null ? token : JSON.stringify(replaced);
    return raw.replaceAll(new RegExp(`(?<=/)${OLD}(?=[/\\\\".])`, 'g'), NEW);
  });
}

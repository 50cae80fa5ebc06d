/**
 * Seeded text as tools give it back: source files with line numbers, and random bytes in the forms in which they stand
 * in transcripts (ids, signatures, pictures). Deterministic, like prose.mjs.
 */
import { pick, prose } from './prose.mjs';

const split = (text) => text.trim().split(/\s+/);

const VERBS =
  split(`get set read write parse format load save open close find make build send fetch merge apply
  check compare update remove insert collect resolve handle render validate encode decode schedule cancel`);
const NOUNS =
  split(`user account session token order invoice item list queue cache index row column field option error
  request response header body stream chunk buffer file path page event handler timer limit range batch job task state`);
const QUALITIES =
  split(`next last first old new raw open pending active local remote known empty stale total max min
  visible failed cached sorted unique optional default`);
const TYPES = split(`string number boolean unknown Buffer Date void readonly Map Set Promise Error Record`);

const camel = (word) => word[0].toUpperCase() + word.slice(1);

function name(random) {
  const kind = random();
  const noun = pick(random, NOUNS);
  if (kind < 0.35) return `${pick(random, VERBS)}${camel(noun)}`;
  if (kind < 0.7) return `${pick(random, QUALITIES)}${camel(noun)}`;
  return kind < 0.85 ? noun : `${noun}${camel(pick(random, NOUNS))}`;
}

const number = (random) => Math.floor(random() ** 3 * 10_000);

const STATEMENTS = [
  (random) => `const ${name(random)} = await this.${name(random)}(${name(random)}, ${name(random)});`,
  (random) => `if (${name(random)}.${name(random)} === null) return ${name(random)};`,
  (random) => `for (const ${name(random)} of ${name(random)}.${name(random)}()) {`,
  (random) => `${name(random)}.${name(random)} = ${name(random)} + ${number(random)};`,
  (random) => `export function ${name(random)}(${name(random)}: ${pick(random, TYPES)}) {`,
  (random) => `readonly ${name(random)}: ${pick(random, TYPES)};`,
  (random) => `throw new Error('${pick(random, QUALITIES)} ${pick(random, NOUNS)}: ' + ${name(random)});`,
  (random) =>
    `import { ${name(random)}, ${name(random)} } from './${pick(random, NOUNS)}-${pick(random, NOUNS)}';`,
  (random) => `expect(${name(random)}(${number(random)})).toEqual(${number(random)});`,
  () => '}',
  () => '',
];

/** At least `length` characters of a source file from some line on, as an agent's reading tool numbers them. */
export function numberedCode(random, files, length) {
  const lines = [];
  let line = 1 + Math.floor(random() * 400);
  let depth = 0;
  for (let size = 0; size < length; line++) {
    const remark = random() < 0.06;
    const text = remark ? `// ${prose(random, files, 20)}` : pick(random, STATEMENTS)(random);
    if (text === '}') depth = Math.max(0, depth - 1);
    const numbered = `${String(line).padStart(6)}→${'  '.repeat(depth)}${text}`;
    if (text.endsWith('{')) depth = Math.min(6, depth + 1);
    lines.push(numbered);
    size += numbered.length + 1;
  }
  return lines.join('\n');
}

function randomBytes(random, count) {
  const bytes = Buffer.allocUnsafe(Math.ceil(count / 4) * 4);
  for (let at = 0; at < count; at += 4) bytes.writeUInt32LE(Math.floor(random() * 0x1_0000_0000), at);
  return bytes.subarray(0, count);
}

/** `count` random bytes as base64. */
export const base64 = (random, count) => randomBytes(random, count).toString('base64');

/** As of `toolu_…`, `msg_…` and `req_…`: 22 letters and digits after the prefix. */
export const apiId = (random, prefix) =>
  `${prefix}_01${base64(random, 18).replaceAll(/[+/]/g, 'x').slice(0, 22)}`;

/** A random UUID (version 4). */
export function uuid(random) {
  const bytes = randomBytes(random, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Finds what is to be changed in lines of JSON without parsing them into values: every edit covers the bytes of
 * one string value, all other bytes stay what they are. Takes a line piece by piece, so its length does not
 * matter. Bytes that are not UTF-8 are no hindrance; a line that is not JSON gets no edits.
 */
import type { LineEdit, LineScanner } from '../adapter.ts';

/** What a rewriter looks for. */
export interface LineRules {
  /** Whether the values of this member are looked at; elements of a list have the name of the list. */
  wants(member: string): boolean;
  /** The new value of such a string, or `null` to leave it. */
  replace(member: string, value: string): string | null;
  /** Runs of bytes to be replaced inside any string, e.g. an id inside a path. */
  readonly mentions?: Mentions;
}

export interface Mentions {
  /** ASCII. */
  readonly from: string;
  /** As long as `from`. */
  readonly to: string;
  /** Whether it counts, by the bytes around it (as Latin-1): up to `LOOK_BEHIND` before and `LOOK_AHEAD` after. */
  counts(before: string, after: string): boolean;
}

/** Names in paths are at most 255 bytes (NAME_MAX), and escapes make them longer. */
export const LOOK_BEHIND = 600;
export const LOOK_AHEAD = 8;

/** Bytes of a member's name or of a value that is looked at. Longer ones are left as they are. */
const LONGEST_TOKEN = 64 * 1024;
/** No agent nests deeper; a line that does is left as it is. */
const DEEPEST = 2000;
/** Lines up to this size are also parsed, so that nothing but JSON is ever edited. Longer ones only by structure. */
const PARSED_BYTES = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const [COLON, COMMA] = [0x3a, 0x2c];

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

interface Container {
  readonly list: boolean;
  /** In an object the member being read; in a list the name of the list. */
  member: string;
}

/** A scanner of lines for these rules. */
export function jsonLineScanner(rules: LineRules): LineScanner {
  return new JsonLineScanner(rules);
}

/** The line with its edits made. */
export function withEdits(line: Buffer, edits: readonly LineEdit[]): Buffer {
  if (edits.length === 0) return line;
  const pieces: Buffer[] = [];
  let position = 0;
  for (const { offset, length, bytes } of edits) {
    pieces.push(line.subarray(position, offset), bytes);
    position = offset + length;
  }
  return Buffer.concat([...pieces, line.subarray(position)]);
}

class JsonLineScanner implements LineScanner {
  readonly #rules: LineRules;
  readonly #mentions: MentionFinder | null;
  /** Bytes of the line before the piece at hand. */
  #before = 0;
  #expected: Expected = 'value';
  #stack: Container[] = [];
  #broken = false;
  #edits: LineEdit[] = [];
  /** The string or literal that is being read. */
  #token: {
    readonly kind: 'name' | 'value' | 'literal';
    readonly start: number;
    readonly kept: boolean;
  } | null = null;
  #bytes: Buffer[] = [];
  #byteCount = 0;
  #escaping = false;
  /** The line so far, while it is short enough to be parsed; one buffer for all lines. */
  #line = Buffer.allocUnsafe(64 * 1024);

  constructor(rules: LineRules) {
    this.#rules = rules;
    this.#mentions = rules.mentions ? new MentionFinder(rules.mentions) : null;
  }

  push(bytes: Buffer): void {
    if (this.#broken) return;
    this.#mentions?.push(bytes);
    if (this.#before + bytes.length <= PARSED_BYTES) this.#remember(bytes);
    let position = this.#before === 0 && startsWithMark(bytes) ? 3 : 0;
    while (position < bytes.length && !this.#broken) position = this.#step(bytes, position);
    this.#before += bytes.length;
  }

  end(): readonly LineEdit[] {
    if (this.#token?.kind === 'literal') this.#endLiteral();
    const whole = !this.#broken && this.#token === null && this.#expected === 'nothing';
    const edits = whole ? combined(this.#edits, this.#mentions?.end() ?? [], this.#rules.mentions) : [];
    const result = edits.length > 0 && this.#parses() ? edits : [];
    this.#startAfresh();
    return result;
  }

  /** The caller may use its buffer again. */
  #remember(bytes: Buffer): void {
    const needed = this.#before + bytes.length;
    if (needed > this.#line.length) {
      const larger = Buffer.allocUnsafe(Math.min(PARSED_BYTES, Math.max(needed, this.#line.length * 2)));
      this.#line.copy(larger, 0, 0, this.#before);
      this.#line = larger;
    }
    bytes.copy(this.#line, this.#before);
  }

  #parses(): boolean {
    if (this.#before > PARSED_BYTES) return true;
    const start = startsWithMark(this.#line) ? 3 : 0;
    try {
      // Latin-1 keeps the structure whatever the bytes mean.
      JSON.parse(this.#line.toString('latin1', start, this.#before));
      return true;
    } catch {
      return false;
    }
  }

  #startAfresh(): void {
    this.#before = 0;
    this.#expected = 'value';
    this.#stack = [];
    this.#broken = false;
    this.#edits = [];
    this.#token = null;
    this.#bytes = [];
    this.#byteCount = 0;
    this.#escaping = false;
    this.#mentions?.startAfresh();
  }

  /** Reads on from `position`; gives back where to go on. */
  #step(bytes: Buffer, position: number): number {
    if (this.#token?.kind === 'literal') return this.#literal(bytes, position);
    if (this.#token) return this.#string(bytes, position);
    const byte = bytes[position] as number;
    if (!isSpace(byte)) this.#structure(byte, this.#before + position);
    return position + 1;
  }

  #structure(byte: number, at: number): void {
    const expected = this.#expected;
    const value = expected === 'value' || expected === 'value-or-end';
    if (byte === QUOTE && (value || expected === 'name' || expected === 'name-or-end')) {
      const kind = value ? 'value' : 'name';
      const kept = kind === 'name' || this.#rules.wants(this.#member());
      this.#token = { kind, start: at, kept };
    } else if ((byte === OPEN_OBJECT || byte === OPEN_LIST) && value) this.#open(byte === OPEN_LIST);
    else if (byte === CLOSE_OBJECT && (expected === 'name-or-end' || expected === 'comma-or-end')) {
      this.#close(false);
    } else if (byte === CLOSE_LIST && (expected === 'value-or-end' || expected === 'comma-or-end')) {
      this.#close(true);
    } else if (byte === COLON && expected === 'colon') this.#expected = 'value';
    else if (byte === COMMA && expected === 'comma-or-end') {
      this.#expected = this.#stack.at(-1)?.list === true ? 'value' : 'name';
    } else if (value && byte !== COLON && byte !== COMMA) {
      this.#token = { kind: 'literal', start: at, kept: true };
      this.#keep(Buffer.from([byte]));
    } else this.#broken = true;
  }

  #member(): string {
    return this.#stack.at(-1)?.member ?? '';
  }

  #open(list: boolean): void {
    if (this.#stack.length >= DEEPEST) this.#broken = true;
    this.#stack.push({ list, member: list ? this.#member() : '' });
    this.#expected = list ? 'value-or-end' : 'name-or-end';
  }

  #close(list: boolean): void {
    if (this.#stack.pop()?.list !== list) this.#broken = true;
    this.#afterValue();
  }

  #afterValue(): void {
    this.#expected = this.#stack.length === 0 ? 'nothing' : 'comma-or-end';
  }

  #literal(bytes: Buffer, start: number): number {
    let position = start;
    while (position < bytes.length && /[\w+.-]/.test(String.fromCharCode(bytes[position] as number)))
      position++;
    this.#keep(bytes.subarray(start, position));
    if (position < bytes.length) this.#endLiteral();
    return position;
  }

  #endLiteral(): void {
    const text = Buffer.concat(this.#bytes).toString('latin1');
    if (!/^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(text)) this.#broken = true;
    this.#endToken();
    this.#afterValue();
  }

  #string(bytes: Buffer, start: number): number {
    let position = start;
    for (;;) {
      if (this.#escaping) {
        this.#escaping = false;
        position++;
      }
      const quote = bytes.indexOf(QUOTE, position);
      const stop = quote < 0 ? bytes.length : quote;
      let backslashes = 0;
      while (stop - 1 - backslashes >= position && bytes[stop - 1 - backslashes] === BACKSLASH) backslashes++;
      const escaped = backslashes % 2 === 1;
      if (quote < 0) {
        this.#escaping = escaped;
        this.#keep(bytes.subarray(start));
        return bytes.length;
      }
      position = quote + 1;
      if (escaped) continue;
      this.#keep(bytes.subarray(start, quote));
      this.#endString(this.#before + quote + 1);
      return position;
    }
  }

  #endString(end: number): void {
    const token = this.#token as { kind: 'name' | 'value'; start: number; kept: boolean };
    const text = token.kept ? decoded(this.#bytes, this.#byteCount) : null;
    this.#endToken();
    if (token.kind === 'name') {
      const container = this.#stack.at(-1);
      if (container) container.member = text ?? '';
      this.#expected = 'colon';
      return;
    }
    const member = this.#member();
    const value = text === null ? null : this.#rules.replace(member, text);
    if (value !== null && value !== text) {
      const bytes = Buffer.from(JSON.stringify(value));
      this.#edits.push({ offset: token.start, length: end - token.start, bytes });
    }
    this.#afterValue();
  }

  #endToken(): void {
    this.#token = null;
    this.#bytes = [];
    this.#byteCount = 0;
  }

  #keep(bytes: Buffer): void {
    if (this.#token?.kept !== true) return;
    this.#byteCount += bytes.length;
    if (this.#byteCount <= LONGEST_TOKEN) this.#bytes.push(Buffer.from(bytes));
    else if (this.#token.kind === 'literal') this.#broken = true;
  }
}

const startsWithMark = (bytes: Buffer): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** What a string means; `null` when it is too long, no JSON, or not UTF-8. */
function decoded(bytes: readonly Buffer[], count: number): string | null {
  if (count > LONGEST_TOKEN) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}

/** Finds mentions in a stream of pieces. */
class MentionFinder {
  readonly #mentions: Mentions;
  readonly #needle: Buffer;
  /** What has to be seen of one side of a border between two pieces to judge a mention on it. */
  readonly #reach: number;
  /** The end of what has been seen. */
  #tail = Buffer.alloc(0);
  /** Where the next piece begins in the line. */
  #position = 0;
  /** Mentions that begin before this are settled. */
  #settled = 0;
  #edits: LineEdit[] = [];

  constructor(mentions: Mentions) {
    this.#mentions = mentions;
    this.#needle = Buffer.from(mentions.from, 'latin1');
    this.#reach = LOOK_BEHIND + this.#needle.length + LOOK_AHEAD;
  }

  push(bytes: Buffer): void {
    const start = this.#position;
    this.#position += bytes.length;
    // Across the border with a copy of both sides, then in the piece itself.
    const border = Buffer.concat([this.#tail, bytes.subarray(0, 2 * this.#reach)]);
    this.#search(border, start - this.#tail.length);
    this.#search(bytes, start);
    const seen = bytes.length < this.#reach ? border : bytes;
    this.#tail = Buffer.from(seen.subarray(Math.max(0, seen.length - this.#reach)));
  }

  end(): readonly LineEdit[] {
    this.#search(this.#tail, this.#position - this.#tail.length, true);
    return this.#edits;
  }

  startAfresh(): void {
    this.#tail = Buffer.alloc(0);
    this.#position = 0;
    this.#settled = 0;
    this.#edits = [];
  }

  /** Settles the mentions in a window of the line; but for its last one, those whose surroundings are seen. */
  #search(window: Buffer, offset: number, isLast = false): void {
    const length = this.#needle.length;
    const last = window.length - length - (isLast ? 0 : LOOK_AHEAD);
    let found = window.indexOf(this.#needle, Math.max(0, this.#settled - offset));
    while (found >= 0 && found <= last) {
      const before = window.toString('latin1', Math.max(0, found - LOOK_BEHIND), found);
      const after = window.toString('latin1', found + length, found + length + LOOK_AHEAD);
      if (this.#mentions.counts(before, after)) {
        const bytes = Buffer.from(this.#mentions.to, 'latin1');
        this.#edits.push({ offset: offset + found, length, bytes });
      }
      found = window.indexOf(this.#needle, found + length);
    }
    this.#settled = Math.max(this.#settled, offset + last + 1);
  }
}

/** Both kinds of edits in order. A mention inside a value that is replaced anyway is made in its new value. */
function combined(
  values: readonly LineEdit[],
  found: readonly LineEdit[],
  mentions: Mentions | undefined,
): readonly LineEdit[] {
  if (!mentions || found.length === 0) return values;
  const within = (edit: LineEdit, other: LineEdit): boolean =>
    edit.offset >= other.offset && edit.offset < other.offset + other.length;
  const outside = found.filter((mention) => !values.some((value) => within(mention, value)));
  const settled = values.map((value) =>
    found.some((mention) => within(mention, value))
      ? { ...value, bytes: Buffer.from(value.bytes.toString('utf8').replaceAll(mentions.from, mentions.to)) }
      : value,
  );
  return [...outside, ...settled].toSorted((one, other) => one.offset - other.offset);
}

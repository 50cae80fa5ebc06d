/**
 * Reads chosen parts out of one line of JSON without building the rest: what JSON.parse would give, restricted
 * to a shape. Independent of key order, white space and nesting; a key given twice counts as in JSON.parse (the
 * last wins). Transcripts are mostly tool output nobody needs for a memory, so skipping it is what makes reading
 * fast and keeps the heap small.
 */

/** Longest text in raw JSON bytes, when a shape names none. */
export const DEFAULT_TEXT_BYTES = 4096;
/** Entries of one array that are read; further ones are skipped. */
export const MAX_ELEMENTS = 10_000;

/** Which parts of a value are wanted. Parts that have another type than the shape says are left out. */
export interface Shape {
  /** Take a string, number, boolean or null. Strings are cut after this many raw bytes. */
  readonly scalar?: number;
  /** Take an object, with these members. */
  readonly members?: Readonly<Record<string, Shape>>;
  /** Take an array, each element in this shape. */
  readonly elements?: Shape;
}

/** A scalar with texts of up to `bytes` raw JSON bytes. */
export function scalar(bytes = DEFAULT_TEXT_BYTES): Shape {
  return { scalar: bytes };
}

interface Member {
  readonly name: string;
  readonly key: Buffer;
  readonly node: Node;
}

interface Node {
  readonly textBytes: number;
  /** Wanted members by the byte length of their names. */
  readonly members: readonly (readonly Member[] | undefined)[] | null;
  readonly elements: Node | null;
}

function compile(shape: Shape): Node {
  let members: Member[][] | null = null;
  if (shape.members) {
    members = [];
    for (const [name, inner] of Object.entries(shape.members)) {
      const key = Buffer.from(name);
      (members[key.length] ??= []).push({ name, key, node: compile(inner) });
    }
  }
  return {
    textBytes: shape.scalar ?? -1,
    members,
    elements: shape.elements ? compile(shape.elements) : null,
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Class of each byte outside strings. */
const PLAIN = 0;
const SPACE = 1;
const STRING = 2;
const OPEN = 3;
const CLOSE = 4;
const BAD = 5;
const CLASS = new Uint8Array(256).fill(BAD);
for (const byte of Buffer.from('0123456789+-.eEtrufalsn,:')) CLASS[byte] = PLAIN;
// NUL is white space here: a crash of the machine leaves runs of it in files.
for (const byte of Buffer.from(' \t\r\n\0')) CLASS[byte] = SPACE;
CLASS[QUOTE] = STRING;
CLASS[OPEN_ARRAY] = CLASS[OPEN_OBJECT] = OPEN;
CLASS[CLOSE_ARRAY] = CLASS[CLOSE_OBJECT] = CLOSE;

/** Thrown and caught in here; made once, since a stack trace per malformed line would be costly. */
const MALFORMED = new Error('malformed JSON');

/** Reads lines in one shape. Not reentrant, and keeps no reference to a line once `read` has returned. */
export class Projector {
  readonly #root: Node;
  #bytes: Buffer = Buffer.alloc(0);
  #position = 0;
  #end = 0;

  constructor(members: Readonly<Record<string, Shape>>) {
    this.#root = compile({ members });
  }

  /**
   * The wanted members of the object that stands in `bytes` from `start` to `end`; `null` when there is no
   * whole JSON object, or something besides it.
   */
  read(bytes: Buffer, start: number, end: number): Record<string, unknown> | null {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    try {
      this.#space();
      if (bytes[this.#position] !== OPEN_OBJECT || this.#position >= end) return null;
      const result = this.#object(this.#root);
      this.#space();
      return this.#position === end ? result : null;
    } catch (error) {
      if (error === MALFORMED) return null;
      throw error;
    } finally {
      this.#bytes = Buffer.alloc(0);
    }
  }

  #space(): void {
    while (this.#position < this.#end && CLASS[this.#bytes[this.#position] as number] === SPACE)
      this.#position++;
  }

  /** The next byte that is not white space, which stays unread. */
  #peek(): number {
    this.#space();
    if (this.#position >= this.#end) throw MALFORMED;
    return this.#bytes[this.#position] as number;
  }

  #value(node: Node): unknown {
    const byte = this.#peek();
    if (byte === OPEN_OBJECT && node.members) return this.#object(node);
    if (byte === OPEN_ARRAY && node.elements) return this.#array(node.elements);
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY || node.textBytes < 0) {
      this.#skip();
      return undefined;
    }
    return byte === QUOTE ? this.#text(node.textBytes) : this.#literal();
  }

  #object(node: Node): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.#position++;
    if (this.#peek() === CLOSE_OBJECT) {
      this.#position++;
      return result;
    }
    for (;;) {
      if (this.#peek() !== QUOTE) throw MALFORMED;
      const keyStart = this.#position + 1;
      const keyEnd = this.#endOfString();
      const member = this.#member(node, keyStart, keyEnd);
      if (this.#peek() !== COLON) throw MALFORMED;
      this.#position++;
      if (member) result[member.name] = this.#value(member.node);
      else this.#skip();
      const next = this.#peek();
      this.#position++;
      if (next === CLOSE_OBJECT) return result;
      if (next !== COMMA) throw MALFORMED;
    }
  }

  #array(node: Node): unknown[] {
    const result: unknown[] = [];
    this.#position++;
    if (this.#peek() === CLOSE_ARRAY) {
      this.#position++;
      return result;
    }
    for (;;) {
      if (result.length < MAX_ELEMENTS) result.push(this.#value(node));
      else this.#skip();
      const next = this.#peek();
      this.#position++;
      if (next === CLOSE_ARRAY) return result;
      if (next !== COMMA) throw MALFORMED;
    }
  }

  #member(node: Node, start: number, end: number): Member | undefined {
    const bytes = this.#bytes;
    const candidates = node.members?.[end - start];
    if (candidates) {
      for (const candidate of candidates) {
        const key = candidate.key;
        let index = 0;
        while (index < key.length && key[index] === bytes[start + index]) index++;
        if (index === key.length) return candidate;
      }
    }
    // A key may be written with escapes, which no writer of transcripts does; then it is longer than it says.
    if (end - start < 6 || bytes.subarray(start, end).indexOf(BACKSLASH) < 0) return undefined;
    const name = decode(bytes, start, end);
    return node.members?.flatMap((list) => list ?? []).find((member) => member.name === name);
  }

  /** Index of the closing quote of the string that begins here; the position is then behind it. */
  #endOfString(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let index = this.#position + 1;
    while (index < end) {
      const byte = bytes[index] as number;
      if (byte === QUOTE) {
        this.#position = index + 1;
        return index;
      }
      index += byte === BACKSLASH ? 2 : 1;
    }
    throw MALFORMED;
  }

  #text(maxBytes: number): string {
    const start = this.#position + 1;
    const end = this.#endOfString();
    return decode(this.#bytes, start, end - start > maxBytes ? start + maxBytes : end);
  }

  #literal(): number | boolean | null | undefined {
    const start = this.#position;
    this.#skip();
    const word = this.#bytes.toString('latin1', start, this.#position);
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    const value = Number(word);
    if (Number.isNaN(value)) throw MALFORMED;
    return value;
  }

  /** Moves behind the value that begins at the next byte. */
  #skip(): void {
    const first = CLASS[this.#peek()];
    if (first === STRING) this.#endOfString();
    else if (first === OPEN) this.#skipNested();
    else if (first === PLAIN) this.#skipLiteral();
    else throw MALFORMED;
  }

  #skipLiteral(): void {
    const start = this.#position;
    while (this.#position < this.#end) {
      const byte = this.#bytes[this.#position] as number;
      if (CLASS[byte] !== PLAIN || byte === COMMA || byte === COLON) break;
      this.#position++;
    }
    if (this.#position === start) throw MALFORMED;
  }

  #skipNested(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let depth = 0;
    let index = this.#position;
    while (index < end) {
      const kind = CLASS[bytes[index] as number] as number;
      index++;
      if (kind === STRING) {
        for (;;) {
          if (index >= end) throw MALFORMED;
          const byte = bytes[index] as number;
          if (byte === QUOTE) break;
          index += byte === BACKSLASH ? 2 : 1;
        }
        index++;
      } else if (kind === OPEN) depth++;
      else if (kind === CLOSE && --depth === 0) {
        this.#position = index;
        return;
      } else if (kind === BAD) throw MALFORMED;
    }
    throw MALFORMED;
  }
}

/** Longest piece of JSON text that one cut may split: two UTF-16 escapes (`\ud83d\ude00`). */
const LONGEST_UNIT = 12;

/** The text that raw bytes of a JSON string mean; what a cut split at the end is left off. */
function decode(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start, end);
  if (!raw.includes('\\')) return raw;
  for (let length = raw.length; length >= Math.max(0, raw.length - LONGEST_UNIT); length--) {
    const text = unescape(raw.slice(0, length));
    if (text !== null) return text;
  }
  throw MALFORMED;
}

/** Control characters may not stand bare in JSON, but do in files that were damaged or written by others. */
const CONTROL = /[\u0000-\u001f]/g;

function unescape(raw: string): string | null {
  const safe = raw.replace(CONTROL, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
  try {
    return JSON.parse(`"${safe}"`) as string;
  } catch {
    return null;
  }
}

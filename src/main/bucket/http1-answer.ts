/**
 * Reads one HTTP/1.1 answer (RFC 9112) out of whatever pieces it arrives in. Bodies are written once, into the
 * buffer that is handed out; pieces may be reused by the caller as soon as `take` has returned.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Not HTTP, or not HTTP as servers of objects speak it. `code` as Node's own parser has it. */
export class NotHttp extends Error {
  readonly code = 'HPE_INVALID_ANSWER';
}

/** More body than was asked for. */
export class BodyTooLarge extends Error {
  readonly size: number;
  readonly status: number;
  constructor(status: number, size: number) {
    super(`a body of ${size} bytes`);
    this.status = status;
    this.size = size;
  }
}

export interface AnswerLimits {
  /** Most bytes of body for a status. */
  mostBytes(status: number): number;
}

/** Status line and headers together; Node's own limit is 16 KiB as well. */
const MOST_HEAD_BYTES = 16 * 1024;
/** A longer line with the length of a chunk is none. */
const MOST_CHUNK_LINE = 256;
/** Set aside before a byte of the body is here, whatever length is declared. */
const FIRST_ROOM = 1024 * 1024;

type Stage =
  'head' | 'sized' | 'until-close' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'done';

export class AnswerReader {
  readonly #limits: AnswerLimits;
  #stage: Stage = 'head';
  /** The head, or a line of a chunked body, as far as it is here. */
  #text = '';
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #body = Buffer.alloc(0);
  #size = 0;
  /** Bytes still to come of the body or chunk. */
  #left = 0;
  #keepAlive = true;

  constructor(limits: AnswerLimits) {
    this.#limits = limits;
  }

  get done(): boolean {
    return this.#stage === 'done';
  }

  /** Whether anything of it has come. */
  get begun(): boolean {
    return this.#stage !== 'head' || this.#text !== '';
  }

  /** Bytes of body so far. */
  get size(): number {
    return this.#size;
  }

  /** Whether the connection may serve another request after this one. */
  get keepAlive(): boolean {
    return this.#keepAlive;
  }

  get reply(): { status: number; headers: IncomingHttpHeaders; body: Buffer } {
    return { status: this.#status, headers: this.#headers, body: this.#body.subarray(0, this.#size) };
  }

  /**
   * Takes the next bytes; returns how many of them were the answer's.
   * @throws NotHttp, BodyTooLarge
   */
  take(piece: Buffer): number {
    let at = 0;
    while (at < piece.length && this.#stage !== 'done') at += this.#step(piece.subarray(at));
    return at;
  }

  /** The connection has ended; returns whether the answer is whole. */
  end(): boolean {
    if (this.#stage === 'until-close') this.#stage = 'done';
    return this.#stage === 'done';
  }

  /** One step; returns the bytes used, at least one. */
  #step(piece: Buffer): number {
    switch (this.#stage) {
      case 'head':
        return this.#takeHead(piece);
      case 'sized':
      case 'chunk-data':
        return this.#takeData(piece);
      case 'until-close':
        this.#store(piece);
        return piece.length;
      case 'chunk-size':
      case 'chunk-end':
      case 'trailers':
        return this.#takeLine(piece);
      case 'done':
        return 0;
    }
  }

  #takeHead(piece: Buffer): number {
    const before = this.#text.length;
    const end = before === 0 ? piece.indexOf('\r\n\r\n') : -1;
    if (end >= 0) {
      this.#readHead(piece.toString('latin1', 0, end));
      return end + 4;
    }
    this.#text += piece.toString('latin1', 0, MOST_HEAD_BYTES + 4);
    const seam = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (seam < 0) {
      if (this.#text.length > MOST_HEAD_BYTES || !'HTTP/1.'.startsWith(this.#text.slice(0, 7)))
        throw new NotHttp('no head of an answer');
      return piece.length;
    }
    const head = this.#text.slice(0, seam);
    this.#text = '';
    this.#readHead(head);
    return seam + 4 - before;
  }

  #readHead(head: string): void {
    const [first = '', ...lines] = head.split('\r\n');
    const line = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first);
    if (!line || head.length > MOST_HEAD_BYTES) throw new NotHttp('no status line');
    this.#status = Number(line[2]);
    this.#headers = readHeaders(lines);
    if (this.#status < 200) {
      if (this.#status === 101) throw new NotHttp('another protocol');
      return; // 100 Continue and the like: the answer itself is still to come
    }
    const tokens = (this.#headers.connection ?? '').toLowerCase();
    this.#keepAlive = line[1] === '1' ? !tokens.includes('close') : tokens.includes('keep-alive');
    this.#expectBody();
  }

  /** How the body is delimited (RFC 9112, section 6.3). */
  #expectBody(): void {
    const { 'transfer-encoding': coding, 'content-length': length } = this.#headers;
    if (this.#status === 204 || this.#status === 304) return this.#expect('done', 0);
    if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked') throw new NotHttp('unknown transfer coding');
      return this.#expect('chunk-size', 0);
    }
    if (length === undefined) {
      this.#keepAlive = false;
      return this.#expect('until-close', 0);
    }
    if (!/^\d{1,15}$/.test(length)) throw new NotHttp('length of no number');
    const declared = Number(length);
    if (declared > this.#limits.mostBytes(this.#status)) throw new BodyTooLarge(this.#status, declared);
    this.#body = Buffer.allocUnsafe(Math.min(declared, FIRST_ROOM));
    this.#expect(declared === 0 ? 'done' : 'sized', declared);
  }

  #expect(stage: Stage, left: number): void {
    this.#stage = stage;
    this.#left = left;
  }

  #takeData(piece: Buffer): number {
    const part = piece.length > this.#left ? piece.subarray(0, this.#left) : piece;
    this.#store(part);
    this.#left -= part.length;
    if (this.#left === 0) this.#expect(this.#stage === 'sized' ? 'done' : 'chunk-end', 0);
    return part.length;
  }

  #store(part: Buffer): void {
    const size = this.#size + part.length;
    if (size > this.#limits.mostBytes(this.#status)) throw new BodyTooLarge(this.#status, size);
    if (size > this.#body.length) {
      const room = Math.max(size, Math.min(2 * this.#body.length, size + this.#left), 4096);
      const larger = Buffer.allocUnsafe(room);
      this.#body.copy(larger, 0, 0, this.#size);
      this.#body = larger;
    }
    part.copy(this.#body, this.#size);
    this.#size = size;
  }

  /** A line of a chunked body: a chunk's length, its end, or a trailer, which nobody asked for. */
  #takeLine(piece: Buffer): number {
    const end = piece.indexOf(10);
    const used = end < 0 ? piece.length : end + 1;
    this.#text += piece.toString('latin1', 0, Math.min(used, MOST_HEAD_BYTES));
    const most = this.#stage === 'trailers' ? MOST_HEAD_BYTES : MOST_CHUNK_LINE;
    if (this.#text.length > most) throw new NotHttp('a line too long');
    if (end < 0) return used;
    const line = this.#text.replace(/\r?\n$/, '');
    this.#text = '';
    if (this.#stage === 'chunk-size') this.#beginChunk(line);
    else if (this.#stage === 'trailers') this.#expect(line === '' ? 'done' : 'trailers', 0);
    else if (line === '') this.#expect('chunk-size', 0);
    else throw new NotHttp('a chunk longer than it said');
    return used;
  }

  #beginChunk(line: string): void {
    const [, digits] = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw new NotHttp('a chunk without length');
    const length = Number.parseInt(digits, 16);
    const size = this.#size + length;
    if (size > this.#limits.mostBytes(this.#status)) throw new BodyTooLarge(this.#status, size);
    this.#expect(length === 0 ? 'trailers' : 'chunk-data', length);
  }
}

/** Names lower-case; of headers that are sent twice the values are joined, as lists in HTTP are. */
function readHeaders(lines: readonly string[]): IncomingHttpHeaders {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    // A space before the colon, or a folded line, is where requests are smuggled.
    if (colon < 1 || /[\s]/.test(line.slice(0, colon))) throw new NotHttp('a line that is no header');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (name !== 'content-length') headers[name] = `${before}, ${value}`;
    else if (before !== value) throw new NotHttp('two lengths');
  }
  return headers;
}

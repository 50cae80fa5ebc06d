/**
 * Makes a line of JSON that is too long to hold into one that is not, piece by piece as it comes: every string
 * keeps only its beginning, everything else stays. Base64 pictures and tool output are what makes lines long, so
 * what a memory needs of them survives.
 */

/** Bytes kept of each string; texts that a memory shows are cut shorter anyway. */
export const STRING_BYTES = 64 * 1024;
/** Bytes of a shortened line; one that stays longer is given up. */
export const SHORTENED_BYTES = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class LineShortener {
  #output = Buffer.allocUnsafe(256 * 1024);
  #length = 0;
  #overflown = false;
  #inString = false;
  /** Bytes of the current string so far. */
  #stringBytes = 0;
  /** The last byte seen was a backslash that escapes the next one. */
  #escaping = false;
  /** The last byte kept of the current string is such a backslash. */
  #keptEscape = false;

  push(bytes: Buffer, start: number, end: number): void {
    let position = start;
    while (position < end && !this.#overflown) {
      position = this.#inString ? this.#string(bytes, position, end) : this.#structure(bytes, position, end);
    }
  }

  /** The shortened line, valid until the next `push`; `null` when even that was too long. Starts afresh. */
  finish(): Buffer | null {
    const result = this.#overflown ? null : this.#output.subarray(0, this.#length);
    this.#length = 0;
    this.#overflown = this.#inString = this.#escaping = this.#keptEscape = false;
    this.#stringBytes = 0;
    return result;
  }

  #structure(bytes: Buffer, start: number, end: number): number {
    const quote = bytes.indexOf(QUOTE, start);
    const stop = quote < 0 || quote >= end ? end : quote + 1;
    this.#keep(bytes, start, stop);
    if (stop === quote + 1) {
      this.#inString = true;
      this.#stringBytes = 0;
    }
    return stop;
  }

  #string(bytes: Buffer, start: number, end: number): number {
    const quote = this.#closingQuote(bytes, start, end);
    const stop = quote < 0 ? end : quote;
    this.#keepString(bytes, start, stop);
    if (quote < 0) return end;
    // A backslash that lost what it escapes would swallow the quote.
    if (this.#keptEscape) this.#length--;
    this.#keep(bytes, quote, quote + 1);
    this.#inString = this.#keptEscape = false;
    return quote + 1;
  }

  #keepString(bytes: Buffer, start: number, stop: number): void {
    const room = STRING_BYTES - this.#stringBytes;
    this.#stringBytes += stop - start;
    if (room <= 0 || stop === start) return;
    const kept = Math.min(stop, start + room);
    let backslashes = 0;
    while (kept - 1 - backslashes >= start && bytes[kept - 1 - backslashes] === BACKSLASH) backslashes++;
    const pending: number = backslashes === kept - start && this.#keptEscape ? 1 : 0;
    this.#keep(bytes, start, kept);
    this.#keptEscape = (backslashes + pending) % 2 === 1;
  }

  /** Index of the quote that ends the current string, or -1. */
  #closingQuote(bytes: Buffer, start: number, end: number): number {
    let from = this.#escaping ? start + 1 : start;
    if (from > end) return -1;
    this.#escaping = false;
    for (;;) {
      const quote = bytes.indexOf(QUOTE, from);
      const stop = quote < 0 || quote >= end ? end : quote;
      let backslashes = 0;
      while (stop - 1 - backslashes >= from && bytes[stop - 1 - backslashes] === BACKSLASH) backslashes++;
      const odd = backslashes % 2 === 1;
      if (stop === end) {
        this.#escaping = odd;
        return -1;
      }
      if (!odd) return quote;
      from = quote + 1;
    }
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > SHORTENED_BYTES) {
      this.#overflown = true;
      this.#length = 0;
      return;
    }
    if (needed > this.#output.length) {
      const larger = Buffer.allocUnsafe(Math.min(SHORTENED_BYTES, Math.max(needed, this.#output.length * 2)));
      this.#output.copy(larger, 0, 0, this.#length);
      this.#output = larger;
    }
    bytes.copy(this.#output, this.#length, start, end);
    this.#length = needed;
  }
}

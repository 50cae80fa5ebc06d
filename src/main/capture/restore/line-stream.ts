/** The lines of a stream, in bounded memory however long a line is. */
import { LONG_LINE_BYTES } from '../jsonl/read-lines.ts';
import { LineShortener } from '../jsonl/shorten.ts';

const NEWLINE = 0x0a;

export interface StreamedLine {
  /** Without its line feed. */
  readonly bytes: Buffer;
  /** As in `RawLine`: a long line has its strings cut; one that stays too long is empty. */
  readonly extent: 'whole' | 'shortened' | 'dropped';
}

/** Ends when the stream does; breaking off ends the stream too. */
export async function* streamLines(chunks: AsyncIterable<Buffer>): AsyncIterable<StreamedLine> {
  const line = new GrowingLine();
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      line.add(chunk.subarray(start, newline < 0 ? chunk.length : newline));
      if (newline < 0) break;
      yield line.take();
      start = newline + 1;
    }
  }
  if (!line.isEmpty) yield line.take();
}

class GrowingLine {
  #pieces: Buffer[] = [];
  #length = 0;
  #shortener: LineShortener | null = null;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#shortener) this.#shortener.push(piece, 0, piece.length);
    else if (this.#length > LONG_LINE_BYTES) {
      this.#shortener = new LineShortener();
      for (const held of [...this.#pieces, piece]) this.#shortener.push(held, 0, held.length);
      this.#pieces = [];
    } else if (piece.length > 0) this.#pieces.push(Buffer.from(piece));
  }

  take(): StreamedLine {
    const line = this.#line();
    this.#pieces = [];
    this.#length = 0;
    this.#shortener = null;
    return line;
  }

  #line(): StreamedLine {
    if (!this.#shortener) return { bytes: Buffer.concat(this.#pieces), extent: 'whole' };
    const short = this.#shortener.finish();
    return short
      ? { bytes: Buffer.from(short), extent: 'shortened' }
      : { bytes: Buffer.alloc(0), extent: 'dropped' };
  }
}

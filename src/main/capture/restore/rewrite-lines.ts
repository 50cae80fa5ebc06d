/** A file of lines with the edits of a scanner made, in bounded memory however long a line is. */
import { open, type FileHandle } from 'node:fs/promises';
import type { LineEdit, LineScanner } from '../adapter.ts';
import { rangeChunks } from './file-chunks.ts';

const NEWLINE = 0x0a;

/** The bytes of the file as they are to be, in pieces that are valid only until the next one. Lines are separated by line feeds, which stay, as does all else. */
export async function* rewriteLines(path: string, scanner: LineScanner): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    const edited = new EditedFile(file);
    let lineStart = 0;
    let position = 0;
    for await (const chunk of rangeChunks(file, 0, Number.MAX_SAFE_INTEGER)) {
      let start = 0;
      for (;;) {
        const newline = chunk.indexOf(NEWLINE, start);
        scanner.push(chunk.subarray(start, newline < 0 ? chunk.length : newline));
        if (newline < 0) break;
        edited.add(scanner.end(), lineStart);
        start = newline + 1;
        lineStart = position + start;
      }
      // What belongs to a line that goes on is not settled yet; it is read a second time rather than held.
      yield* edited.upTo(lineStart, { bytes: chunk, offset: position });
      position += chunk.length;
    }
    edited.add(scanner.end(), lineStart);
    yield* edited.upTo(position, { bytes: Buffer.alloc(0), offset: position });
  } finally {
    await file.close();
  }
}

/** A run of the file in memory. */
interface Held {
  readonly bytes: Buffer;
  readonly offset: number;
}

class EditedFile {
  readonly #file: FileHandle;
  readonly #joiner = new Joiner();
  #given = 0;
  /** Of lines that are settled but not given out yet; offsets are those in the file. */
  #edits: LineEdit[] = [];

  constructor(file: FileHandle) {
    this.#file = file;
  }

  add(edits: readonly LineEdit[], lineStart: number): void {
    for (const edit of edits) this.#edits.push({ ...edit, offset: lineStart + edit.offset });
  }

  /** The bytes up to `end` that have not been given out; what `held` does not have comes from the file. */
  async *upTo(end: number, held: Held): AsyncIterable<Buffer> {
    const edits = this.#edits;
    this.#edits = [];
    let pieces: Buffer[] = [];
    for (const edit of [...edits, null]) {
      const stop = edit?.offset ?? end;
      if (this.#given < Math.min(stop, held.offset)) {
        yield* this.#joiner.join(pieces);
        pieces = [];
        yield* rangeChunks(this.#file, this.#given, Math.min(stop, held.offset));
      }
      const start = Math.max(this.#given, held.offset) - held.offset;
      if (start < stop - held.offset) pieces.push(held.bytes.subarray(start, stop - held.offset));
      if (edit) pieces.push(edit.bytes);
      this.#given = edit ? edit.offset + edit.length : end;
    }
    yield* this.#joiner.join(pieces);
  }
}

/** Small pieces as one, as each that is given out costs a write. Copies them: its buffer is used again. */
class Joiner {
  #buffer = Buffer.alloc(0);

  join(pieces: readonly Buffer[]): readonly Buffer[] {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length === 0) return [];
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(length);
    let position = 0;
    for (const piece of pieces) position += piece.copy(this.#buffer, position);
    return [this.#buffer.subarray(0, length)];
  }
}

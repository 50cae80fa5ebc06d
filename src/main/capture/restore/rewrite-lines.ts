/** A file of lines with the edits of a scanner made, in bounded memory however long a line is. */
import { open, type FileHandle } from 'node:fs/promises';
import type { LineEdit, LineScanner } from '../adapter.ts';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** The bytes of the file as they are to be. Lines are separated by line feeds, which stay, as does all else. */
export async function* rewriteLines(path: string, scanner: LineScanner): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    const pending = new PendingEdits();
    let lineStart = 0;
    let position = 0;
    for await (const chunk of chunksOf(file, 0, Number.MAX_SAFE_INTEGER)) {
      let start = 0;
      for (;;) {
        const newline = chunk.indexOf(NEWLINE, start);
        scanner.push(chunk.subarray(start, newline < 0 ? chunk.length : newline));
        if (newline < 0) break;
        pending.add(scanner.end(), lineStart);
        start = newline + 1;
        lineStart = position + start;
      }
      position += chunk.length;
      // What came before this line is settled, and read a second time rather than held.
      yield* pending.take(file, lineStart);
    }
    pending.add(scanner.end(), lineStart);
    yield* pending.take(file, position);
  } finally {
    await file.close();
  }
}

/** Edits of lines that are settled but not given out yet. */
class PendingEdits {
  #given = 0;
  #edits: LineEdit[] = [];

  add(edits: readonly LineEdit[], lineStart: number): void {
    for (const edit of edits) this.#edits.push({ ...edit, offset: lineStart + edit.offset });
  }

  /** The bytes up to `end`, which have not been given out. */
  async *take(file: FileHandle, end: number): AsyncIterable<Buffer> {
    const edits = this.#edits;
    this.#edits = [];
    for (const { offset, length, bytes } of edits) {
      yield* chunksOf(file, this.#given, offset);
      yield bytes;
      this.#given = offset + length;
    }
    yield* chunksOf(file, this.#given, end);
    this.#given = end;
  }
}

async function* chunksOf(file: FileHandle, start: number, end: number): AsyncIterable<Buffer> {
  let position = start;
  while (position < end) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - position));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

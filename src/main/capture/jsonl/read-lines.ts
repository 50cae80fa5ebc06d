/**
 * The lines of a growing file of JSON lines, in bounded memory whatever the size of the file or of one line.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { LineShortener } from './shorten.ts';
import { withSmallHeap } from './heap-growth.ts';

/** Bytes read at once; between two reads the event loop runs. */
const CHUNK_BYTES = 512 * 1024;
/** Lines longer than this are shortened (shorten.ts). */
export const LONG_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;
/** Windows has no such flag. */
const NO_FOLLOW = (constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/** One line: `bytes` from `start` to `end`, without its newline. Valid only during the visit. */
export interface RawLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** It ends with a newline; only the last line of a file may not. */
  readonly terminated: boolean;
  /** `whole`, a `shortened` copy, or `dropped`: too long even for that, and then empty. */
  readonly extent: 'whole' | 'shortened' | 'dropped';
}

/**
 * Visits every line of the first `length` bytes of a file, in order. A symbolic link is not followed. Ends early
 * when the file is shorter by now.
 * @throws the file system's error; the signal's reason when aborted; whatever `visit` throws.
 */
export async function readLines(
  path: string,
  length: number,
  visit: (line: RawLine) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const file = await open(path, constants.O_RDONLY | NO_FOLLOW);
  try {
    await withSmallHeap(length, () => readAll(file, length, new LineSplitter(visit), signal));
  } finally {
    await file.close();
  }
}

/** Buffers not in use. Allocating them anew costs more than reading a small file. */
const spareChunks: Buffer[] = [];
const SPARE_CHUNKS = 8;

function takeChunk(): Buffer {
  return spareChunks.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
}

function giveBack(...chunks: Buffer[]): void {
  for (const chunk of chunks) if (spareChunks.length < SPARE_CHUNKS) spareChunks.push(chunk);
}

/** Reads the next chunk while the lines of the last one are visited. */
async function readAll(
  file: FileHandle,
  length: number,
  lines: LineSplitter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const fill = (buffer: Buffer, position: number) =>
    file.read(buffer, 0, Math.min(buffer.length, length - position), position);
  let [current, spare]: readonly [Buffer, Buffer] = [takeChunk(), takeChunk()];
  let position = 0;
  let pending = fill(current, position);
  try {
    for (;;) {
      const { bytesRead } = await pending;
      signal?.throwIfAborted();
      position += bytesRead;
      const more = bytesRead > 0 && position < length;
      if (more) pending = fill(spare, position);
      lines.push(current, bytesRead);
      if (!more) break;
      [current, spare] = [spare, current];
    }
  } finally {
    // A visit that throws leaves a read under way, whose failure nobody would hear.
    await pending.catch(() => undefined);
    giveBack(current, spare);
  }
  lines.end();
}

const NOTHING = Buffer.alloc(0);

/** Cuts chunks into lines. A line within one chunk is not copied. */
class LineSplitter {
  readonly #visit: (line: RawLine) => void;
  /** The beginning of a line whose end has not come yet. */
  #carry = NOTHING;
  #carried = 0;
  #shortener: LineShortener | null = null;
  #shortening = false;

  constructor(visit: (line: RawLine) => void) {
    this.#visit = visit;
  }

  push(chunk: Buffer, length: number): void {
    let start = 0;
    while (start < length) {
      const found = chunk.indexOf(NEWLINE, start);
      const newline = found < 0 || found >= length ? -1 : found;
      const stop = newline < 0 ? length : newline;
      if (newline >= 0 && this.#carried === 0 && !this.#shortening) this.#whole(chunk, start, stop, true);
      else {
        this.#hold(chunk, start, stop);
        if (newline >= 0) this.#release(true);
      }
      start = stop + 1;
    }
  }

  end(): void {
    if (this.#carried > 0 || this.#shortening) this.#release(false);
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    if (this.#shortening) {
      this.#shortener?.push(chunk, start, end);
      return;
    }
    const needed = this.#carried + end - start;
    if (needed > LONG_LINE_BYTES) {
      this.#shortener ??= new LineShortener();
      this.#shortening = true;
      this.#shortener.push(this.#carry, 0, this.#carried);
      this.#shortener.push(chunk, start, end);
      this.#carried = 0;
      return;
    }
    if (needed > this.#carry.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.min(LONG_LINE_BYTES, Math.max(needed, this.#carry.length * 2)),
      );
      this.#carry.copy(larger, 0, 0, this.#carried);
      this.#carry = larger;
    }
    chunk.copy(this.#carry, this.#carried, start, end);
    this.#carried = needed;
  }

  #release(terminated: boolean): void {
    if (!this.#shortening) {
      const length = this.#carried;
      this.#carried = 0;
      this.#whole(this.#carry, 0, length, terminated);
      return;
    }
    this.#shortening = false;
    const short = this.#shortener?.finish() ?? null;
    this.#visit({
      bytes: short ?? NOTHING,
      start: 0,
      end: short?.length ?? 0,
      terminated,
      extent: short ? 'shortened' : 'dropped',
    });
  }

  #whole(bytes: Buffer, start: number, end: number, terminated: boolean): void {
    this.#visit({ bytes, start, end, terminated, extent: 'whole' });
  }
}

/**
 * Reads one file of a bundle once, from front to back, in bounded memory: what it hashes to, whether what is known of
 * it is still its beginning, and where it may be cut. Stat–read–stat: a file that changes meanwhile is not taken.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import type { BundleFile } from '../capture/adapter.ts';

/** Bytes read at once; a multiple of `BLOCK_BYTES`. */
const CHUNK_BYTES = 512 * 1024;
/** One line end is remembered of each block, the last one. */
const BLOCK_BYTES = 64 * 1024;
/** A file is captured in steps of about this many bytes, so that an interrupted upload need not begin anew. */
export const STEP_BYTES = 64 * 1024 * 1024;
/** A line without an end waits for so long to be completed; then it is what it is. */
export const TORN_LINE_MS = 10 * 60 * 1000;

const NEWLINE = 0x0a;
/** Windows has none of these. Opening a FIFO that someone put there must not wait for its writer. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as { O_NOFOLLOW?: number; O_NONBLOCK?: number };
export const READ_FLAGS = constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

export interface ScanRequest {
  readonly file: BundleFile;
  /** Offsets at which the hash so far is kept, ascending; those past the end are passed over. */
  readonly checkpoints: readonly number[];
  /** Milliseconds since 1970, by the clock the files' times are of. */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

/** A file as it was read. */
export interface ScannedFile {
  readonly file: BundleFile;
  /** Bytes, whole milliseconds since 1970, inode: while it was read. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** Bytes to be captured: all but an incomplete last line that may still grow. */
  readonly captured: number;
  /** SHA-256 of those. */
  readonly sha256: string;
  /** Hashes of the first so many bytes, by their number; 0 and `captured` are always among them. Not to be updated. */
  readonly hashes: ReadonlyMap<number, Hash>;
  /** Offsets after line ends, the last of each block; `null` for files that may be cut anywhere. */
  readonly lineEnds: readonly number[] | null;
  /** Offsets at about every `STEP_BYTES` where the file may be captured for now; in `hashes` too. */
  readonly steps: readonly number[];
}

/** `changing`: it was written to meanwhile. `gone`: it is not there any more, or no plain file. */
export type ScanResult = ScannedFile | 'changing' | 'gone';

/** @throws the signal's reason; the file system's error when the file cannot be read */
export async function scanFile(request: ScanRequest): Promise<ScanResult> {
  const { file, signal } = request;
  signal?.throwIfAborted();
  const handle = await open(file.source, READ_FLAGS).catch(goneOrThrow);
  if (handle === null) return 'gone';
  try {
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) return 'gone';
    const { mtimeMs } = await handle.stat();
    const scan = new Scan(request, Number(before.size));
    if ((await readThrough(handle, Number(before.size), scan, signal)) < Number(before.size))
      return 'changing';
    const after = await handle.stat({ bigint: true });
    const named = await lstat(file.source, { bigint: true }).catch(goneOrThrow);
    if (named === null) return 'gone';
    for (const later of [after, named]) {
      const same = later.size === before.size && later.mtimeNs === before.mtimeNs && later.ino === before.ino;
      if (!same) return 'changing';
    }
    const stat = { size: Number(before.size), mtimeMs: Math.floor(mtimeMs), ino: Number(before.ino) };
    return scan.finish(stat);
  } finally {
    await handle.close();
  }
}

/** ELOOP: a symbolic link took the file's place. */
function goneOrThrow(error: unknown): null {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(code)) return null;
  throw error;
}

/** Buffers not in use: made anew for every file, they would gather faster than they are collected. */
const spareChunks: Buffer[] = [];
const MOST_SPARE_CHUNKS = 8;

const takeChunk = (): Buffer => spareChunks.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);

function giveBack(chunk: Buffer): void {
  if (chunk.length === CHUNK_BYTES && spareChunks.length < MOST_SPARE_CHUNKS) spareChunks.push(chunk);
}

/** Two for files that need them; of many small files at once, none takes more than it has. */
function chunksFor(size: number): Buffer[] {
  if (size > CHUNK_BYTES) return [takeChunk(), takeChunk()];
  return [size > CHUNK_BYTES / 2 ? takeChunk() : Buffer.allocUnsafe(size)];
}

/** Reads the next chunk while the last one is hashed; gives back how many bytes there were. */
async function readThrough(
  handle: FileHandle,
  size: number,
  scan: Scan,
  signal: AbortSignal | undefined,
): Promise<number> {
  const chunks = chunksFor(size);
  const fill = (turn: number, position: number): Promise<Buffer> => {
    const chunk = chunks[turn % chunks.length] as Buffer;
    return readFully(handle, chunk.subarray(0, Math.min(chunk.length, size - position)), position);
  };
  try {
    let pending = fill(0, 0);
    for (let turn = 1, position = 0; ; turn += 1) {
      const bytes = await pending;
      signal?.throwIfAborted();
      position += bytes.length;
      const isOver = bytes.length < CHUNK_BYTES || position >= size;
      if (!isOver) pending = fill(turn, position);
      scan.push(bytes);
      if (isOver) return position;
    }
  } finally {
    chunks.forEach(giveBack);
  }
}

/** As much of `into` as the file has bytes for. */
async function readFully(handle: FileHandle, into: Buffer, position: number): Promise<Buffer> {
  for (let filled = 0; filled < into.length;) {
    const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) return into.subarray(0, filled);
    filled += bytesRead;
  }
  return into;
}

/** Takes the bytes in, chunk by chunk. */
class Scan {
  readonly #request: ScanRequest;
  readonly #size: number;
  readonly #hash = createHash('sha256');
  readonly #hashes = new Map<number, Hash>();
  readonly #lineEnds: number[] = [];
  readonly #steps: number[] = [];
  #position = 0;
  #checkpoint = 0;
  #lineEnd = 0;
  #lineHash: Hash;
  #endsWithLine = true;

  constructor(request: ScanRequest, size: number) {
    this.#request = request;
    this.#size = size;
    this.#lineHash = this.#hash.copy();
    this.#hashes.set(0, this.#lineHash);
  }

  get #isLines(): boolean {
    return this.#request.file.growth === 'lines';
  }

  push(chunk: Buffer): void {
    const start = this.#position;
    const lineEnd = this.#isLines ? this.#noteLineEnds(chunk, start) : null;
    if (lineEnd !== null) {
      this.#advance(chunk, start, lineEnd);
      this.#lineEnd = lineEnd;
      this.#lineHash = this.#hash.copy();
      this.#noteStep(lineEnd, this.#lineHash);
    }
    this.#advance(chunk, start, start + chunk.length);
    if (!this.#isLines) this.#noteStep(this.#position, this.#hash.copy());
    if (chunk.length > 0) this.#endsWithLine = chunk[chunk.length - 1] === NEWLINE;
  }

  /** Hashes on to `end`, an offset in the file, and keeps what is asked for on the way. */
  #advance(chunk: Buffer, start: number, end: number): void {
    const { checkpoints } = this.#request;
    for (; (checkpoints[this.#checkpoint] ?? Infinity) <= end; this.#checkpoint += 1) {
      const point = checkpoints[this.#checkpoint] as number;
      if (point < this.#position) continue;
      this.#update(chunk, start, point);
      this.#hashes.set(point, this.#hash.copy());
    }
    this.#update(chunk, start, end);
  }

  #update(chunk: Buffer, start: number, end: number): void {
    if (end > this.#position) this.#hash.update(chunk.subarray(this.#position - start, end - start));
    this.#position = Math.max(end, this.#position);
  }

  /** The last line end of each block; gives back the last of all, `null` when there is none. */
  #noteLineEnds(chunk: Buffer, start: number): number | null {
    let last: number | null = null;
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      const newline = chunk.subarray(at, at + BLOCK_BYTES).lastIndexOf(NEWLINE);
      if (newline >= 0) this.#lineEnds.push((last = start + at + newline + 1));
    }
    return last;
  }

  #noteStep(offset: number, hash: Hash): void {
    if (offset - (this.#steps.at(-1) ?? 0) < STEP_BYTES) return;
    this.#steps.push(offset);
    this.#hashes.set(offset, hash);
  }

  finish(stat: Pick<ScannedFile, 'size' | 'mtimeMs' | 'ino'>): ScannedFile {
    const { file, now } = this.#request;
    const waits = this.#isLines && !this.#endsWithLine && now - stat.mtimeMs <= TORN_LINE_MS;
    const captured = waits ? this.#lineEnd : this.#size;
    const hash = waits ? this.#lineHash : this.#hash;
    for (const offset of this.#hashes.keys()) if (offset > captured) this.#hashes.delete(offset);
    this.#hashes.set(captured, hash);
    return {
      file,
      ...stat,
      captured,
      sha256: hash.copy().digest('hex'),
      hashes: this.#hashes,
      lineEnds: this.#isLines ? this.#lineEnds : null,
      steps: this.#steps.filter((offset) => offset < captured),
    };
  }
}

/** SHA-256 of the first `bytes` bytes; `null` when they are no checkpoint, or more than there are. */
export function digestAt({ hashes }: ScannedFile, bytes: number): string | null {
  return hashes.get(bytes)?.copy().digest('hex') ?? null;
}

export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}

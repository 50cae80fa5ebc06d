/**
 * Reads the files of a transcript out of the vault. Parts are fetched when they are needed, a few ahead, and each is
 * verified before a byte of it is released; a file is verified whole when its end is reached.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { release } from '../../shared/release.ts';
import type { Transcript, TranscriptFile, TranscriptPart } from '../../shared/transcript.ts';
import type { OpenedPart, PartPrefix, PartVault } from '../engine/transcript-ports.ts';

/** Bytes of parts held at once, those on their way included. */
const HELD_BYTES = 12 * 1024 * 1024;
/** A part of this size that is one run of a file is given out and dropped; it is never asked for again. */
const STREAMED_BYTES = 1024 * 1024;
/** A chunk that is given away has at most so many bytes, unless its part is small. */
const PIECE_BYTES = 128 * 1024;
/** Bytes kept of such a part, for parts that are compressed against them. */
const TAIL_BYTES = 64 * 1024;
/** Parts fetched before they are asked for. */
const PARTS_AHEAD = 8;
/** Of streamed parts so many, and none that hardly compressed: receiving it takes twice its sealed size. */
const STREAMED_AHEAD = 1;
const MOST_SEALED_AHEAD = 4 * 1024 * 1024;
/** Small parts that lean on one another; ours are at most some 70. */
const DEEPEST = 500;

/** A run of a file's bytes, and where it stands in its part. */
export interface Run {
  readonly part: number;
  /** In the file. */
  readonly offset: number;
  /** In the part. */
  readonly start: number;
  readonly length: number;
}

interface Held {
  readonly bytes: number;
  readonly opened: Promise<OpenedPart>;
}

export interface ReaderOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Chunks are only lent: each is valid until the next one is asked for, when its memory is given back at once. For
   * those who have written or copied it by then; a stream that takes chunks ahead would write what is not there.
   * Default: chunks are copies.
   */
  readonly lends?: boolean;
}

export class TranscriptReader {
  readonly transcript: Transcript;
  readonly #vault: Pick<PartVault, 'readPart'>;
  readonly #signal: AbortSignal | undefined;
  readonly #lends: boolean;
  /** By index of the part, the one used last at the end. */
  readonly #held = new Map<number, Held>();
  #heldBytes = 0;
  /** Parts to be given out and dropped, on their way. */
  readonly #streamed = new Map<number, Promise<OpenedPart>>();
  /** The last bytes that were given out of a streamed part. */
  #tail: { readonly path: string; readonly offset: number; readonly bytes: Buffer } | null = null;
  #runsByPath: ReadonlyMap<string, readonly Run[]> | null = null;

  constructor(vault: Pick<PartVault, 'readPart'>, transcript: Transcript, options: ReaderOptions = {}) {
    this.#vault = vault;
    this.transcript = transcript;
    this.#signal = options.signal;
    this.#lends = options.lends ?? false;
  }

  /**
   * All bytes of a file, in chunks that are not to be changed.
   * @throws TRANSCRIPT_DAMAGED {session, path}, TRANSCRIPT_PART_MISSING {session, device, part}, CANCELLED; bucket
   *   errors. What was given out before belongs to a file that is not sound as a whole.
   */
  async *open(path: string): AsyncGenerator<Buffer> {
    const file = this.#file(path);
    const hash = createHash('sha256');
    const runs = this.runs(path);
    for (const [index, run] of runs.entries()) {
      if (this.#signal?.aborted) throw new AppError('CANCELLED');
      const isStreamed = this.#isStreamed(run);
      const { bytes } = await (isStreamed ? this.#take(run) : this.part(run.part));
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset + run.start, run.length);
      if (isStreamed) {
        const offset = run.offset + run.length - TAIL_BYTES;
        this.#tail = { path, offset, bytes: Buffer.from(chunk.subarray(-TAIL_BYTES)) };
      }
      this.#fetchAhead(runs, index + 1);
      hash.update(chunk);
      if (this.#lends || !isStreamed) yield chunk;
      else yield* copied(chunk);
      if (isStreamed) release(bytes);
    }
    if (hash.digest('hex') !== file.sha256) throw this.#damaged({ path, reason: 'sha256' });
  }

  #isStreamed({ part, length }: Run): boolean {
    return length >= STREAMED_BYTES && this.transcript.parts[part]?.segments.length === 1;
  }

  /** A part for one reader alone. */
  #take({ part: index }: Run): Promise<OpenedPart> {
    const ahead = this.#streamed.get(index);
    this.#streamed.delete(index);
    return ahead ?? this.#fetch(this.transcript.parts[index], 0);
  }

  /** The bytes `offset` to `offset + length` of a file; for short runs. @throws as `open` */
  async range(path: string, offset: number, length: number, depth = 0): Promise<Buffer> {
    const tail = this.#tail?.path === path ? this.#tail : null;
    if (tail && offset >= tail.offset && offset + length <= tail.offset + tail.bytes.length) {
      return Buffer.from(tail.bytes.subarray(offset - tail.offset, offset - tail.offset + length));
    }
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    for (const run of this.runs(path)) {
      const from = Math.max(run.offset, offset);
      const to = Math.min(run.offset + run.length, offset + length);
      if (from >= to) continue;
      const opened = await this.part(run.part, depth);
      bytes.set(
        opened.bytes.subarray(run.start + from - run.offset, run.start + to - run.offset),
        from - offset,
      );
      filled += to - from;
    }
    if (filled !== length) throw this.#damaged({ path, reason: 'range' });
    return bytes;
  }

  /** One part, by its index in the transcript. @throws as `open` */
  async part(index: number, depth = 0): Promise<OpenedPart> {
    const held = this.#held.get(index);
    if (held) {
      this.#held.delete(index);
      this.#held.set(index, held);
      return held.opened;
    }
    const part = this.transcript.parts[index];
    const opened = this.#fetch(part, depth);
    this.#hold(index, { bytes: sizeOf(part), opened });
    return opened;
  }

  #hold(index: number, held: Held): void {
    this.#held.set(index, held);
    this.#heldBytes += held.bytes;
    held.opened.catch(() => {
      if (this.#held.get(index) === held) this.#drop(index);
    });
    for (const other of this.#held.keys()) {
      if (this.#heldBytes <= HELD_BYTES || other === index) break;
      this.#drop(other);
    }
  }

  #drop(index: number): void {
    this.#heldBytes -= this.#held.get(index)?.bytes ?? 0;
    this.#held.delete(index);
  }

  async #fetch(part: TranscriptPart | undefined, depth: number): Promise<OpenedPart> {
    if (!part || depth > DEEPEST) throw this.#damaged({ part: part?.name, reason: 'depth' });
    const prefixOf = (prefix: PartPrefix): Promise<Uint8Array> => {
      // Bytes right before its own, so that no part leans on itself by way of others.
      const [only, second] = part.segments;
      const path = this.transcript.files[only?.file ?? -1]?.path;
      const precedes = prefix.path === path && prefix.offset + prefix.length === only?.offset;
      if (second || !precedes) throw this.#damaged({ part: part.name, reason: 'prefix' });
      return this.range(prefix.path, prefix.offset, prefix.length, depth + 1);
    };
    try {
      return await this.#vault.readPart(this.transcript, part, { prefixOf, signal: this.#signal });
    } catch (error) {
      throw this.#named(error, part);
    }
  }

  #fetchAhead(runs: readonly Run[], from: number): void {
    for (const run of runs.slice(from, from + PARTS_AHEAD)) {
      const part = this.transcript.parts[run.part];
      if (this.#held.has(run.part) || this.#streamed.has(run.part)) continue;
      if (!part || part.size > MOST_SEALED_AHEAD || this.#heldBytes + sizeOf(part) > HELD_BYTES) return;
      const isStreamed = this.#isStreamed(run);
      if (isStreamed && this.#streamed.size >= STREAMED_AHEAD) return;
      const ahead = isStreamed ? this.#fetch(part, 0) : this.part(run.part);
      if (isStreamed) this.#streamed.set(run.part, ahead);
      // A failure is met again by whoever needs the part.
      ahead.catch(() => undefined);
    }
  }

  #file(path: string): TranscriptFile {
    const file = this.transcript.files.find((known) => known.path === path);
    if (!file) throw this.#damaged({ path, reason: 'absent' });
    return file;
  }

  /** The runs of a file, from front to back. */
  runs(path: string): readonly Run[] {
    this.#runsByPath ??= runsOf(this.transcript);
    return this.#runsByPath.get(path) ?? [];
  }

  #damaged(data: { path?: string; part?: string | undefined; reason: string }): AppError {
    const { session, device } = this.transcript;
    return new AppError('TRANSCRIPT_DAMAGED', { session, device, ...data });
  }

  /** What is wrong with an object is wrong with the transcript; all other errors say themselves what they are. */
  #named(error: unknown, { name: part }: TranscriptPart): unknown {
    if (!(error instanceof AppError) || !error.code.startsWith('OBJECT_')) return error;
    const { session, device } = this.transcript;
    if (error.code === 'OBJECT_NOT_FOUND') {
      return new AppError('TRANSCRIPT_PART_MISSING', { session, device, part }, { cause: error });
    }
    if (error.code === 'OBJECT_UNSUPPORTED') {
      return new AppError('TRANSCRIPT_UNSUPPORTED', { session, part }, { cause: error });
    }
    const { field } = error.data;
    return new AppError(
      'TRANSCRIPT_DAMAGED',
      { session, device, part, reason: error.code, field },
      { cause: error },
    );
  }
}

/** In pieces, whose memory is collected sooner than that of a part. */
function* copied(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    yield Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
}

function runsOf({ files, parts }: Transcript): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map(files.map(({ path }): [string, Run[]] => [path, []]));
  for (const [part, { segments }] of parts.entries()) {
    let start = 0;
    for (const { file, offset, length } of segments) {
      runs.get(files[file]?.path ?? '')?.push({ part, offset, start, length });
      start += length;
    }
  }
  for (const list of runs.values()) list.sort((a, b) => a.offset - b.offset);
  return runs;
}

function sizeOf(part: TranscriptPart | undefined): number {
  return (part?.segments ?? []).reduce((sum, { length }) => sum + length, 0);
}

/** All bytes of one file of a transcript. @throws as `TranscriptReader.open` */
export function readFile(
  vault: Pick<PartVault, 'readPart'>,
  transcript: Transcript,
  path: string,
  options?: ReaderOptions,
): AsyncIterable<Buffer> {
  return new TranscriptReader(vault, transcript, options).open(path);
}

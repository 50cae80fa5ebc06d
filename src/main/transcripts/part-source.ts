/** Where the bytes of parts come from: files of this machine, read again and held against what they hashed to. */
import type { Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { READ_FLAGS, type ScannedFile } from './bundle-reader.ts';
import type { TranscriptReader } from './transcript-reader.ts';

const CHUNK_BYTES = 128 * 1024;
/** The most that a part is compressed against. */
const RECENT_BYTES = 64 * 1024;

/** Gives the bytes of one file, from front to back. */
export interface PartSource {
  /** Fills `into` with the bytes from `offset` on; `before` bytes ahead of them will be asked for afterwards. */
  fill(into: Buffer, offset: number, before: number): Promise<void>;
  /** Up to `length` bytes right before the last ones filled in; fewer, or none, where they cannot be vouched for. */
  prefix(length: number): Buffer;
  /** Whether all bytes given were those that are meant. No call may follow. */
  finish(): Promise<boolean>;
}

/** A file that was scanned: whatever becomes of it meanwhile, other bytes than those scanned are noticed. */
export class LocalSource implements PartSource {
  readonly #scan: ScannedFile;
  readonly #offsets: readonly number[];
  #handle: FileHandle | null = null;
  /** Hash of all bytes before `#position`; `null` before the first run. */
  #hash: Hash | null = null;
  #position = 0;
  /** Bytes right before `#position`, and those right before the last ones filled in. */
  #recent: Buffer = Buffer.alloc(0);
  #prefix: Buffer = Buffer.alloc(0);
  #sound = true;
  /** What is read only to be hashed. */
  #passed: Buffer | null = null;

  constructor(scan: ScannedFile) {
    this.#scan = scan;
    this.#offsets = [...scan.hashes.keys()].sort((a, b) => a - b);
  }

  async fill(into: Buffer, offset: number, before: number): Promise<void> {
    this.#handle ??= await open(this.#scan.file.source, READ_FLAGS).catch(() => null);
    if (this.#hash === null || this.#position !== offset) {
      await this.#settle();
      await this.#begin(Math.max(0, offset - before));
      await this.#pass(offset);
    }
    this.#prefix = this.#recent;
    await this.#read(into);
  }

  prefix(length: number): Buffer {
    return this.#prefix.subarray(Math.max(0, this.#prefix.length - length));
  }

  async finish(): Promise<boolean> {
    await this.#settle();
    await this.#handle?.close();
    return this.#sound;
  }

  /** Begins a run at the last offset up to `offset` where the hash so far is known. */
  async #begin(offset: number): Promise<void> {
    const start = this.#offsets.findLast((known) => known <= offset) ?? 0;
    this.#hash = this.#scan.hashes.get(start)?.copy() ?? null;
    this.#position = start;
    this.#recent = Buffer.alloc(0);
  }

  /** Ends a run: reads on to where the hash is known again, and compares. */
  async #settle(): Promise<void> {
    if (this.#hash === null) return;
    const end = this.#offsets.find((known) => known >= this.#position);
    if (end !== undefined) await this.#pass(end);
    const expected = this.#scan.hashes.get(end ?? -1);
    const same = expected !== undefined && this.#hash.digest().equals(expected.copy().digest());
    this.#sound &&= same;
    this.#hash = null;
  }

  async #pass(end: number): Promise<void> {
    while (this.#position < end) {
      this.#passed ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
      await this.#read(this.#passed.subarray(0, Math.min(CHUNK_BYTES, end - this.#position)));
    }
  }

  async #read(into: Buffer): Promise<void> {
    for (let filled = 0; filled < into.length;) {
      const position = this.#position + filled;
      const read = await this.#handle?.read(into, filled, into.length - filled, position);
      if (!read?.bytesRead) {
        // Shorter than it was: what is given now is worthless, and `finish` says so.
        into.fill(0, filled);
        this.#sound = false;
        break;
      }
      filled += read.bytesRead;
    }
    this.#hash?.update(into);
    this.#position += into.length;
    const kept = Math.max(0, RECENT_BYTES - into.length);
    this.#recent = Buffer.concat([
      this.#recent.subarray(Math.max(0, this.#recent.length - kept)),
      into.subarray(Math.max(0, into.length - RECENT_BYTES)),
    ]);
  }
}

/** A file of another device's transcript, which is copied from its beginning. */
export class RemoteSource implements PartSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(reader: TranscriptReader, path: string) {
    this.#chunks = reader.open(path)[Symbol.asyncIterator]();
  }

  /** @throws as `TranscriptReader.open` */
  async fill(into: Buffer): Promise<void> {
    for (let filled = 0; filled < into.length;) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) throw new RangeError('a copied file is shorter than it says');
        this.#rest = next.value;
      }
      const taken = this.#rest.copy(into, filled);
      this.#rest = this.#rest.subarray(taken);
      filled += taken;
    }
  }

  prefix(): Buffer {
    return Buffer.alloc(0);
  }

  /** The reader verifies the whole file when its end is reached. */
  async finish(): Promise<boolean> {
    return (await this.#chunks.next()).done === true;
  }
}

/** Writes planned parts into the vault, a few at once, in bounded memory. */
import { createHash } from 'node:crypto';
import { release } from '../../shared/release.ts';
import type { PartContent, PartVault } from '../engine/transcript-ports.ts';
import type { PlannedPart, WrittenPart } from './part-plan.ts';
import type { PartSource } from './part-source.ts';

/** Parts on their way at once. */
const MOST_PARTS = 4;
/** Bytes of parts on their way, and of the one that may follow. */
const MOST_BYTES = 12 * 1024 * 1024;

export interface WriteRequest {
  readonly vault: Pick<PartVault, 'writePart'>;
  readonly device: string;
  readonly session: string;
  readonly parts: readonly PlannedPart[];
  /** By path. */
  readonly sources: ReadonlyMap<string, PartSource>;
  readonly signal?: AbortSignal | undefined;
  /** Told before each part is sent: from then on it may be in the bucket. */
  readonly onBegun: (name: string) => void;
}

/**
 * Writes all parts; they are read in the order of the plan.
 * @throws bucket errors, those of the sources, the signal's reason; nothing is on its way any more then
 */
export function writeParts(request: WriteRequest): Promise<WrittenPart[]> {
  return new PartWriter(request).run();
}

class PartWriter {
  readonly #request: WriteRequest;
  /** What is on its way, by the bytes it holds: sealed ones, once it is sealed. */
  readonly #underWay = new Map<Promise<unknown>, number>();
  /** All parts are read into one buffer, one after the other: as large as the largest needs. */
  readonly #buffer: Buffer;
  #failure: { readonly error: unknown } | null = null;

  constructor(request: WriteRequest) {
    this.#request = request;
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(0, ...request.parts.map(sizeOf)));
  }

  async run(): Promise<WrittenPart[]> {
    const { parts, signal } = this.#request;
    const written: Promise<WrittenPart>[] = [];
    try {
      for (const part of parts) {
        const size = sizeOf(part);
        await this.#roomFor(size);
        if (this.#failure !== null) break;
        signal?.throwIfAborted();
        const sealed = Promise.withResolvers<number>();
        const sent = this.#send(part, await this.#read(part, size), (bytes) => sealed.resolve(bytes));
        written.push(sent);
        this.#watch(sent, await Promise.race([sealed.promise, sent.then(() => 0)]));
      }
    } finally {
      await Promise.allSettled(this.#underWay.keys());
      release(this.#buffer);
    }
    return Promise.all(written);
  }

  async #roomFor(size: number): Promise<void> {
    for (;;) {
      let held = 0;
      for (const bytes of this.#underWay.values()) held += bytes;
      const fits = this.#underWay.size < MOST_PARTS && held + size <= MOST_BYTES;
      if (held === 0 || fits || this.#failure !== null) return;
      await Promise.race(this.#underWay.keys());
    }
  }

  #watch(sent: Promise<unknown>, bytes: number): void {
    const ended: Promise<unknown> = sent
      .catch((error: unknown) => (this.#failure ??= { error }))
      .then(() => this.#underWay.delete(ended));
    this.#underWay.set(ended, Math.max(bytes, 1));
  }

  async #read(part: PlannedPart, size: number): Promise<ReadPart> {
    const bytes = this.#buffer.subarray(0, size);
    const before = part.prefix?.length ?? 0;
    let prefix: Buffer = Buffer.alloc(0);
    let at = 0;
    for (const { path, offset, length } of part.segments) {
      const source = this.#request.sources.get(path);
      if (!source) throw new RangeError(`no source of ${path}`);
      await source.fill(bytes.subarray(at, at + length), offset, before);
      if (before > 0) prefix = source.prefix(before);
      at += length;
    }
    return { bytes, prefix };
  }

  /** Not async itself: what is on its way holds the sealed bytes only. */
  #send(
    part: PlannedPart,
    { bytes, prefix }: ReadPart,
    onSealed: (size: number) => void,
  ): Promise<WrittenPart> {
    const { vault, device, session, signal, onBegun } = this.#request;
    const { name, segments } = part;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const content = { name, segments, bytes, prefix: prefixOf(part, prefix) };
    onBegun(name);
    return vault
      .writePart(device, session, content, { signal, onSealed })
      .then(({ size }) => ({ name, segments, size, sha256 }));
  }
}

/** Bytes of all segments. */
function sizeOf({ segments }: PlannedPart): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}

interface ReadPart {
  readonly bytes: Buffer;
  readonly prefix: Buffer;
}

function prefixOf(
  { prefix, segments: [only] }: PlannedPart,
  bytes: Buffer,
): NonNullable<PartContent['prefix']> | null {
  if (!prefix || !only || bytes.length === 0) return null;
  return { path: only.path, offset: only.offset - bytes.length, length: bytes.length, bytes };
}

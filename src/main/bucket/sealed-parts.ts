/** Parts of transcripts over a bucket: sealed going in; opened, and held against what the transcript says, coming out. */
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { release } from '../../shared/release.ts';
import { devicePartsPrefix, parseObjectKey, partKey, partPrefix } from '../../shared/object-key.ts';
import type { Transcript, TranscriptPart } from '../../shared/transcript.ts';
import { ENVELOPE_BYTES, sealInto } from '../crypto/envelope.ts';
import type { VaultKey } from '../crypto/keys.ts';
import { MAX_PART_BYTES, openPart, type PartPlace, sealPart } from '../crypto/part-object.ts';
import type { Bucket, RequestOptions } from '../engine/ports.ts';
import type {
  OpenedPart,
  PartContent,
  PartSegment,
  PartVault,
  ReadPartOptions,
  RemotePart,
  WritePartOptions,
} from '../engine/transcript-ports.ts';

/** Sealed parts from this size on share buffers, so many when none is on its way. */
const LARGE_BYTES = 256 * 1024;
const MOST_SPARE = 4;
const STEP_BYTES = 512 * 1024;

export interface SealedPartsOptions {
  readonly bucket: Bucket;
  readonly vaultId: string;
  readonly key: VaultKey;
  readonly metadata: Readonly<Record<string, string>>;
}

export class SealedParts implements PartVault {
  readonly #options: SealedPartsOptions;
  /** Not in use. One that a failed request may still be reading from never comes back. */
  readonly #spare: Buffer[] = [];

  constructor(options: SealedPartsOptions) {
    this.#options = options;
  }

  #place(device: string, session: string, part: string): PartPlace {
    return { type: 'transcript', vault: this.#options.vaultId, device, session, part };
  }

  /** While the sealed bytes are on their way, the part's own are not held. */
  writePart(
    device: string,
    session: string,
    part: PartContent,
    options?: WritePartOptions,
  ): Promise<{ readonly size: number }> {
    const place = this.#place(device, session, part.name);
    const encrypt = (key: VaultKey, plain: Uint8Array): Buffer =>
      sealInto(this.#bufferFor(plain), key, plain);
    return Promise.resolve()
      .then(() => sealPart(this.#options.key, place, part, part.prefix ?? null, encrypt))
      .then((sealed) => this.#send(place, sealed, options));
  }

  /**
   * Large buffers are used again: new ones for each part would gather faster than they are collected. None is much
   * larger than what is in it, as Electron's are filled with zeros and so take memory to their end.
   */
  #bufferFor(plain: Uint8Array): Buffer {
    const size = plain.length + ENVELOPE_BYTES;
    if (size < LARGE_BYTES) return Buffer.allocUnsafe(size);
    const at = this.#spare.findIndex((spare) => spare.length >= size);
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1);
    return (spare ?? Buffer.allocUnsafeSlow(roundedUp(size))).subarray(0, size);
  }

  async #send(
    { device, session, part }: PartPlace,
    sealed: Buffer,
    options?: WritePartOptions,
  ): Promise<{ readonly size: number }> {
    const { bucket, metadata } = this.#options;
    const size = sealed.length;
    options?.onSealed?.(size);
    await bucket.put(partKey(device, session, part), sealed, { signal: options?.signal, metadata });
    if (size >= LARGE_BYTES) this.#keep(Buffer.from(sealed.buffer));
    return { size };
  }

  /** Those for small parts give way to larger ones, which serve all. */
  #keep(buffer: Buffer): void {
    this.#spare.push(buffer);
    this.#spare.sort((a, b) => a.length - b.length);
    if (this.#spare.length > MOST_SPARE) this.#spare.shift();
  }

  async readPart(
    transcript: Transcript,
    part: TranscriptPart,
    { signal, prefixOf }: ReadPartOptions,
  ): Promise<OpenedPart> {
    const { device, session } = transcript;
    const key = partKey(device, session, part.name);
    const { body } = await this.#options.bucket.get(key, { signal, maxBytes: MAX_PART_BYTES });
    const place = this.#place(device, session, part.name);
    const opened = await openPart(this.#options.key, place, body, prefixOf);
    release(body);
    if (!isSaid(transcript, part, opened.segments)) {
      throw new AppError('OBJECT_MALFORMED', { key, field: 'segments', problem: 'are not those listed' });
    }
    if (createHash('sha256').update(opened.bytes).digest('hex') !== part.sha256) {
      throw new AppError('OBJECT_MALFORMED', { key, field: 'sha256', problem: 'is of other bytes' });
    }
    return opened;
  }

  async *listParts(
    device: string,
    options: RequestOptions & { readonly session?: string } = {},
  ): AsyncGenerator<RemotePart[]> {
    const { session, signal } = options;
    const prefix = session === undefined ? devicePartsPrefix(device) : partPrefix(device, session);
    for await (const page of this.#options.bucket.list(prefix, { signal })) {
      yield page.flatMap((entry) => {
        const identity = parseObjectKey(entry.key);
        const { session: owner, part } = identity ?? {};
        const known = identity?.device === device && owner !== undefined && part !== undefined;
        return known ? [{ ...entry, device, session: owner, part }] : [];
      });
    }
  }

  async deletePart(device: string, session: string, part: string, options?: RequestOptions): Promise<void> {
    await this.#options.bucket.delete(partKey(device, session, part), { signal: options?.signal });
  }
}

function roundedUp(size: number): number {
  return Math.min(MAX_PART_BYTES, Math.ceil(size / STEP_BYTES) * STEP_BYTES);
}

/** Whether the part holds what the transcript lists; of bytes that no file needs, only how many there are. */
function isSaid(transcript: Transcript, part: TranscriptPart, found: readonly PartSegment[]): boolean {
  if (found.length !== part.segments.length) return false;
  return part.segments.every(({ file, offset, length }, index) => {
    const segment = found[index];
    if (segment?.offset !== offset || segment.length !== length) return false;
    return file < 0 || segment.path === transcript.files[file]?.path;
  });
}

/** Writes planned parts into the vault, a few at once, in bounded memory. */
import { createHash } from 'node:crypto';
import type { PartVault } from '../engine/transcript-ports.ts';
import type { PlannedPart, WrittenPart } from './part-plan.ts';
import type { PartSource } from './part-source.ts';

/** Parts under way at once. */
const MOST_PARTS = 4;
/** Bytes of parts under way at once; a full part goes alone. */
const MOST_BYTES = 8 * 1024 * 1024;

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
 * Writes all parts, in the order of the plan as far as reading goes.
 * @throws bucket errors, those of the sources, the signal's reason; nothing is under way any more then
 */
export async function writeParts(request: WriteRequest): Promise<WrittenPart[]> {
  const { parts, signal } = request;
  const written: Promise<WrittenPart>[] = [];
  const underWay = new Map<Promise<unknown>, number>();
  let failure: { readonly error: unknown } | null = null;
  try {
    for (const part of parts) {
      const bytes = part.segments.reduce((sum, { length }) => sum + length, 0);
      for (let held = total(underWay); held > 0 && failure === null; held = total(underWay)) {
        if (underWay.size < MOST_PARTS && held + bytes <= MOST_BYTES) break;
        await Promise.race(underWay.keys());
      }
      if (failure !== null) break;
      signal?.throwIfAborted();
      const sent = send(request, part, await readPart(part, bytes, request.sources));
      written.push(sent);
      const noted = sent.catch((error: unknown) => {
        failure ??= { error };
      });
      const ended: Promise<unknown> = noted.then(() => underWay.delete(ended));
      underWay.set(ended, bytes);
    }
  } finally {
    await Promise.all(underWay.keys());
  }
  return Promise.all(written);
}

function total(underWay: ReadonlyMap<unknown, number>): number {
  let bytes = 0;
  for (const each of underWay.values()) bytes += each;
  return bytes;
}

interface ReadPart {
  readonly bytes: Buffer;
  readonly prefix: Buffer;
}

async function readPart(
  part: PlannedPart,
  size: number,
  sources: ReadonlyMap<string, PartSource>,
): Promise<ReadPart> {
  const bytes = Buffer.allocUnsafeSlow(size);
  const before = part.prefix?.length ?? 0;
  let prefix: Buffer = Buffer.alloc(0);
  let at = 0;
  for (const { path, offset, length } of part.segments) {
    const source = sources.get(path);
    if (!source) throw new RangeError(`no source of ${path}`);
    await source.fill(bytes.subarray(at, at + length), offset, before);
    if (before > 0) prefix = source.prefix(before);
    at += length;
  }
  return { bytes, prefix };
}

/** Not async itself: what is under way holds the sealed bytes only. */
function send(request: WriteRequest, part: PlannedPart, { bytes, prefix }: ReadPart): Promise<WrittenPart> {
  const { vault, device, session, signal, onBegun } = request;
  const { name, segments } = part;
  const [only] = segments;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const against =
    part.prefix && only && prefix.length > 0
      ? {
          path: only.path,
          offset: only.offset - prefix.length,
          length: prefix.length,
          bytes: prefix,
        }
      : null;
  onBegun(name);
  return vault
    .writePart(device, session, { name, segments, bytes, prefix: against }, { signal })
    .then(({ size }) => ({ name, segments, size, sha256 }));
}

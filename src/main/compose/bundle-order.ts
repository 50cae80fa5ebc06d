/**
 * How two versions of one conversation are related, told by bytes alone: transcripts only ever grow, so the one that
 * begins with all of the other goes on from it.
 */
import { createHash } from 'node:crypto';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import type { TranscriptFile } from '../../shared/transcript.ts';

export type BundleOrder = 'same' | 'mine-goes-on' | 'theirs-goes-on' | 'parted';

/**
 * Reads the longer of two files as far as the shorter one reaches, and nothing of files that are equal.
 * @throws what the sources throw
 */
export async function bundleOrder(mine: BundleSource, theirs: BundleSource): Promise<BundleOrder> {
  const theirFiles = new Map(theirs.transcript.files.map((file) => [file.path, file]));
  let order: BundleOrder = 'same';
  for (const file of mine.transcript.files) {
    const other = theirFiles.get(file.path);
    theirFiles.delete(file.path);
    order = together(order, other ? await fileOrder(file, other, mine, theirs) : 'mine-goes-on');
    if (order === 'parted') return order;
  }
  return theirFiles.size > 0 ? together(order, 'theirs-goes-on') : order;
}

/** A conversation goes on in all its files, or not at all. */
function together(one: BundleOrder, other: BundleOrder): BundleOrder {
  if (one === 'same' || one === other) return other;
  return other === 'same' ? one : 'parted';
}

async function fileOrder(
  mine: TranscriptFile,
  theirs: TranscriptFile,
  mySource: BundleSource,
  theirSource: BundleSource,
): Promise<BundleOrder> {
  if (mine.sha256 === theirs.sha256 && mine.size === theirs.size) return 'same';
  if (mine.size === theirs.size) return 'parted';
  const [shorter, longer] = mine.size < theirs.size ? [mine, theirSource] : [theirs, mySource];
  if ((await hashOfStart(longer.open(mine.path), shorter.size)) !== shorter.sha256) return 'parted';
  return shorter === mine ? 'theirs-goes-on' : 'mine-goes-on';
}

/** SHA-256 of the first `bytes` of a stream, lower-case hex. */
async function hashOfStart(stream: AsyncIterable<Buffer>, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  let left = bytes;
  for await (const chunk of stream) {
    hash.update(chunk.subarray(0, left));
    left -= Math.min(left, chunk.length);
    if (left === 0) break;
  }
  return hash.digest('hex');
}

/** Cuts runs of bytes into parts: as full as may be, no line in two parts unless it is longer than a part. */
import { TRANSCRIPT_LIMITS } from '../../shared/transcript.ts';
import type { FileState } from './part-plan.ts';

/** A run of bytes of a file. */
export interface Range {
  readonly file: FileState;
  readonly offset: number;
  readonly length: number;
}

/** Bytes that the index of a part spends on a segment, beside its path. */
const INDEX_ENTRY_BYTES = 128;
/** A file that may be cut anywhere is not cut into smaller pieces than this. */
const LEAST_PIECE_BYTES = 64 * 1024;

/** The segments of each part, in order. Ranges that touch become one; files come by path, each from front to back. */
export function packRanges(ranges: readonly Range[]): Range[][] {
  const parts: Range[][] = [];
  let part: Range[] = [];
  let used = 0;
  const flush = (): void => {
    if (part.length > 0) parts.push(part);
    part = [];
    used = 0;
  };
  for (const range of joined(ranges)) {
    const cost = INDEX_ENTRY_BYTES + 3 * range.file.path.length;
    for (let { offset, length } = range; length > 0;) {
      const room = TRANSCRIPT_LIMITS.partBytes - used - cost;
      const taken = pieceOf(range.file, offset, length, room, part.length === 0);
      if (taken > 0) part.push({ file: range.file, offset, length: taken });
      offset += taken;
      length -= taken;
      used += taken + cost;
      if (length > 0) flush();
    }
  }
  flush();
  return parts;
}

function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) =>
    a.file.path === b.file.path ? a.offset - b.offset : a.file.path < b.file.path ? -1 : 1,
  );
  const list: Range[] = [];
  for (const range of sorted) {
    const last = list.at(-1);
    if (last?.file === range.file && last.offset + last.length === range.offset) {
      list[list.length - 1] = { ...last, length: last.length + range.length };
    } else list.push(range);
  }
  return list;
}

/** How many bytes go into a part with so much room; 0: none before the next part is begun. */
function pieceOf(file: FileState, offset: number, length: number, room: number, isEmpty: boolean): number {
  if (length <= room) return length;
  if (file.lineEnds === null) return isEmpty || room >= LEAST_PIECE_BYTES ? room : 0;
  const end = lastAtMost(file.lineEnds, offset + room);
  if (end > offset) return end - offset;
  return isEmpty ? room : 0;
}

/** The greatest of ascending `values` that is not above `most`; -1 when all are. */
function lastAtMost(values: readonly number[], most: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return values[low - 1] ?? -1;
}

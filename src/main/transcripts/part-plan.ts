/**
 * Which parts a capture writes: a pure function of this device's transcript so far and the files as they are now.
 *
 * New bytes become new parts; parts are only merged when there are too many small ones, and then the youngest of
 * them that were merged equally often before, together with the new bytes (the binomial scheme of Bentley and Saxe,
 * "Decomposable searching problems I", 1980). After n captures there are at most `mostSmallParts(n)` parts of up to
 * half the size limit, and each level of merging writes a byte once more. A third level, a fourth writing, is reached
 * at the 41,105th capture at the earliest; until then less than three times the bytes of the files are written in
 * all. That both hold for every n is impossible: with k parts and w writings there can be C(k + w, w) captures
 * (Mehlhorn, "Lower bounds on the efficiency of transforming static data structures into dynamic structures", 1981).
 */
import {
  TRANSCRIPT_LIMITS,
  type BundleRole,
  type Transcript,
  type TranscriptFile,
  type TranscriptPart,
} from '../../shared/transcript.ts';
import type { PartPrefix, PartSegment } from '../engine/transcript-ports.ts';
import { packRanges, type Range } from './pack-ranges.ts';
import { parsePartName, partName, type PartName } from './part-names.ts';

/** One file of the bundle as it is to be captured. */
export interface FileState {
  readonly path: string;
  readonly role: BundleRole;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** What the transcript so far has of this file is still its beginning; true for a file that it does not have. */
  readonly keeps: boolean;
  /** Offsets right after some of its line ends, ascending; `null`: it may be cut anywhere. */
  readonly lineEnds: readonly number[] | null;
}

export interface PlanInput {
  /** This device's transcript so far; `null`: none. */
  readonly own: Transcript | null;
  /** Files that are not among them stay in the transcript as they were. */
  readonly files: readonly FileState[];
  /** By path: the generation of the files of `own`; needed of those whose bytes are written. */
  readonly generations: Readonly<Record<string, number>>;
  /** See `partName`. */
  readonly random: string;
}

export interface PlannedPart {
  readonly name: string;
  readonly segments: readonly PartSegment[];
  /** What it may be compressed against. */
  readonly prefix: PartPrefix | null;
}

export interface PartPlan {
  /** To be written, in this order; segments of one file ascend. */
  readonly parts: readonly PlannedPart[];
  /** Names of parts that nothing needs any more once the new ones are there. */
  readonly retired: readonly string[];
  /** The parts that stay, their segments by path; `null` for bytes no file needs. */
  readonly kept: readonly KeptPart[];
  /** By path, ascending. */
  readonly files: readonly TranscriptFile[];
  readonly generations: Readonly<Record<string, number>>;
}

interface KeptPart {
  readonly part: TranscriptPart;
  readonly paths: readonly (string | null)[];
}

/** What became of a planned part. */
export interface WrittenPart {
  readonly name: string;
  readonly segments: readonly PartSegment[];
  /** Bytes of the sealed object. */
  readonly size: number;
  /** SHA-256 of the segments' bytes. */
  readonly sha256: string;
}

/** Parts larger than this are never merged: two of them do not fit into one. */
const SMALL_PART_BYTES = TRANSCRIPT_LIMITS.partBytes / 2;
/** Bytes before a segment that it is compressed against; what part-object.ts takes at most. */
const PREFIX_BYTES = 64 * 1024;
/** Larger parts gain next to nothing by a prefix, and are to be readable on their own. */
const MOST_BYTES_WITH_PREFIX = 256 * 1024;

/** How many small parts there may be after so many captures. */
export function mostSmallParts(captures: number): number {
  return 4 + Math.ceil(4 * Math.log2(Math.max(captures, 1)));
}

export function planParts(input: PlanInput): PartPlan {
  const { own, files } = input;
  const states = new Map(files.map((file) => [file.path, file]));
  const known = livingParts(own, states);
  const fresh = newRanges(own, files);
  const capture = 1 + Math.max(0, ...(own?.parts ?? []).map(({ name }) => nameOf(name).capture));
  const merged = fresh.length > 0 ? chooseMerged(known, states, capture) : [];
  const level = Math.max(-1, ...merged.map(({ part }) => nameOf(part.name).level)) + 1;
  const generations = nextGenerations(input, capture);
  const ranges = [...merged.flatMap((kept) => rangesOf(kept, states)), ...fresh];
  const parts = packRanges(ranges).map((packed, number): PlannedPart => {
    const segments = packed.map(({ file: { path, role }, offset, length }): PartSegment => {
      return { path, role, offset, length, generation: generations[path] ?? 1 };
    });
    const name = partName({ capture, number, level }, input.random);
    return { name, segments, prefix: prefixOf(segments) };
  });
  const kept = known.filter((part) => !merged.includes(part));
  const staying = new Set(kept.map(({ part }) => part.name));
  const retired = (own?.parts ?? []).map(({ name }) => name).filter((name) => !staying.has(name));
  return { parts, retired, kept, files: nextFiles(own, files), generations };
}

function nameOf(name: string): PartName {
  return parsePartName(name) ?? { capture: 0, number: 0, level: 0 };
}

/** Parts that still hold bytes of some file, once those that were written anew are gone. */
function livingParts(own: Transcript | null, states: ReadonlyMap<string, FileState>): KeptPart[] {
  const parts = (own?.parts ?? []).map((part): KeptPart => {
    const paths = part.segments.map(({ file }) => {
      const path = own?.files[file]?.path ?? null;
      return path !== null && states.get(path)?.keeps === false ? null : path;
    });
    return { part, paths };
  });
  return parts.filter(({ paths }) => paths.some((path) => path !== null));
}

/** Bytes of a part that files need. */
function livingBytes({ part, paths }: KeptPart): number {
  return part.segments.reduce((sum, { length }, at) => sum + (paths[at] === null ? 0 : length), 0);
}

/**
 * The small parts that are written anew together with what is new: none while there may be more of them. Bytes can
 * only be had from files that are still there.
 */
function chooseMerged(
  known: readonly KeptPart[],
  states: ReadonlyMap<string, FileState>,
  captures: number,
): KeptPart[] {
  const small = known.filter(
    (kept) =>
      livingBytes(kept) <= SMALL_PART_BYTES && kept.paths.every((path) => path === null || states.has(path)),
  );
  const youngest = small.at(-1);
  if (!youngest || small.length < mostSmallParts(captures)) return [];
  const { level } = nameOf(youngest.part.name);
  const older = small.findLastIndex(({ part }) => nameOf(part.name).level > level);
  return small.slice(older + 1);
}

function rangesOf({ part, paths }: KeptPart, states: ReadonlyMap<string, FileState>): Range[] {
  return part.segments.flatMap(({ offset, length }, at) => {
    const file = states.get(paths[at] ?? '');
    return file ? [{ file, offset, length }] : [];
  });
}

/** What no part has: the ends of files that grew, and all of those that are new or were written anew. */
function newRanges(own: Transcript | null, files: readonly FileState[]): Range[] {
  const sizes = new Map(own?.files.map(({ path, size }) => [path, size]));
  return files.flatMap((file) => {
    const offset = file.keeps ? (sizes.get(file.path) ?? 0) : 0;
    return file.size > offset ? [{ file, offset, length: file.size - offset }] : [];
  });
}

/**
 * Where the generation of a file that is written anew is not known, the capture's number will do: there have been
 * fewer generations than captures.
 */
function nextGenerations({ own, files, generations }: PlanInput, capture: number): Record<string, number> {
  const next: Record<string, number> = { ...generations };
  const known = new Set(own?.files.map(({ path }) => path));
  for (const { path, keeps } of files) {
    if (!known.has(path)) next[path] = 1;
    else if (!keeps) next[path] = path in next ? (next[path] ?? 0) + 1 : capture;
  }
  return next;
}

function nextFiles(own: Transcript | null, files: readonly FileState[]): TranscriptFile[] {
  const next = new Map(own?.files.map((file) => [file.path, file]));
  for (const { path, role, size, sha256 } of files) next.set(path, { path, role, size, sha256 });
  return [...next.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function prefixOf(segments: readonly PartSegment[]): PartPrefix | null {
  const [only, second] = segments;
  if (!only || second || only.offset === 0 || only.length > MOST_BYTES_WITH_PREFIX) return null;
  const offset = Math.max(0, only.offset - PREFIX_BYTES);
  return { path: only.path, offset, length: only.offset - offset };
}

/** The transcript once all planned parts are written. */
export function finishPlan(
  plan: PartPlan,
  identity: Pick<Transcript, 'agent' | 'agentSession' | 'device' | 'session' | 'place'>,
  written: readonly WrittenPart[],
): Transcript {
  const indexes = new Map(plan.files.map(({ path }, index) => [path, index]));
  const indexOf = (path: string | null): number => (path === null ? -1 : (indexes.get(path) ?? -1));
  const kept = plan.kept.map(({ part, paths }): TranscriptPart => {
    const segments = part.segments.map((segment, at) => ({ ...segment, file: indexOf(paths[at] ?? null) }));
    return { ...part, segments };
  });
  const added = written.map(({ name, size, sha256, segments }): TranscriptPart => {
    const runs = segments.map(({ path, offset, length }) => ({ file: indexOf(path), offset, length }));
    return { name, size, sha256, segments: runs };
  });
  const { agent, agentSession, device, session, place } = identity;
  const ids = { v: 1, agent, agentSession, device, session, place } as const;
  return { ...ids, files: plan.files, parts: [...kept, ...added] };
}

/**
 * Offsets of a file where bytes that are merged, or that new ones are compressed against, may begin and end: the
 * SHA-256 up to there tells whether what is read for them is what was hashed.
 */
export function checkpointsOf(own: Transcript | null, path: string): number[] {
  const file = own?.files.findIndex((known) => known.path === path) ?? -1;
  if (!own || file < 0) return [];
  const size = own.files[file]?.size ?? 0;
  const points = new Set([size, Math.max(0, size - PREFIX_BYTES)]);
  for (const { segments } of own.parts) {
    const bytes = segments.reduce((sum, { length }) => sum + length, 0);
    const alone = segments.every((segment) => segment.file === file);
    if (alone && bytes > SMALL_PART_BYTES) continue;
    for (const { offset, length } of segments.filter((segment) => segment.file === file)) {
      points.add(offset);
      points.add(Math.max(0, offset - PREFIX_BYTES));
      points.add(offset + length);
    }
  }
  return [...points].sort((a, b) => a - b);
}

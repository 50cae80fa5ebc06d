/** How the files on this machine stand to a transcript: which of the two goes on from the other, if either does. */
import type { Transcript, TranscriptFile } from '../../shared/transcript.ts';
import type { BundleFile } from '../capture/adapter.ts';
import { digestAt, type FileStamp, type ScannedFile } from './bundle-reader.ts';

/** A file of the bundle, and what of it is to be captured. */
export interface LocalFile {
  readonly file: BundleFile;
  readonly stamp: FileStamp;
  /** Bytes, and SHA-256 of those. */
  readonly captured: number;
  readonly sha256: string;
  /** `null`: it did not change since it was last captured, and was not read. */
  readonly scan: ScannedFile | null;
}

/**
 * `in-step`: nothing is new on either side. `ahead`: the files go on from the transcript. `behind`: they are what it
 * went on from. `diverged`: neither.
 */
export type Standing = 'in-step' | 'ahead' | 'behind' | 'diverged';

export interface StandingInput {
  readonly files: readonly LocalFile[];
  readonly known: Transcript;
  /** The transcript is what was last captured here, so that whatever the files say now was said on top of it. */
  readonly isOurs: boolean;
  /** What was last captured here of each file, by path. */
  readonly captured: ReadonlyMap<string, { readonly captured: number; readonly sha256: string }>;
  /** Whether the bytes of `local` are the beginning of those of `theirs`, which is longer. */
  readonly isBeginning: (local: LocalFile, theirs: TranscriptFile) => Promise<boolean>;
}

export interface StandingResult {
  readonly standing: Standing;
  /** Paths of files of which the transcript has more, or something newer, than is here. */
  readonly less: ReadonlySet<string>;
}

/** A file that is in the transcript only was deleted by the agent, or has never been here: neither says anything. */
export async function standingOf(input: StandingInput): Promise<StandingResult> {
  const theirs = new Map(input.known.files.map((file) => [file.path, file]));
  const less = new Set<string>();
  let [more, other] = [false, false];
  for (const local of input.files) {
    const relation = await relationOf(local, theirs.get(local.file.path), input);
    if (relation === 'less') less.add(local.file.path);
    more ||= relation === 'more';
    other ||= relation === 'other';
  }
  const goesOn = more || (other && input.isOurs);
  const parted = !input.isOurs && (other || (more && less.size > 0));
  const standing = parted ? 'diverged' : goesOn ? 'ahead' : less.size > 0 ? 'behind' : 'in-step';
  return { standing, less };
}

type Relation = 'equal' | 'more' | 'less' | 'other';

async function relationOf(
  local: LocalFile,
  theirs: TranscriptFile | undefined,
  { isOurs, captured, isBeginning }: StandingInput,
): Promise<Relation> {
  if (!theirs) return 'more';
  if (isSameContent(local, theirs)) return 'equal';
  const before = captured.get(local.file.path);
  const unchanged = before?.captured === local.captured && before.sha256 === local.sha256;
  if (local.scan === null || (unchanged && !isOurs)) return 'less';
  if (local.captured > theirs.size) {
    return digestAt(local.scan, theirs.size) === theirs.sha256 ? 'more' : 'other';
  }
  return local.captured < theirs.size && (await isBeginning(local, theirs)) ? 'less' : 'other';
}

export function isSameContent(
  { captured, sha256 }: Pick<LocalFile, 'captured' | 'sha256'>,
  file: Pick<TranscriptFile, 'size' | 'sha256'> | undefined,
): boolean {
  return file?.size === captured && file.sha256 === sha256;
}

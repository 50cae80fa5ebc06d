/** Transcripts as the rooms that keep them see them: parts in the vault, and what sync.db remembers of bundles. */
import type { BundleRole, Transcript, TranscriptPart } from '../../shared/transcript.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { Lease, ObjectEntry, RequestOptions, StateChange } from './ports.ts';

// --- the vault -------------------------------------------------------------------------------------------------

/** One run of bytes in a part, as the part itself names it. */
export interface PartSegment {
  readonly path: string;
  readonly role: BundleRole;
  /** Where the run begins in the file, bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Counts how often the file was written anew; from 1. */
  readonly generation: number;
}

/** Bytes of a file that stand in earlier parts: `offset` to `offset + length`. */
export interface PartPrefix {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** A part to be written. */
export interface PartContent {
  /** Safe as part of a key, and never used before. */
  readonly name: string;
  /** In the order of their bytes. */
  readonly segments: readonly PartSegment[];
  /** At most `TRANSCRIPT_LIMITS.partBytes`. */
  readonly bytes: Uint8Array;
  /** Bytes right before the only segment that it may be compressed against; readers then need them. */
  readonly prefix?: (PartPrefix & { readonly bytes: Uint8Array }) | null;
}

/** A part that was read: what the transcript said it would be. */
export interface OpenedPart {
  readonly segments: readonly PartSegment[];
  readonly bytes: Uint8Array;
}

/** A part in a listing; its identity comes from its key. */
export interface RemotePart extends ObjectEntry {
  readonly device: string;
  readonly session: string;
  readonly part: string;
}

export interface WritePartOptions extends RequestOptions {
  /** Called when the part is about to be sent, `size` bytes sealed: its own bytes are not needed any more. */
  readonly onSealed?: (size: number) => void;
}

export interface ReadPartOptions extends RequestOptions {
  /** Gives the bytes that a part was compressed against; asked for small parts only. */
  readonly prefixOf: (prefix: PartPrefix) => Promise<Uint8Array>;
}

/** The part of a vault that holds transcripts. Implemented by bucket/sealed.ts. */
export interface PartVault {
  /** Gives back the bytes of the sealed object. @throws OBJECT_TOO_LARGE, OBJECT_MALFORMED; bucket errors */
  writePart(
    device: string,
    session: string,
    part: PartContent,
    options?: WritePartOptions,
  ): Promise<{ readonly size: number }>;
  /**
   * One part of `transcript`, whole; its segments and their SHA-256 are those that the transcript gives.
   * @throws OBJECT_NOT_FOUND, OBJECT_TRUNCATED, OBJECT_UNDECRYPTABLE, OBJECT_MISPLACED, OBJECT_TOO_LARGE,
   *   OBJECT_UNSUPPORTED, OBJECT_MALFORMED; whatever `prefixOf` throws
   */
  readPart(transcript: Transcript, part: TranscriptPart, options: ReadPartOptions): Promise<OpenedPart>;
  /** Pages of a device's parts, or of those of one session; keys that do not parse are passed over. */
  listParts(
    device: string,
    options?: RequestOptions & { readonly session?: string },
  ): AsyncIterable<RemotePart[]>;
  /** Removes an own part for good. Deleting what is not there succeeds. */
  deletePart(device: string, session: string, part: string, options?: RequestOptions): Promise<void>;
}

// --- sync.db ---------------------------------------------------------------------------------------------------

/** What was last seen and captured of one file of a bundle. */
export interface BundleFileRow {
  readonly path: string;
  /** Bytes of the file on this machine, its modification time in whole milliseconds since 1970, its inode. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** The first so many bytes were captured: less than `size` while its last line is not complete. */
  readonly captured: number;
  /** SHA-256 of those. */
  readonly sha256: string;
}

/**
 * What was last captured of one session's files on this machine. Rebuildable: without it the files are read again,
 * and what is in the bucket already is not sent again.
 */
export interface BundleRow {
  readonly session: string;
  readonly files: readonly BundleFileRow[];
  /** The transcript whose parts this device wrote; `null`: none yet. */
  readonly own: Transcript | null;
  /** By path: which generation of the file the own parts hold. */
  readonly generations: Readonly<Record<string, number>>;
  /** Content hash (`transcriptHash`) of what was captured; empty while an upload is under way. */
  readonly content: string;
  /**
   * The version that this content belongs to: the baseline's vector for as long as `content` is that of the row's
   * transcript, kept here when another one takes its place.
   */
  readonly vector: VersionVector;
  /** The files went on from `vector` while the row's transcript had gone on elsewhere; not yet told to the engine. */
  readonly diverged: boolean;
}

/** An own part that is in no transcript any more. */
export interface RetiredPart {
  readonly session: string;
  readonly part: string;
  /** Milliseconds since 1970 by the server's clock; `null` until a pass has told the time. */
  readonly retiredAt: number | null;
}

/** Changes that are committed together, those of `state` included. */
export interface TranscriptChange {
  readonly bundles?: readonly BundleRow[];
  readonly forgetBundles?: readonly string[];
  /** The transcripts that belong to the rows as they stand; `null`: none. The row counts as changed. */
  readonly transcripts?: readonly { readonly session: string; readonly transcript: Transcript | null }[];
  readonly retired?: readonly RetiredPart[];
  readonly forgetRetired?: readonly { readonly session: string; readonly part: string }[];
  readonly state?: StateChange;
}

/** The tables of `sync.db` about transcripts. Implemented by store/sync-state.ts. */
export interface TranscriptState {
  bundle(session: string): BundleRow | null;
  /** Files and content hash of every session captured, without its transcripts. */
  bundleFiles(): Map<string, Pick<BundleRow, 'files' | 'content' | 'diverged'>>;
  /** The transcript that belongs to the row as it stands: own or adopted. */
  transcript(session: string): Transcript | null;
  /** Content hashes (`transcriptHash`) of all of them, by session. */
  transcriptHashes(): Map<string, string>;
  /** All of them, or those of one session. */
  retiredParts(session?: string): RetiredPart[];
  /** One transaction. @throws LOCK_LOST when `lease` is given and no longer holds. */
  commitTranscripts(change: TranscriptChange, lease?: Lease): void;
}

/**
 * The raw conversation of a session as it stands in the bucket: which files, and which parts hold their bytes. It
 * is the `transcript` field of the memory JSON, so whoever has the memory can fetch and verify every byte.
 */

/** What a file is to its session. Which roles there are is the adapter's matter; these are all known ones. */
export const BUNDLE_ROLES = ['main', 'subagent', 'subagent-meta', 'tool-result', 'other'] as const;
export type BundleRole = (typeof BUNDLE_ROLES)[number];

/** One file of the bundle. */
export interface TranscriptFile {
  /**
   * `/`-separated name inside the bundle, free of the agent's session id: `main.jsonl` for the main file,
   * `side/…` for all others. At most 512 characters, no `.` or `..` segment, no control characters.
   */
  readonly path: string;
  readonly role: BundleRole;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the whole file, lower-case hex. */
  readonly sha256: string;
}

/** A run of bytes of one file inside a part. */
export interface TranscriptSegment {
  /** Index into `files`; -1: bytes that no file needs any more (it was rewritten since). */
  readonly file: number;
  /** Where the run begins in the file, bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** One object below `transcripts/<device>/<session>/`. */
export interface TranscriptPart {
  /** The object's name without `.enc`. */
  readonly name: string;
  /** Bytes of the sealed object. */
  readonly size: number;
  /** SHA-256 of the bytes of all segments, one after the other, lower-case hex. */
  readonly sha256: string;
  /** In the order in which their bytes stand in the part. */
  readonly segments: readonly TranscriptSegment[];
}

/** Version 1. Another version is carried along untouched and not read. */
export interface Transcript {
  readonly v: 1;
  /** `AgentAdapter.agent` of the agent that wrote the files, e.g. `claude-code`. */
  readonly agent: string;
  /** The agent's own id of the conversation as it stands inside the files. */
  readonly agentSession: string;
  /** The device and the session below whose prefix the parts are. */
  readonly device: string;
  readonly session: string;
  /** Where the main file was below the agent's directory, for adapters that need it to put it back; `/`-separated. */
  readonly place: string;
  /** By path, ascending. Together the segments of live parts give every byte of every file exactly once. */
  readonly files: readonly TranscriptFile[];
  readonly parts: readonly TranscriptPart[];
}

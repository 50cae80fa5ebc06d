/**
 * The three views of one session that a decision is made of: this device's row, the bucket's objects, and the
 * baseline on which both last agreed. Plain data, no I/O.
 */
import type { Revision } from './ports.ts';
import type { VersionVector } from '../../shared/version-vector.ts';

/** The row in index.db. */
export interface LocalView {
  readonly stamp: string;
  /** Content hash, with the baseline's `extra` keys included. */
  readonly contentHash: string;
  /** Upstream's flag: false when the row was saved after it was last marked as uploaded. */
  readonly synced: boolean;
}

/** What was agreed when this session was last in step. */
export interface BaselineView {
  /** `null` while a first upload was begun and never confirmed. */
  readonly contentHash: string | null;
  readonly vector: VersionVector;
  /** An upload that was begun and not confirmed: found in the bucket, it is this device's own. */
  readonly pending: Revision | null;
}

export interface KnownRevision extends Revision {
  /** Content hash without the keys this version does not know. */
  readonly coreHash: string;
  /** Written by another client of the document; its vector is implied, see `impliedVector`. */
  readonly legacy: boolean;
}

/** One object in the bucket. */
export interface RemoteView {
  readonly device: string;
  readonly etag: string;
  /** `null`: not opened yet. */
  readonly revision: KnownRevision | null;
  /** Error code: this very object could not be opened. It is left alone and shown. */
  readonly refused: string | null;
}

export interface TombstoneView {
  readonly device: string;
  readonly vector: VersionVector;
  /** Asked for on this device and not in the bucket yet. */
  readonly unpublished: boolean;
}

export interface SessionView {
  readonly session: string;
  /** This device. */
  readonly self: string;
  readonly local: LocalView | null;
  readonly baseline: BaselineView | null;
  readonly remotes: readonly RemoteView[];
  readonly tombstones: readonly TombstoneView[];
}

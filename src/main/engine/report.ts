/** What a pass reports while it runs and when it ends. Shapes are public: CLI JSON, IPC and API show them. */
import type { ErrorCode } from '../../shared/errors.ts';

export interface FailedItem {
  readonly session: string;
  readonly device: string | null;
  readonly code: ErrorCode;
}

/** The result of one pass. Counts are sessions; times milliseconds; bytes as sent over the wire. */
export interface SyncReport {
  readonly uploaded: number;
  readonly downloaded: number;
  /** Conflicts open after the pass. */
  readonly conflicts: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly removed: number;
  /** Sessions kept in the bucket that are not on this device any more. */
  readonly onlyInBucket: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly requests: number;
  readonly durationMs: number;
  readonly keyFingerprint: string;
  readonly deviceId: string;
  readonly cancelled: boolean;
  readonly failures: readonly FailedItem[];
  /** Objects in the bucket whose names are none of ours; left alone. */
  readonly refusedKeys: number;
}

/** Sent a few times a second while a pass runs. */
export interface SyncProgress {
  readonly phase: 'conversations' | 'listing' | 'planning' | 'transferring' | 'finishing';
  readonly done: number;
  readonly total: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Bytes per second in both directions over the last seconds. */
  readonly rate: number;
  /** Session being worked on. */
  readonly current: string | null;
}

export type CountedOutcome = 'uploaded' | 'downloaded' | 'unchanged' | 'removed' | 'onlyInBucket' | 'failed';

/** Counts outcomes and failures while a pass runs. */
export class Tally {
  readonly counts: Record<CountedOutcome, number> = {
    uploaded: 0,
    downloaded: 0,
    unchanged: 0,
    removed: 0,
    onlyInBucket: 0,
    failed: 0,
  };
  readonly failures: FailedItem[] = [];

  count(outcome: CountedOutcome): void {
    this.counts[outcome] += 1;
  }

  fail(session: string, code: ErrorCode, device: string | null = null): void {
    this.failures.push({ session, device, code });
    this.counts.failed += 1;
  }
}

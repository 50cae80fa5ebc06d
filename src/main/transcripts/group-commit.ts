/**
 * Commits what several uploads finish at about the same time in one transaction: each waits for the disk, and on many
 * disks that takes longer than the upload.
 */
import type { Lease } from '../engine/ports.ts';
import type { TranscriptChange, TranscriptState } from '../engine/transcript-ports.ts';

/** What one upload changes; uploads at work at once are of different sessions, and touch nothing in common. */
export type UploadChange = Pick<TranscriptChange, 'bundles' | 'transcripts' | 'retired'>;

interface Waiting {
  readonly change: UploadChange;
  readonly lease: Lease | undefined;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const groups = new WeakMap<TranscriptState, Waiting[]>();

/** Resolves once the change is durable. @throws what `commitTranscripts` throws */
export function commitInGroup(state: TranscriptState, change: UploadChange, lease?: Lease): Promise<void> {
  return new Promise((done, failed) => {
    const waiting = { change, lease, done, failed };
    const group = groups.get(state);
    if (group) {
      group.push(waiting);
      return;
    }
    groups.set(state, [waiting]);
    setImmediate(() => flush(state));
  });
}

function flush(state: TranscriptState): void {
  const group = groups.get(state) ?? [];
  groups.delete(state);
  for (const lease of new Set(group.map((waiting) => waiting.lease))) {
    const same = group.filter((waiting) => waiting.lease === lease);
    try {
      state.commitTranscripts(merged(same.map(({ change }) => change)), lease);
      for (const { done } of same) done();
    } catch (error) {
      for (const { failed } of same) failed(error);
    }
  }
}

function merged(changes: readonly UploadChange[]): UploadChange {
  return {
    bundles: changes.flatMap(({ bundles = [] }) => bundles),
    transcripts: changes.flatMap(({ transcripts = [] }) => transcripts),
    retired: changes.flatMap(({ retired = [] }) => retired),
  };
}

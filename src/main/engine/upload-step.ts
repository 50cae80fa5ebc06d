/** The sending half of an upload. Whoever waits for its commit afterwards holds the row's body no longer. */
import type { VersionVector } from '../../shared/version-vector.ts';
import { agreedWith } from './continued-memory.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { LocalRow, SessionState } from './session-state.ts';
import type { BaselineRow, RemoteRow, Vault } from './ports.ts';

interface StepContext {
  readonly vault: Vault;
  readonly queue: CommitQueue;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What is to be remembered of an object that was written. */
export interface SentRow {
  readonly row: RemoteRow;
  readonly baseline: BaselineRow;
}

/** Puts a local row into the bucket, below this device's prefix. `null`: there is no row any more. */
export async function sendRow(
  context: StepContext,
  known: SessionState,
  local: LocalRow | null,
  vector: VersionVector,
  settled: boolean,
): Promise<SentRow | null> {
  if (!local) return null;
  const { vault, signal, now } = context;
  const { memory, view } = local;
  const session = memory.id;
  await announce(context, known, vector);
  const { etag, size, contentHash } = await vault.writeSession(known.self, memory, vector, { signal });
  const { extra, transcript, ...core } = memory;
  const coreHash = extra || transcript ? known.hash(core) : contentHash;
  const revision = { vector, contentHash, coreHash, legacy: false };
  return {
    row: { device: known.self, session, etag, size, modifiedAt: now(), revision, refused: null },
    baseline: {
      session,
      stamp: view.stamp,
      contentHash,
      vector,
      extra: extra ?? null,
      pending: null,
      settled,
      agreed: agreedWith(known.baseline, memory, vector),
    },
  };
}

/** Writes down that an upload is about to begin, unless the pass has done so for all it had planned. */
async function announce({ queue }: StepContext, known: SessionState, vector: VersionVector): Promise<void> {
  const announced = known.announcedUpload(vector);
  if (announced) await queue.add({ change: () => ({ baselines: [announced] }) });
}

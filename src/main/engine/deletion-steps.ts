/** The steps of a pass that carry a person's deletion: out to the bucket, and in from it. */
import { AppError } from '../../shared/errors.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Vault } from './ports.ts';
import type { SessionState } from './session-state.ts';
import { keptTitle } from './trash-title.ts';

interface StepContext {
  readonly vault: Vault;
  readonly queue: CommitQueue;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Removes the row of a session that was deleted elsewhere; its objects stay in the trash. `false`: it is gone already. */
export async function removeDeleted({ queue, now }: StepContext, known: SessionState): Promise<boolean> {
  const { session } = known;
  const view = known.knownLocal() ?? known.readLocal()?.view;
  if (!view) return false;
  const facts = titleOf(known);
  const detail = known.tombstones[0]?.device ?? '';
  const activity = [{ at: now(), kind: 'deleted' as const, session, detail }];
  await queue.add({
    remove: { id: session, expected: view.stamp },
    change: () => ({ forgetBaselines: [session], closeConflicts: [{ session }], activity, facts }),
  });
  known.forgetLocal();
  return true;
}

/** For the trash; a row that cannot be read has no title to keep. */
function titleOf(known: SessionState): Record<string, string> {
  try {
    const row = known.readLocal();
    return row ? keptTitle(known.session, row.memory) : {};
  } catch {
    return {};
  }
}

/** Writes the tombstone of a deletion that was asked for on this device. */
export async function publishTombstone(context: StepContext, known: SessionState): Promise<void> {
  const { vault, queue, now, signal } = context;
  const { session, tombstones } = known;
  const own = tombstones.find((row) => row.device === known.self);
  if (!own) throw new AppError('INTERNAL', { reason: 'a deletion without a tombstone of this device' });
  const { device, vector, deletedAt } = own;
  const { etag } = await vault.writeTombstone({ session, device, vector, deletedAt }, { signal });
  const published = { ...own, etag, modifiedAt: now() };
  await queue.add({ change: () => ({ tombstones: [published] }) });
  known.setTombstones([...tombstones.filter((row) => row !== own), published]);
}

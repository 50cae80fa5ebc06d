/** The steps of a pass that carry a person's deletion: out to the bucket, and in from it. */
import { AppError } from '../../shared/errors.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { PassState } from './pass-state.ts';
import type { Vault } from './ports.ts';

interface StepContext {
  readonly pass: PassState;
  readonly vault: Vault;
  readonly queue: CommitQueue;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Removes the row of a session that was deleted elsewhere; its objects stay in the trash. `false`: it is gone already. */
export async function removeDeleted({ pass, queue, now }: StepContext, session: string): Promise<boolean> {
  const view = pass.knownLocal(session) ?? pass.readLocal(session)?.view;
  if (!view) return false;
  const detail = pass.tombstonesOf(session)[0]?.device ?? '';
  const activity = [{ at: now(), kind: 'deleted' as const, session, detail }];
  await queue.add({
    remove: { id: session, expected: view.stamp },
    change: () => ({ forgetBaselines: [session], closeConflicts: [{ session }], activity }),
  });
  pass.forgetLocal(session);
  return true;
}

/** Writes the tombstone of a deletion that was asked for on this device. */
export async function publishTombstone(context: StepContext, session: string): Promise<void> {
  const { pass, vault, queue, now, signal } = context;
  const tombstones = pass.tombstonesOf(session);
  const own = tombstones.find((row) => row.device === pass.self);
  if (!own) throw new AppError('INTERNAL', { reason: 'a deletion without a tombstone of this device' });
  const { device, vector, deletedAt } = own;
  const { etag } = await vault.writeTombstone({ session, device, vector, deletedAt }, { signal });
  const published = { ...own, etag, modifiedAt: now() };
  await queue.add({ change: () => ({ tombstones: [published] }) });
  pass.setTombstones(session, [...tombstones.filter((row) => row !== own), published]);
}

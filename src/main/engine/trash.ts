/**
 * Deletions that a person asked for: a tombstone covers what its device had seen, the objects stay in the
 * bucket for 30 days (the trash), and until then the deletion can be undone.
 */
import { AppError } from '../../shared/errors.ts';
import { bumpVector, compareVectors, mergeVectors, type VersionVector } from '../../shared/version-vector.ts';
import type { Conversations } from './conversations.ts';
import type { Lease, LocalSessions, RemoteRow, SyncState, TombstoneRow, Vault } from './ports.ts';
import { UNPUBLISHED } from './session-state.ts';
import { forgottenTitles, keptTitle } from './trash-title.ts';

/** Days a deleted session stays in the bucket (DESIGN, "Sync"). */
export const TRASH_DAYS = 30;
const TRASH_MS = TRASH_DAYS * 24 * 60 * 60 * 1000;

interface TrashContext {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly now: () => number;
}

/** Everything this device has seen of a session. */
function seenVector(state: SyncState, session: string): VersionVector {
  const baseline = state.baseline(session);
  return mergeVectors(
    baseline?.vector ?? {},
    baseline?.pending?.vector ?? {},
    ...state.remotesOf(session).map((row) => row.revision?.vector ?? {}),
    ...tombstonesOf(state, session).map((row) => row.vector),
  );
}

function tombstonesOf(state: SyncState, session: string): TombstoneRow[] {
  return state.tombstones().filter((row) => row.session === session);
}

/**
 * Deletes a session everywhere: here at once, elsewhere with the next sync.
 * @throws SESSION_UNKNOWN when it is neither here nor in the bucket; LOCAL_CHANGED when it changed meanwhile.
 */
export function deleteSession(context: TrashContext, session: string, lease: Lease): void {
  const { self, local, state, now } = context;
  const row = local.get(session);
  if (!row && state.remotesOf(session).length === 0) throw new AppError('SESSION_UNKNOWN', { session });
  const at = now();
  const tombstone: TombstoneRow = {
    session,
    device: self,
    vector: bumpVector(seenVector(state, session), self),
    deletedAt: new Date(at).toISOString(),
    etag: UNPUBLISHED,
    modifiedAt: at,
  };
  const neverUploaded = row && state.remotesOf(session).length === 0;
  if (neverUploaded) throw new AppError('SESSION_NOT_UPLOADED', { session });
  state.commit({ tombstones: [tombstone] }, lease);
  if (row) local.remove(session, row.stamp);
  const activity = [{ at, kind: 'deleted' as const, session, detail: self }];
  const facts = row ? keptTitle(session, row.memory) : {};
  state.commit({ forgetBaselines: [session], closeConflicts: [{ session }], activity, facts }, lease);
}

/**
 * Brings a deleted session back as a new revision that the deletion has not seen.
 * @throws SESSION_UNKNOWN when nothing of it is left in the bucket.
 */
export async function undeleteSession(
  context: TrashContext & { readonly conversations: Pick<Conversations, 'bringBack'> },
  vault: Vault,
  session: string,
  lease: Lease,
): Promise<void> {
  const { self, local, state, now } = context;
  if (local.get(session)) return;
  const best = newest(state.remotesOf(session));
  if (!best) throw new AppError('SESSION_UNKNOWN', { session });
  const opened = await vault.readSession(best.device, session);
  const vector = mergeVectors(opened.vector ?? {}, seenVector(state, session));
  context.conversations.bringBack(opened.memory);
  const [stamp = ''] = local.put([{ memory: opened.memory, expected: null, synced: false }]);
  const baseline = {
    session,
    stamp,
    contentHash: '',
    vector,
    extra: opened.memory.extra ?? null,
    pending: { vector, contentHash: opened.contentHash },
    settled: false,
  };
  const unpublished = tombstonesOf(state, session).filter(
    (row) => row.etag === UNPUBLISHED && row.device === self,
  );
  const activity = [{ at: now(), kind: 'restored' as const, session, detail: best.device }];
  const facts = forgottenTitles([session]);
  state.commit({ baselines: [baseline], forgetTombstones: unpublished, activity, facts }, lease);
}

function newest(rows: readonly RemoteRow[]): RemoteRow | undefined {
  const readable = rows.filter((row) => row.revision !== null);
  return readable.find(
    (row) =>
      !readable.some(
        (other) => compareVectors(other.revision?.vector ?? {}, row.revision?.vector ?? {}) === 'dominates',
      ),
  );
}

/**
 * Own objects whose time in the trash is over. Time is the server's, taken from the newest object listed, so
 * that no device's wrong clock empties the trash early. None of a session that lives on in another device's object:
 * what was brought back there may lean on what this device has of it.
 */
export function purgeable(
  self: string,
  rows: readonly RemoteRow[],
  tombstones: readonly TombstoneRow[],
  serverNow: number,
): RemoteRow[] {
  if (!rows.every((row) => tombstones.some((tombstone) => isCovered(row, tombstone)))) return [];
  return rows.filter(
    (row) => row.device === self && tombstones.some((tombstone) => isOver(row, tombstone, serverNow)),
  );
}

/** Whether a session was deleted for good on this device: nothing of it is to come back from here. */
export function isPurged(
  self: string,
  rows: readonly RemoteRow[],
  tombstones: readonly TombstoneRow[],
  serverNow: number,
): boolean {
  if (rows.some((row) => row.device === self)) return false;
  const isDead = (row: RemoteRow): boolean => tombstones.some((tombstone) => isCovered(row, tombstone));
  return rows.every(isDead) && tombstones.some((tombstone) => isExpired(tombstone, serverNow));
}

function isCovered({ session, revision }: RemoteRow, tombstone: TombstoneRow): boolean {
  if (!revision || tombstone.session !== session) return false;
  const order = compareVectors(tombstone.vector, revision.vector);
  return order === 'dominates' || order === 'equal';
}

function isOver(row: RemoteRow, tombstone: TombstoneRow, serverNow: number): boolean {
  return isCovered(row, tombstone) && isExpired(tombstone, serverNow);
}

function isExpired(tombstone: TombstoneRow, serverNow: number): boolean {
  if (tombstone.etag === UNPUBLISHED) return false;
  return serverNow - Math.max(tombstone.modifiedAt, Date.parse(tombstone.deletedAt)) > TRASH_MS;
}

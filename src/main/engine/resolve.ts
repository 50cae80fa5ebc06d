/**
 * Carries out a person's decision about a conflict: an ordinary new revision whose vector dominates both
 * versions, so that it reaches every device once. A decision made on versions that have changed is refused.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { mergeVectors, type VersionVector } from '../../shared/version-vector.ts';
import { withConversationOf, type Conversations } from './conversations.ts';
import type {
  BaselineRow,
  ConflictRecord,
  ConflictVersion,
  Lease,
  LocalSessions,
  SyncState,
} from './ports.ts';

export interface ResolveRequest {
  readonly session: string;
  /** Which of several other devices; may be left out when there is one. */
  readonly device?: string | undefined;
  readonly keep: 'local' | 'remote' | 'both' | { readonly merged: SessionMemory };
  /** Content hashes of the versions the person saw; refused when they are no longer those. */
  readonly seen?: { readonly local: string; readonly remote: string } | undefined;
}

export interface Resolution {
  readonly session: string;
  /** Id of the session that the second version became (`keep: 'both'`). */
  readonly fork: string | null;
  /** Ids under which versions are in the trash after the next pass: what was said in them is in no other. */
  readonly trashed: readonly string[];
}

interface ResolveContext {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly now: () => number;
  /** What becomes of versions that were decided about. Without it a second one has no conversation of its own. */
  readonly versions?: Pick<Conversations, 'fork' | 'giveUp'>;
}

/** @throws CONFLICT_UNKNOWN, CONFLICT_STALE, LOCAL_CHANGED */
export function resolveConflict(context: ResolveContext, request: ResolveRequest, lease: Lease): Resolution {
  const { local, state, now } = context;
  const { session, keep } = request;
  const conflict = findConflict(state, request);
  const row = local.get(session);
  const baseline = state.baseline(session);
  assertCurrent(context, conflict, request, row?.memory ?? null, baseline);
  const chosen = chosenMemory(conflict, keep);
  const fork = keep === 'both' ? forkOf(conflict.remote, context) : null;
  const trashed = giveUp(conflict, fork ? [chosen, fork] : [chosen], context);
  const vector = resolvedVector(state, conflict, baseline);
  const rows = [{ memory: chosen, expected: row?.stamp ?? null, synced: false }];
  const [stamp = ''] = local.put(fork ? [...rows, { memory: fork, expected: null, synced: false }] : rows);
  const resolved: BaselineRow = {
    session,
    stamp,
    contentHash: '',
    vector,
    extra: chosen.extra ?? null,
    pending: { vector, contentHash: '' },
    settled: false,
    agreed: baseline?.agreed ?? [],
  };
  const detail = typeof keep === 'string' ? keep : 'merged';
  const closeConflicts = [{ session, device: conflict.remote.device }];
  state.commit(
    { baselines: [resolved], closeConflicts, activity: [{ at: now(), kind: 'resolved', session, detail }] },
    lease,
  );
  return { session, fork: fork?.id ?? null, trashed };
}

function findConflict(state: SyncState, { session, device }: ResolveRequest): ConflictRecord {
  const open = state.conflictsOf(session).filter((record) => !device || record.remote.device === device);
  const [conflict] = open;
  if (!conflict) throw new AppError('CONFLICT_UNKNOWN', { session });
  if (open.length > 1) {
    throw new AppError('USAGE', {
      problem: 'several-devices',
      devices: open.map((record) => record.remote.device).join(', '),
    });
  }
  return conflict;
}

function assertCurrent(
  { local, state }: ResolveContext,
  conflict: ConflictRecord,
  request: ResolveRequest,
  memory: SessionMemory | null,
  baseline: BaselineRow | null,
): void {
  const { session, remote } = conflict;
  const extra = baseline?.extra;
  const swept = conflict.local.contentHash;
  const hash = memory ? local.hashOf(extra ? { ...memory, extra } : memory) : swept;
  const current = state.remotesOf(session).find((row) => row.device === remote.device);
  const sawLocal = request.seen?.local ?? conflict.local.contentHash;
  const sawRemote = request.seen?.remote ?? remote.contentHash;
  if (hash !== conflict.local.contentHash || sawLocal !== hash)
    throw new AppError('CONFLICT_STALE', { session, side: 'local' });
  if (current?.revision?.contentHash !== remote.contentHash || sawRemote !== remote.contentHash) {
    throw new AppError('CONFLICT_STALE', { session, side: 'remote' });
  }
}

function chosenMemory(conflict: ConflictRecord, keep: ResolveRequest['keep']): SessionMemory {
  const [mine, theirs] = [conflict.local.memory, conflict.remote.memory];
  if (keep === 'both') return mine;
  const chosen =
    typeof keep === 'object' ? { ...keep.merged, id: conflict.session } : keep === 'local' ? mine : theirs;
  return withConversationOf(withConversationOf(chosen, mine), theirs);
}

/** The second version as a session of its own, under a new id; its content stays as it is. */
function forkOf({ memory }: ConflictVersion, { versions }: ResolveContext): SessionMemory {
  return versions?.fork(memory) ?? { ...memory, id: `mem_${randomBytes(12).toString('hex')}` };
}

/** Versions with a conversation that none of those has which go on. */
function giveUp(
  { local, remote }: ConflictRecord,
  kept: readonly SessionMemory[],
  { versions }: ResolveContext,
): string[] {
  const isLost = ({ memory: { transcript } }: ConflictVersion): boolean =>
    transcript !== undefined && !kept.some((memory) => holdsAllOf(memory.transcript, transcript));
  return [local, remote].filter(isLost).flatMap((version) => versions?.giveUp(version) ?? []);
}

function holdsAllOf(kept: Transcript | undefined, { files }: Transcript): boolean {
  const known = new Map(kept?.files.map((file) => [file.path, file]));
  return files.every(({ path, size, sha256 }) => {
    const file = known.get(path);
    return file?.size === size && file.sha256 === sha256;
  });
}

/** Everything either side has seen; the upload then counts one edit on top. */
function resolvedVector(
  state: SyncState,
  conflict: ConflictRecord,
  baseline: BaselineRow | null,
): VersionVector {
  const own = state.remotesOf(conflict.session).find((row) => row.device === conflict.local.device);
  return mergeVectors(
    conflict.local.vector,
    conflict.remote.vector,
    baseline?.vector ?? {},
    baseline?.pending?.vector ?? {},
    own?.revision?.vector ?? {},
    ...state
      .tombstones()
      .filter((row) => row.session === conflict.session)
      .map((row) => row.vector),
  );
}

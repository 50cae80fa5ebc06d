/** Taking over an object of the bucket as the local row. */
import type { CommitQueue } from './commit-queue.ts';
import { decide } from './decide.ts';
import type {
  ActivityEntry,
  BaselineRow,
  OpenedSession,
  RemoteRow,
  StateChange,
  SyncState,
} from './ports.ts';
import type { SessionState } from './session-state.ts';

interface AdoptContext {
  readonly state: SyncState;
  readonly queue: CommitQueue;
}

/**
 * Stores `opened`, guarded by the stamp the row had when this was decided. `conflict`: one is open and stays so.
 * `false`: the object is another one by now.
 */
export async function adoptObject(
  context: AdoptContext,
  known: SessionState,
  { opened, row }: { readonly opened: OpenedSession; readonly row: RemoteRow },
  conflict: boolean,
  activity: ActivityEntry,
): Promise<boolean> {
  const remote = known.describe(row, opened);
  if (remote.etag !== row.etag) {
    known.setRemote(remote);
    return false;
  }
  const expected = known.knownLocal()?.stamp ?? known.readLocal()?.view.stamp ?? null;
  const settled = !conflict && isSettledBy(context, known, opened, remote);
  const baseline = { ...baselineOf(known.session, opened, remote), settled };
  const commit = {
    row: { memory: opened.memory, expected },
    change: (stamp: string): StateChange => ({
      baselines: [{ ...baseline, stamp }],
      remotes: known.openedRemotes,
      activity: [activity],
    }),
  };
  const stamp = await context.queue.add(commit, opened.size);
  known.setBaseline({ ...baseline, stamp });
  return true;
}

/** Whether nothing is left to do once `opened` is the local row: then one commit says it all. */
function isSettledBy(
  { state }: AdoptContext,
  known: SessionState,
  opened: OpenedSession,
  remote: RemoteRow,
): boolean {
  const { contentHash } = opened;
  const baseline = { contentHash, vector: remote.revision?.vector ?? {}, pending: null };
  const local = { stamp: '', contentHash, synced: true };
  const next = decide({ ...known.view(local), baseline });
  return next.action === 'nothing' && state.conflictsOf(known.session).length === 0;
}

function baselineOf(session: string, opened: OpenedSession, remote: RemoteRow): BaselineRow {
  return {
    session,
    stamp: '',
    contentHash: opened.contentHash,
    vector: remote.revision?.vector ?? {},
    extra: opened.memory.extra ?? null,
    pending: null,
    settled: false,
  };
}

/** Taking over an object of the bucket as the local row. */
import type { SessionMemory } from '../../shared/session.ts';
import { agreedWith } from './continued-memory.ts';
import type { CommitQueue } from './commit-queue.ts';
import { withConversationOf } from './conversations.ts';
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
  const memory = withLocalConversation(known, opened.memory);
  const isWhole = memory === opened.memory;
  const settled = isWhole && !conflict && isSettledBy(context, known, opened, remote);
  const { extra = null } = memory;
  const agreed = agreedWith(known.baseline, memory, remote.revision?.vector ?? {});
  const baseline = { ...baselineOf(known.session, opened, remote), extra, settled, agreed };
  const commit = {
    row: { memory, expected },
    change: (stamp: string): StateChange => ({
      // What the row has on top of the object is an edit, to be found when the row is read.
      baselines: [{ ...baseline, stamp: isWhole ? stamp : '' }],
      remotes: known.openedRemotes,
      activity: [activity],
    }),
  };
  const stamp = await context.queue.add(commit, opened.size);
  known.setBaseline({ ...baseline, stamp: isWhole ? stamp : '' });
  if (!isWhole) known.readLocal();
  return true;
}

function withLocalConversation(known: SessionState, memory: SessionMemory): SessionMemory {
  if (memory.transcript || !known.hasLocal) return memory;
  const local = known.readLocal();
  return local ? withConversationOf(memory, local.memory) : memory;
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

/** Keeps both exact versions of a conflict in sync.db, once for each pair of versions. */
import type { CommitQueue } from './commit-queue.ts';
import type { Decision } from './decide.ts';
import type { ConflictRecord, ConflictVersion, OpenedSession, RemoteRow, SyncState } from './ports.ts';
import type { LocalRow, SessionState } from './session-state.ts';

export interface OpenedRemote {
  readonly opened: OpenedSession;
  readonly row: RemoteRow;
}

interface ConflictContext {
  readonly state: SyncState;
  readonly queue: CommitQueue;
  readonly now: () => number;
}

/** `false`: an object changed or went away meanwhile, and the decision must be made anew. */
export async function recordConflict(
  context: ConflictContext,
  known: SessionState,
  local: LocalRow,
  decision: Extract<Decision, { action: 'conflict' }>,
  open: (device: string) => Promise<OpenedRemote | null>,
): Promise<boolean> {
  const { state, queue } = context;
  const { session } = known;
  const mine: ConflictVersion = {
    device: known.self,
    vector: decision.localVector,
    contentHash: local.view.contentHash,
    memory: local.memory,
  };
  const recorded = state.conflictsOf(session);
  for (const device of decision.devices) {
    if (
      recorded.some(
        (record) => isSame(record.local, mine) && isSame(record.remote, knownVersion(known, device)),
      )
    ) {
      continue;
    }
    const theirs = await open(device);
    if (!theirs) return false;
    known.setRemote(theirs.row);
    const record = { session, local: mine, remote: remoteVersion(theirs), detectedAt: context.now() };
    await keep(queue, record, known.openedRemotes);
  }
  const closeConflicts = recorded
    .filter((record) => !decision.devices.includes(record.remote.device))
    .map((record) => ({ session, device: record.remote.device }));
  if (closeConflicts.length > 0) await queue.add({ change: () => ({ closeConflicts }) });
  return true;
}

function keep(queue: CommitQueue, record: ConflictRecord, remotes: readonly RemoteRow[]): Promise<string> {
  const { session, detectedAt: at, remote } = record;
  const activity = [{ at, kind: 'conflict' as const, session, detail: remote.device }];
  return queue.add({ change: () => ({ conflicts: [record], remotes, activity }) });
}

function remoteVersion({ opened, row }: OpenedRemote): ConflictVersion {
  const { contentHash, memory } = opened;
  return { device: row.device, vector: row.revision?.vector ?? {}, contentHash, memory };
}

type VersionName = Pick<ConflictVersion, 'contentHash' | 'vector'>;

function knownVersion(known: SessionState, device: string): VersionName | null {
  return known.remoteOf(device)?.revision ?? null;
}

function isSame(a: VersionName, b: VersionName | null): boolean {
  return (
    b !== null && a.contentHash === b.contentHash && JSON.stringify(a.vector) === JSON.stringify(b.vector)
  );
}

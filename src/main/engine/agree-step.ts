/** Both sides say the same: only what they agree on is written down. */
import type { SessionMemory } from '../../shared/session.ts';
import { compareVectors, type VersionVector } from '../../shared/version-vector.ts';
import { agreedAgain, agreedWith } from './continued-memory.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { BaselineRow, OpenedSession, StateChange } from './ports.ts';
import type { LocalRow, SessionState } from './session-state.ts';
import type { LocalView } from './views.ts';

/**
 * @param local its memory, where it had to be read; else it is what the baseline says
 * @param opened objects of the session that this pass has opened; one of them may be what the row agrees with
 */
export async function agreeOn(
  { queue }: { readonly queue: CommitQueue },
  known: SessionState,
  local: LocalRow | { readonly view: LocalView; readonly memory?: undefined },
  vector: VersionVector,
  opened: readonly OpenedSession[],
): Promise<void> {
  const { session } = known;
  const { view } = local;
  const twin = newest(
    opened.filter(({ coreHash, contentHash }) => [coreHash, contentHash].includes(view.contentHash)),
  );
  const baseline: BaselineRow = {
    session,
    stamp: view.stamp,
    contentHash: twin?.contentHash ?? view.contentHash,
    vector,
    extra: twin?.memory.extra ?? known.baseline?.extra ?? null,
    pending: null,
    settled: false,
    agreed: local.memory
      ? agreedWith(known.baseline, local.memory, vector)
      : agreedAgain(known.baseline, vector),
  };
  const remotes = known.openedRemotes;
  const row = twin && withTranscriptOf(known, twin);
  const change = (stamp: string): StateChange => ({
    baselines: [{ ...baseline, stamp: stamp || baseline.stamp }],
    remotes,
  });
  const stamp = await queue.add({ ...(row ? { row } : { markSynced: session }), change });
  known.setBaseline({ ...baseline, stamp: stamp || baseline.stamp });
}

/** Of objects that differ in what index.db has no column for, one that none of them goes on from. */
function newest(twins: readonly OpenedSession[]): OpenedSession | undefined {
  return twins.find(
    ({ vector }) => !twins.some((other) => compareVectors(other.vector ?? {}, vector ?? {}) === 'dominates'),
  );
}

/**
 * The local row with the transcript that only the bucket still knows of (sync.db was lost), or whose bytes another
 * device has put elsewhere; else nothing.
 */
function withTranscriptOf(
  known: SessionState,
  twin: OpenedSession,
): { memory: SessionMemory; expected: string } | null {
  const { transcript } = twin.memory;
  const local = transcript && known.readLocal();
  if (!transcript || !local || !isNews(known, local.memory.transcript, twin)) return null;
  const { extra: _extra, ...memory } = local.memory;
  return { memory: { ...memory, transcript }, expected: local.view.stamp };
}

function isNews(
  { self, baseline }: SessionState,
  mine: SessionMemory['transcript'],
  { vector, memory: { transcript } }: OpenedSession,
): boolean {
  if (!mine) return true;
  if (mine.device === self || JSON.stringify(mine) === JSON.stringify(transcript)) return false;
  return compareVectors(vector ?? {}, baseline?.vector ?? {}) === 'dominates';
}

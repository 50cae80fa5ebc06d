/**
 * Conversations that sessions of this device lean on while their parts lie below another device's prefix. Before that
 * device's data is removed they are copied below this one's, and the memories that name them go to the bucket anew.
 */
import type { SyncStateDb } from '../store/sync-state.ts';
import type { SessionStore } from '../store/sessions.ts';
import { noteFork } from './conversation-forks.ts';

export interface TakenOverDeps {
  readonly state: SyncStateDb;
  readonly store: Pick<SessionStore, 'stamps'>;
}

/** Sessions here whose conversation is only below `device`, as far as is known. */
export function leaningOn({ state, store }: TakenOverDeps, device: string): string[] {
  return store
    .stamps()
    .map(({ id }) => id)
    .filter((id) => state.transcripts.transcript(id)?.device === device);
}

/** The next pass copies their conversations and uploads their memories, as if they had been edited. */
export function takeOver({ state }: TakenOverDeps, sessions: readonly string[]): void {
  for (const session of sessions) noteFork(state, session);
  const baselines = sessions.flatMap((session) => {
    const baseline = state.baseline(session);
    return baseline ? [{ ...baseline, stamp: '', contentHash: '', settled: false }] : [];
  });
  state.commit({ baselines });
}

/** Conversations of this device whose parts are not in the bucket any more, as after it was emptied. One listing. */
import type { ConversationJob } from '../engine/conversations.ts';
import type { SyncStateDb } from '../store/sync-state.ts';

/**
 * Sessions whose transcript is this device's own and lists a part that is gone.
 * @throws bucket errors, CANCELLED
 */
export async function sessionsWithLostParts(
  { self, state: { transcripts } }: { readonly self: string; readonly state: SyncStateDb },
  { vault, signal }: ConversationJob,
): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  for await (const page of vault.listParts(self, { signal })) {
    for (const { session, part } of page) there.add(`${session}/${part}`);
  }
  const lost = new Set<string>();
  for (const session of transcripts.transcriptHashes().keys()) {
    const known = transcripts.transcript(session);
    if (known?.device !== self || known.session !== session) continue;
    if (known.parts.some(({ name }) => !there.has(`${session}/${name}`))) lost.add(session);
  }
  return lost;
}

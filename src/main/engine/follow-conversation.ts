/** A conflict that is none: one device merely went further in the same conversation. */
import { AppError } from '../../shared/errors.ts';
import type { Conversations } from './conversations.ts';
import type { Decision } from './decide.ts';
import type { Lease, LocalSessions, SyncState, Vault } from './ports.ts';
import { resolveConflict } from './resolve.ts';

interface FollowContext {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly vault: Vault;
  readonly conversations: Conversations;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly lease: Lease;
}

/**
 * Decides a recorded conflict in favour of the version that goes on from the other; of several, one. `false`: that is
 * a person's to decide.
 */
export async function followConversation(
  context: FollowContext,
  session: string,
  { devices }: Extract<Decision, { action: 'conflict' }>,
): Promise<boolean> {
  for (const device of devices) if (await followOne(context, session, device)) return true;
  return false;
}

async function followOne(context: FollowContext, session: string, device: string): Promise<boolean> {
  const { state, conversations, vault, lease, signal } = context;
  const record = state.conflictsOf(session).find(({ remote }) => remote.device === device);
  if (!record) return false;
  const job = { vault, lease, signal };
  const order = await conversations.order(record.local.memory, record.remote.memory, job);
  if (order !== 'mine-goes-on' && order !== 'theirs-goes-on') return false;
  try {
    const keep = order === 'mine-goes-on' ? 'local' : 'remote';
    resolveConflict(context, { session, device, keep }, lease);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT_STALE') return false;
    throw error;
  }
}

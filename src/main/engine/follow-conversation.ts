/** A conflict that is none: one device merely went further in the same conversation. */
import { AppError } from '../../shared/errors.ts';
import { commonMemory, continuedMemory } from './continued-memory.ts';
import type { ConversationOrder, Conversations } from './conversations.ts';
import type { Decision } from './decide.ts';
import type { ConflictRecord, Lease, LocalSessions, SyncState, Vault } from './ports.ts';
import { resolveConflict, type ResolveRequest } from './resolve.ts';

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
  const keep = await keepContinued(context, record, order);
  if (keep === null) return false;
  try {
    resolveConflict(context, { session, device, keep }, lease);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT_STALE') return false;
    throw error;
  }
}

/** The longer conversation with what either side wrote of it; `null` where both wrote something else. */
async function keepContinued(
  { state, local, conversations }: FollowContext,
  { session, local: mine, remote: theirs }: ConflictRecord,
  order: Extract<ConversationOrder, 'mine-goes-on' | 'theirs-goes-on'>,
): Promise<ResolveRequest['keep'] | null> {
  const [longer, shorter] =
    order === 'mine-goes-on' ? [mine.memory, theirs.memory] : [theirs.memory, mine.memory];
  const common = commonMemory(state.baseline(session)?.agreed, mine.vector, theirs.vector);
  const versions = { longer, shorter, common };
  const merged =
    continuedMemory({ ...versions, captured: null }) ??
    continuedMemory({
      ...versions,
      captured: {
        longer: await conversations.captured(longer),
        shorter: await conversations.captured(shorter),
      },
    });
  if (merged === null) return null;
  const saysTheSame = ({ memory }: ConflictRecord['local']): boolean =>
    local.hashOf(memory) === local.hashOf(merged);
  if (saysTheSame(mine)) return 'local';
  return saysTheSame(theirs) ? 'remote' : { merged };
}

/**
 * What the engine needs of raw conversations, which travel beside the memories: before a memory names the parts of
 * its conversation, they are in the bucket. Implemented in compose; without it memories travel alone.
 */
import type { ErrorCode } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { ConflictVersion, Lease, Vault } from './ports.ts';

export interface ConversationJob {
  readonly vault: Vault;
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

export interface TrashJob extends ConversationJob {
  readonly onFailed: (session: string, code: ErrorCode) => void;
}

export interface SendJob extends ConversationJob {
  /** Look whether what was sent before is still there. */
  readonly verify: boolean;
  readonly onFailed: (session: string, code: ErrorCode) => void;
  readonly onProgress: (done: number, total: number, session: string) => void;
}

/** How the conversations of two versions of one session are related: one goes on from another that it begins with. */
export type ConversationOrder = 'mine-goes-on' | 'theirs-goes-on' | 'parted' | 'unknown';

export interface Conversations {
  /**
   * Brings into the bucket what this device's agents have written since the last time. A session whose parts could
   * not be sent goes to `onFailed`, and its memory keeps naming the parts that are there.
   * @throws what stops a pass: no connection, no access, no space
   */
  send(job: SendJob): Promise<void>;
  /**
   * A version of a memory as a session of its own, under new ids, so that its conversation can be gone on with;
   * `null` when it has none that is known here.
   */
  fork(memory: SessionMemory): SessionMemory | null;
  /**
   * A person decided against a version whose conversation no other has: the next pass puts it into the trash, from where
   * it comes back as a session of its own. Gives back the id it will have; `null` when nobody here could go on with it.
   */
  giveUp(version: Pick<ConflictVersion, 'memory' | 'contentHash'>): string | null;
  /** A memory is about to be brought back out of the trash. */
  bringBack(memory: SessionMemory): void;
  order(mine: SessionMemory, theirs: SessionMemory, job: ConversationJob): Promise<ConversationOrder>;
  /**
   * The memory as capturing it makes it, up to where its conversation ends; `null` when its files, or longer ones, are
   * not on this machine. What differs from it was written by a person or by another program.
   */
  captured(memory: SessionMemory): Promise<SessionMemory | null>;
  /**
   * Removes this device's parts of a session that was deleted 30 days ago. Its memory goes afterwards: as long as that
   * is there, an interrupted deletion is known.
   */
  purge(session: string, job: ConversationJob): Promise<void>;
  /** The end of a pass: puts into the trash what was given up, and removes own parts that nothing has named for 30 days. */
  emptyTrash(serverNow: number, job: TrashJob): Promise<void>;
}

/** Memories alone. */
export const NO_CONVERSATIONS: Conversations = {
  send: () => Promise.resolve(),
  fork: () => null,
  giveUp: () => null,
  bringBack: () => undefined,
  order: () => Promise.resolve('unknown'),
  captured: () => Promise.resolve(null),
  purge: () => Promise.resolve(),
  emptyTrash: () => Promise.resolve(),
};

/**
 * A version that has no conversation says nothing about it: whoever wrote it knew none. It goes on with the one of
 * `other`, if that has any.
 */
export function withConversationOf(memory: SessionMemory, other: SessionMemory): SessionMemory {
  if (memory.transcript || ofLaterVersion(memory) !== undefined) return memory;
  if (other.transcript) return { ...memory, transcript: other.transcript };
  const later = ofLaterVersion(other);
  return later === undefined ? memory : { ...memory, extra: { ...memory.extra, transcript: later } };
}

/** A transcript that this version cannot read is a key like any other that it does not know. */
function ofLaterVersion({ extra }: SessionMemory): unknown {
  return extra?.['transcript'];
}

/**
 * Versions that a person decided against and whose conversation is in no other: they go into the trash of the bucket as
 * sessions of their own, from where `undelete` brings them back for 30 days. Their parts stay where they are, because
 * what is not needed any more stays for as long.
 */
import type { AgentAdapter } from '../capture/adapter.ts';
import type { TrashJob } from '../engine/conversations.ts';
import type { StateChange } from '../engine/ports.ts';
import { keptTitle } from '../engine/trash-title.ts';
import { parseMemory, memoryToJson, type SessionMemory } from '../../shared/session.ts';
import { toAppError } from '../../shared/errors.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import { forkOf } from './conversation-forks.ts';

/** Name of the fact with what is to go there, a JSON array. */
const GIVEN_UP = 'transcripts.givenUp';

interface Note {
  /** The session that was decided about. */
  readonly session: string;
  /** Of the version as the conflict had it. */
  readonly contentHash: string;
  /** The version under ids of its own; JSON of a memory. */
  readonly memory: unknown;
}

/** @returns the id that it will have there; `null` for what no agent here could go on with */
export function noteGivenUp(
  state: Pick<SyncStateDb, 'fact' | 'commit'>,
  adapters: readonly AgentAdapter[],
  { memory, contentHash }: { readonly memory: SessionMemory; readonly contentHash: string },
): string | null {
  const fork = forkOf(adapters, memory);
  if (!fork) return null;
  const note: Note = { session: memory.id, contentHash, memory: memoryToJson(fork) };
  state.commit({ facts: { [GIVEN_UP]: JSON.stringify([...notes(state), note]) } });
  return fork.id;
}

function notes(state: Pick<SyncStateDb, 'fact'>): Note[] {
  return JSON.parse(state.fact(GIVEN_UP) ?? '[]') as Note[];
}

export interface GivenUpDeps {
  readonly self: string;
  readonly state: SyncStateDb;
  readonly store: Pick<SessionStore, 'hashOf'>;
  /** Sessions of which nothing more goes to the bucket. */
  readonly withheld: () => ReadonlySet<string>;
}

/**
 * Puts into the trash what was noted. What cannot be put there now stays noted and is told.
 * @throws the signal's reason
 */
export async function trashGivenUp(deps: GivenUpDeps, job: TrashJob): Promise<void> {
  const { state, withheld } = deps;
  for (const note of notes(state)) {
    if (withheld().has(note.session)) continue;
    try {
      const done: StateChange = isOpenAgain(state, note)
        ? {}
        : await putIntoTrash(deps, parseMemory(note.memory), job);
      const rest = notes(state).filter(({ memory }) => idOf(memory) !== idOf(note.memory));
      const facts = { ...done.facts, [GIVEN_UP]: rest.length > 0 ? JSON.stringify(rest) : null };
      state.commit({ ...done, facts }, job.lease);
    } catch (error) {
      job.signal.throwIfAborted();
      job.onFailed(note.session, toAppError(error).code);
    }
  }
}

const idOf = (memory: unknown): string => (memory as { readonly id: string }).id;

/** The decision was taken back, or never carried out. */
function isOpenAgain(state: SyncStateDb, { session, contentHash }: Note): boolean {
  const versions = state.conflictsOf(session).flatMap(({ local, remote }) => [local, remote]);
  return versions.some((version) => version.contentHash === contentHash);
}

/** After the bucket was listed, and the tombstone first: a session that nobody deleted would be taken over by the other devices. */
async function putIntoTrash(
  { self: device, store }: GivenUpDeps,
  memory: SessionMemory,
  job: TrashJob,
): Promise<StateChange> {
  const { vault, signal } = job;
  const session = memory.id;
  const vector = { [device]: 1 };
  const tombstone = { session, device, vector, deletedAt: new Date().toISOString() };
  const written = await vault.writeTombstone(tombstone, { signal });
  const { etag, size, contentHash } = await vault.writeSession(device, memory, vector, { signal });
  const modifiedAt = Date.parse(tombstone.deletedAt);
  const { extra: _extra, transcript: _transcript, ...core } = memory;
  const revision = { vector, contentHash, coreHash: store.hashOf(core), legacy: false };
  return {
    tombstones: [{ ...tombstone, etag: written.etag, modifiedAt }],
    facts: keptTitle(session, memory),
    remotes: [{ device, session, etag, size, modifiedAt, revision, refused: null }],
  };
}

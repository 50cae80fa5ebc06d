/**
 * Stores captured memories: decides what each becomes beside what is stored already, and remembers what was
 * captured so that the next pass can tell its own doing from other people's.
 */
import { AppError } from '../../shared/errors.ts';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { ReadSession, SourceFile } from './adapter.ts';
import { isSameContent, mergeCapture } from './merge.ts';
import type { CaptureRow, CaptureSessions, CaptureState } from './ports.ts';

/** What became of a file that was read. */
export type StoreOutcome =
  /** A new memory. */
  | 'created'
  /** An existing memory has new content. */
  | 'updated'
  /** Nothing to write. */
  | 'same'
  /** The stored memory knows more of the session: another device continued it. */
  | 'behind'
  /** Nobody has said anything in it. */
  | 'empty'
  /** The cc-sessions plugin keeps this session under an id of its own. */
  | 'leftToPlugin'
  /** The row changed under our hands again and again; the next pass takes it. */
  | 'changing'
  /** The stored row could not be understood; it is left as it is. */
  | 'failed';

/** A file that was read, with its row from before. */
export interface Captured {
  readonly file: SourceFile;
  /** `AgentAdapter.version` of the reader. */
  readonly version: string;
  readonly row: CaptureRow | null;
  readonly read: ReadSession | null;
}

export interface Stored {
  readonly outcome: StoreOutcome;
  /** With `failed`: MEMORY_INVALID. */
  readonly error?: AppError;
}

/** What `CaptureRow.captured` holds. Empty text: nothing is known of an earlier capture. */
interface CapturedRecord {
  /** The memory as last captured and stored. */
  readonly last: SessionMemory | null;
  /** The one that was being stored when the row was written. */
  readonly saving: SessionMemory | null;
}

interface Save {
  readonly memory: SessionMemory;
  readonly expected: string | null;
}

/** How often a row may change under our hands before the file waits for the next pass. */
const SAVE_ATTEMPTS = 3;

export class CaptureStore {
  readonly #sessions: CaptureSessions;
  readonly #state: CaptureState;

  constructor(sessions: CaptureSessions, state: CaptureState) {
    this.#sessions = sessions;
    this.#state = state;
  }

  /**
   * Stores several captures, durably when it returns; in one transaction where nobody interferes. Their sessions
   * are all different.
   * @throws what the stores throw but for LOCAL_CHANGED and MEMORY_INVALID
   */
  store(captures: readonly Captured[]): Stored[] {
    const plans = captures.map((captured) => this.#plan(captured));
    const saves = plans.flatMap((plan) => (plan.save ? [plan.save] : []));
    captures.forEach((captured, index) => plans[index]?.save && this.#begin(captured));
    if (this.#put(saves)) return plans.map((plan, index) => this.#finish(captures[index] as Captured, plan));
    return plans.map((plan, index) => this.#storeAlone(captures[index] as Captured, plan));
  }

  #storeAlone(captured: Captured, first: Plan): Stored {
    let plan = first;
    for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt++) {
      if (!plan.save || this.#put([plan.save])) return this.#finish(captured, plan);
      plan = this.#plan(captured);
    }
    return { outcome: 'changing' };
  }

  #put(saves: readonly Save[]): boolean {
    try {
      if (saves.length > 0) this.#sessions.put(saves.map((save) => ({ ...save, synced: false })));
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOCAL_CHANGED') return false;
      throw error;
    }
  }

  #plan({ read, row }: Captured): Plan {
    if (!read) return { outcome: 'empty' };
    const { memory } = read;
    const before = recordOf(row, memory.id);
    try {
      const stored = this.#sessions.get(memory.id);
      const next = stored ? continued(stored.memory, memory, before) : this.#asNew(memory, before);
      if (typeof next === 'string') return { outcome: next };
      const unmarked = { ...next, synced: false, syncedAt: undefined };
      return {
        outcome: stored ? 'updated' : 'created',
        save: { memory: unmarked, expected: stored?.stamp ?? null },
      };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MEMORY_INVALID') throw error;
      return { outcome: 'failed', error };
    }
  }

  #asNew(memory: SessionMemory, before: CapturedRecord): SessionMemory | StoreOutcome {
    const others = this.#sessions.findByAgentSession(memory.claudeSessionId);
    if (others.some(({ id }) => id !== memory.id)) return 'leftToPlugin';
    // Removed by a person: it stays away until something new is said in it.
    return before.last && isSameContent(before.last, memory) ? 'same' : memory;
  }

  /**
   * Index and record are two databases, so a killed process may have stored the memory and not the record. What
   * is about to be stored is therefore written down beforehand: found in the index later, it is nobody's edit.
   */
  #begin({ file, version, row, read }: Captured): void {
    if (!read) return;
    const record = { last: recordOf(row, read.memory.id).last, saving: read.memory };
    this.#state.putCapture({
      ...rowOf(file, version),
      size: -1,
      session: read.memory.id,
      captured: JSON.stringify(record),
    });
  }

  #finish({ file, version, read }: Captured, { outcome, error }: Plan): Stored {
    const row = rowOf(file, version);
    const session = read?.memory.id ?? '';
    const record: CapturedRecord = { last: read?.memory ?? null, saving: null };
    if (error) return { outcome, error };
    // Behind another device, the capture says nothing about who changed what since.
    const known = read !== null && outcome !== 'behind';
    this.#state.putCapture({ ...row, session, captured: known ? JSON.stringify(record) : '' });
    return { outcome };
  }
}

interface Plan extends Stored {
  readonly save?: Save;
}

function continued(
  stored: SessionMemory,
  memory: SessionMemory,
  before: CapturedRecord,
): SessionMemory | StoreOutcome {
  const bases = [before.last, before.saving].filter((base) => base !== null);
  if (bases.length === 0 && stored.endedAt > memory.endedAt) return 'behind';
  const merged = mergeCapture(stored, memory, bases);
  return isSameContent(stored, merged) ? 'same' : merged;
}

function rowOf({ path, size, mtimeMs, ino }: SourceFile, sourceVersion: string): CaptureRow {
  return { path, size, mtimeMs, ino, sourceVersion, session: '', captured: '' };
}

const UNKNOWN: CapturedRecord = { last: null, saving: null };

/** A row that cannot be read counts as none. */
function recordOf(row: CaptureRow | null, id: string): CapturedRecord {
  if (!row || row.session !== id || row.captured === '') return UNKNOWN;
  try {
    const { last, saving } = JSON.parse(row.captured) as Record<keyof CapturedRecord, unknown>;
    return { last: last ? parseMemory(last) : null, saving: saving ? parseMemory(saving) : null };
  } catch {
    return UNKNOWN;
  }
}

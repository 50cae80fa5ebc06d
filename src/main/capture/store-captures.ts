/**
 * Stores captured memories: decides what each becomes beside what is stored already, and remembers what was
 * captured so that the next pass can tell its own doing from other people's.
 */
import { AppError } from '../../shared/errors.ts';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { ReadSession, SourceFile } from './adapter.ts';
import { isSameContent, mergeCapture } from './merge.ts';
import type { CaptureRow, CaptureSessions, CaptureState } from './ports.ts';
import { recoveredKey } from './prompt-history.ts';

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

/** A file that was read. */
export interface Captured {
  readonly file: SourceFile;
  /** `AgentAdapter.version` of the reader. */
  readonly version: string;
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
  /** Sessions that a person deleted, and when last (ISO 8601). */
  readonly #deleted: ReadonlyMap<string, string>;

  constructor(sessions: CaptureSessions, state: CaptureState, deleted: ReadonlyMap<string, string>) {
    this.#sessions = sessions;
    this.#state = state;
    this.#deleted = deleted;
  }

  /**
   * Stores several captures, durably when it returns; in one transaction where nobody interferes. Their sessions
   * are all different.
   * @throws what the stores throw but for LOCAL_CHANGED and MEMORY_INVALID
   */
  store(captures: readonly Captured[]): Stored[] {
    if (captures.length === 0) return [];
    const works = captures.map((captured) => this.#work(captured));
    for (const work of works) this.#plan(work);
    const saving = works.filter((work) => work.save);
    // Index and record are two databases, so a killed process may have stored a memory and not the record. What
    // is about to be stored is therefore written down first: found in the index later, it is nobody's edit.
    if (saving.length > 0) this.#state.putCaptures(saving.flatMap((work) => beginningOf(work)));
    if (!this.#put(saving)) for (const work of works) this.#storeAlone(work);
    this.#state.putCaptures(works.flatMap((work) => endOf(work)));
    return works.map(({ outcome, error }) => (error ? { outcome, error } : { outcome }));
  }

  #work(captured: Captured): Work {
    const { read, file } = captured;
    const before = read ? this.#recordOf(file.path, read.memory.id) : UNKNOWN;
    return { captured, before, outcome: 'empty', save: null };
  }

  /** What was last captured from the file; else what was recovered when there was none. */
  #recordOf(path: string, id: string): CapturedRecord {
    const record = recordOf(this.#state.captureOf(path), id);
    return record === UNKNOWN ? recordOf(this.#state.captureOf(recoveredKey(id)), id) : record;
  }

  #storeAlone(work: Work): void {
    for (let attempt = 0; work.save; attempt++) {
      if (this.#put([work])) return;
      if (attempt === SAVE_ATTEMPTS) {
        work.outcome = 'changing';
        return;
      }
      this.#plan(work);
    }
  }

  #put(works: readonly Work[]): boolean {
    const saves = works.flatMap(({ save }) => (save ? [{ ...save, synced: false }] : []));
    try {
      if (saves.length > 0) this.#sessions.put(saves);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOCAL_CHANGED') return false;
      throw error;
    }
  }

  /** Decides what is to be done about the row as it is now. */
  #plan(work: Work): void {
    const { read } = work.captured;
    work.save = null;
    if (!read) return;
    try {
      const stored = this.#sessions.get(read.memory.id);
      const next = stored
        ? continued(stored.memory, read.memory, work.before)
        : this.#asNew(read.memory, work.before);
      work.outcome = typeof next === 'string' ? next : stored ? 'updated' : 'created';
      if (typeof next === 'string') return;
      work.save = {
        memory: { ...next, synced: false, syncedAt: undefined },
        expected: stored?.stamp ?? null,
      };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MEMORY_INVALID') throw error;
      work.outcome = 'failed';
      work.error = error;
    }
  }

  #asNew(memory: SessionMemory, before: CapturedRecord): SessionMemory | StoreOutcome {
    const others = this.#sessions.findByAgentSession(memory.claudeSessionId);
    if (others.some(({ id }) => id !== memory.id)) return 'leftToPlugin';
    // What a person deleted stays away until something new is said in it.
    const deletedAt = this.#deleted.get(memory.id);
    if (deletedAt === undefined) return memory;
    const said = before.last ? !isSameContent(before.last, memory) : memory.endedAt > deletedAt;
    return said ? memory : 'same';
  }
}

/** One capture on its way. */
interface Work {
  readonly captured: Captured;
  readonly before: CapturedRecord;
  outcome: StoreOutcome;
  error?: AppError;
  save: Save | null;
}

function beginningOf({ captured: { file, version, read }, before }: Work): CaptureRow[] {
  if (!read) return [];
  const record: CapturedRecord = { last: before.last, saving: read.memory };
  const row = rowOf(file, version);
  return [{ ...row, size: -1, session: read.memory.id, captured: JSON.stringify(record) }];
}

function endOf({ captured: { file, version, read }, outcome }: Work): CaptureRow[] {
  const row = rowOf(file, version);
  if (outcome === 'changing' || outcome === 'failed') return [];
  if (!read || outcome === 'leftToPlugin') return [row];
  const record: CapturedRecord = { last: read.memory, saving: null };
  // Behind another device, the capture says nothing about who changed what since.
  const captured = outcome === 'behind' ? '' : JSON.stringify(record);
  return [{ ...row, session: read.memory.id, captured }];
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

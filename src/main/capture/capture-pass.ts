/**
 * One capture pass: every session of every agent on this machine is stored as a memory, those that changed since
 * the last pass are read again, all others cost one stat. Reads the agents' files, writes only through the ports.
 */
import { lstat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { AgentAdapter, ReadSession, SourceFile } from './adapter.ts';
import { isSameContent, mergeCapture } from './merge.ts';
import type { CaptureRow, CaptureSessions, CaptureState } from './ports.ts';

/** What became of one source file. */
export type CaptureOutcome =
  /** A new memory. */
  | 'created'
  /** An existing memory has new content. */
  | 'updated'
  /** Read, and nothing to write. */
  | 'same'
  /** Not read: neither size nor time nor inode changed. */
  | 'unchanged'
  /** Read, but the stored memory knows more of the session: another device continued it. */
  | 'behind'
  /** Nobody has said anything in it. */
  | 'empty'
  /** An older file with the same agent session id as another one. */
  | 'superseded'
  /** The cc-sessions plugin keeps this session under an id of its own. */
  | 'leftToPlugin'
  /** It was written to meanwhile; the next pass takes it. */
  | 'changing'
  /** The agent removed it meanwhile. Its memory stays. */
  | 'vanished'
  /** A file or directory that the system would not let us read. */
  | 'unreadable'
  /** The stored row could not be understood; it is left as it is. */
  | 'failed';

export interface CaptureProblem {
  readonly path: string;
  /** TRANSCRIPT_UNREADABLE {path, reason}, or MEMORY_INVALID of the stored row. */
  readonly error: AppError;
}

export interface CaptureReport {
  readonly counts: Readonly<Record<CaptureOutcome, number>>;
  /** Ids of the memories written, in order. */
  readonly written: readonly string[];
  readonly problems: readonly CaptureProblem[];
  /** Bytes of the files that were read. */
  readonly bytesRead: number;
  /** Lines in them that were left out, see `LineCounts`. */
  readonly linesSkipped: number;
}

export interface CaptureProgress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
  readonly outcome: CaptureOutcome;
}

export interface CaptureRequest {
  readonly adapters: readonly AgentAdapter[];
  readonly sessions: CaptureSessions;
  readonly state: CaptureState;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CaptureProgress) => void) | undefined;
}

/**
 * Newest sessions first.
 * @throws the signal's reason when aborted, and what the stores throw (DISK_FULL, LOCK_LOST); what is stored by
 *   then stays. Problems of single files are in the report.
 */
export async function captureAll(request: CaptureRequest): Promise<CaptureReport> {
  const pass = new CapturePass(request);
  for (const adapter of request.adapters) await pass.run(adapter);
  return pass.report();
}

/** What `CaptureRow.captured` holds. Empty text: nothing is known of an earlier capture. */
interface CapturedRecord {
  /** The memory as last captured and stored. */
  readonly last: SessionMemory | null;
  /** The one that was being stored when the row was written. */
  readonly saving: SessionMemory | null;
}

/** Files handled before others on the event loop get a turn. */
const FILES_PER_TURN = 200;

class CapturePass {
  readonly #request: CaptureRequest;
  readonly #counts: Record<CaptureOutcome, number> = {
    created: 0,
    updated: 0,
    same: 0,
    unchanged: 0,
    behind: 0,
    empty: 0,
    superseded: 0,
    leftToPlugin: 0,
    changing: 0,
    vanished: 0,
    unreadable: 0,
    failed: 0,
  };
  readonly #written: string[] = [];
  readonly #problems: CaptureProblem[] = [];
  #bytesRead = 0;
  #linesSkipped = 0;

  constructor(request: CaptureRequest) {
    this.#request = request;
  }

  report(): CaptureReport {
    return {
      counts: this.#counts,
      written: this.#written,
      problems: this.#problems,
      bytesRead: this.#bytesRead,
      linesSkipped: this.#linesSkipped,
    };
  }

  async run(adapter: AgentAdapter): Promise<void> {
    const { signal, onProgress } = this.#request;
    const files = await this.#newestOfEach(adapter);
    let done = 0;
    for (const file of files) {
      signal?.throwIfAborted();
      const outcome = await this.#captureFile(adapter, file);
      this.#counts[outcome]++;
      done++;
      onProgress?.({ done, total: files.length, path: file.path, outcome });
      if (done % FILES_PER_TURN === 0) await setImmediate();
    }
  }

  /** A session whose project moved leaves a file in two places; the one written last continues it. */
  async #newestOfEach(adapter: AgentAdapter): Promise<SourceFile[]> {
    const newest = new Map<string, SourceFile>();
    const onUnreadable = (path: string, error: NodeJS.ErrnoException) => {
      this.#counts.unreadable++;
      this.#unreadable(path, error);
    };
    for await (const file of adapter.find({ signal: this.#request.signal, onUnreadable })) {
      const other = newest.get(file.agentSession);
      if (other) this.#counts.superseded++;
      if (!other || isNewer(file, other)) newest.set(file.agentSession, file);
    }
    return [...newest.values()].sort((a, b) => (isNewer(a, b) ? -1 : 1));
  }

  async #captureFile(adapter: AgentAdapter, file: SourceFile): Promise<CaptureOutcome> {
    const row = this.#request.state.captureOf(file.path);
    if (row && row.sourceVersion === adapter.version && isUnchanged(row, file)) return 'unchanged';
    let read: ReadSession | null;
    try {
      read = await adapter.read(file, { signal: this.#request.signal });
      if (!isUnchanged(await lstat(file.path), file)) return 'changing';
    } catch (error) {
      this.#request.signal?.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'vanished';
      this.#unreadable(file.path, error as NodeJS.ErrnoException);
      return 'unreadable';
    }
    this.#bytesRead += file.size;
    return this.#store(adapter, file, row, read);
  }

  #store(
    adapter: AgentAdapter,
    file: SourceFile,
    row: CaptureRow | null,
    read: ReadSession | null,
  ): CaptureOutcome {
    const { path, size, mtimeMs, ino } = file;
    const seen = { path, size, mtimeMs, ino, session: '', sourceVersion: adapter.version, captured: '' };
    const { state } = this.#request;
    if (!read) {
      state.putCapture(seen);
      return 'empty';
    }
    const { memory, lines } = read;
    this.#linesSkipped += lines.malformed + lines.unknown + lines.oversized;
    const before = recordOf(row, memory.id);
    const mine = { ...seen, session: memory.id };
    try {
      const outcome = this.#save(memory, before, () =>
        state.putCapture({ ...mine, size: -1, captured: textOf({ last: before.last, saving: memory }) }),
      );
      if (outcome === 'behind') state.putCapture(mine);
      else if (outcome !== 'changing')
        state.putCapture({ ...mine, captured: textOf({ last: memory, saving: null }) });
      return outcome;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MEMORY_INVALID') throw error;
      this.#problems.push({ path, error });
      return 'failed';
    }
  }

  /**
   * Index and record are two databases, so a killed process may have stored the memory and not the record. `begin`
   * writes down beforehand what is about to be stored: found in the index later, it is no person's change.
   */
  #save(memory: SessionMemory, before: CapturedRecord, begin: () => void): CaptureOutcome {
    const { sessions } = this.#request;
    for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt++) {
      const stored = sessions.get(memory.id);
      const next = stored ? continued(stored.memory, memory, before) : this.#asNew(memory, before);
      if (typeof next === 'string') return next;
      if (attempt === 0) begin();
      try {
        sessions.save({ ...next, synced: false, syncedAt: undefined }, stored?.stamp ?? null);
        this.#written.push(memory.id);
        return stored ? 'updated' : 'created';
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'LOCAL_CHANGED') throw error;
      }
    }
    return 'changing';
  }

  #asNew(memory: SessionMemory, before: CapturedRecord): SessionMemory | CaptureOutcome {
    if (this.#belongsToPlugin(memory)) return 'leftToPlugin';
    // Removed by a person: it stays away until something new is said in it.
    return before.last && isSameContent(before.last, memory) ? 'same' : memory;
  }

  #belongsToPlugin(memory: SessionMemory): boolean {
    return this.#request.sessions
      .findByAgentSession(memory.claudeSessionId)
      .some(({ id }) => id !== memory.id);
  }

  #unreadable(path: string, cause: NodeJS.ErrnoException): void {
    const error =
      cause instanceof AppError
        ? cause
        : new AppError('TRANSCRIPT_UNREADABLE', { path, reason: cause.code ?? cause.message }, { cause });
    this.#problems.push({ path, error });
  }
}

/** How often a row may change under our hands before the file waits for the next pass. */
const SAVE_ATTEMPTS = 3;

function continued(
  stored: SessionMemory,
  memory: SessionMemory,
  before: CapturedRecord,
): SessionMemory | CaptureOutcome {
  const bases = [before.last, before.saving].filter((base) => base !== null);
  if (bases.length === 0 && stored.endedAt > memory.endedAt) return 'behind';
  const merged = mergeCapture(stored, memory, bases);
  return isSameContent(stored, merged) ? 'same' : merged;
}

function isNewer(file: SourceFile, other: SourceFile): boolean {
  return file.mtimeMs === other.mtimeMs ? file.path > other.path : file.mtimeMs > other.mtimeMs;
}

interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

function isUnchanged(state: FileState, file: SourceFile): boolean {
  return state.size === file.size && Math.floor(state.mtimeMs) === file.mtimeMs && state.ino === file.ino;
}

function textOf(record: CapturedRecord): string {
  return JSON.stringify(record);
}

/** A row that cannot be read counts as none. */
function recordOf(row: CaptureRow | null, id: string): CapturedRecord {
  if (row && row.session === id && row.captured !== '') {
    try {
      const { last, saving } = JSON.parse(row.captured) as Record<keyof CapturedRecord, unknown>;
      return { last: last ? parseMemory(last) : null, saving: saving ? parseMemory(saving) : null };
    } catch {
      return { last: null, saving: null };
    }
  }
  return { last: null, saving: null };
}

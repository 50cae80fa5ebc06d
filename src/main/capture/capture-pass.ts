/**
 * One capture pass: every session of every agent on this machine is stored as a memory, those that changed since
 * the last pass are read again, all others cost one stat. Reads the agents' files, writes only through the ports.
 */
import { lstat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { AgentAdapter, SourceFile } from './adapter.ts';
import { newestOfEach } from './newest-of-each.ts';
import type { CaptureSessions, CaptureStamp, CaptureState } from './ports.ts';
import { isRecoveredKey, recoverPrompts, type BucketIndex, type PromptHistory } from './prompt-history.ts';
import { CaptureStore, type Captured, type StoreOutcome } from './store-captures.ts';

/** What became of one source file. */
export type CaptureOutcome =
  | StoreOutcome
  /** Not read: neither size nor time nor inode changed. */
  | 'unchanged'
  /** An older file with the same agent session id as another one. */
  | 'superseded'
  /** The agent removed it meanwhile. Its memory stays. */
  | 'vanished'
  /** A file or directory that the system would not let us read. */
  | 'unreadable';

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
  /** What is known of the bucket; without it, nothing is recovered from prompt histories. */
  readonly bucket?: BucketIndex | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
  readonly onProgress?: ((progress: CaptureProgress) => void) | undefined;
}

/** Files read at once; they wait for the disk more than for the processor. */
const READS_AT_ONCE = 4;
/** Sessions stored in one transaction. */
const SESSIONS_PER_WRITE = 64;
/** Unchanged files passed over before others on the event loop get a turn. */
const FILES_PER_TURN = 200;

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

/** A file that there is nothing to store of. */
interface Passed {
  readonly path: string;
  readonly passed: CaptureOutcome;
}

class CapturePass {
  readonly #request: CaptureRequest;
  readonly #store: CaptureStore;
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
  #done = 0;
  #total = 0;
  readonly #stamps: ReadonlyMap<string, CaptureStamp>;
  /** Sessions that a person deleted, and when last. */
  readonly #deleted: ReadonlyMap<string, string>;
  /** Sessions that were captured and are in the index no more, although nobody deleted them. */
  #lost: ReadonlySet<string> = new Set();
  /** Read, to be stored together. */
  #batch: Captured[] = [];

  constructor(request: CaptureRequest) {
    this.#request = request;
    const { sessions, state } = request;
    this.#stamps = state.captures();
    this.#deleted = deletions(state);
    this.#store = new CaptureStore(sessions, state, this.#deleted);
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
    const { signal } = this.#request;
    const files = await this.#newestOfEach(adapter);
    this.#total += files.length;
    this.#lost = this.#findLost(files);
    /** Under way, in the order of `files`. */
    const reads: Promise<Captured | Passed>[] = [];
    try {
      for (const [index, file] of files.entries()) {
        signal?.throwIfAborted();
        reads.push(this.#read(adapter, file));
        if (reads.length === READS_AT_ONCE) this.#take(await (reads.shift() as (typeof reads)[number]));
        if (index % FILES_PER_TURN === 0) await setImmediate();
      }
    } finally {
      // Also when aborted: what has been read need not be read again.
      for (const read of await Promise.allSettled(reads))
        if (read.status === 'fulfilled') this.#take(read.value);
      this.#flush();
    }
    signal?.throwIfAborted();
    // Where not every transcript could be looked for, none is known to be gone.
    const blind = this.#counts.unreadable > 0;
    if (adapter.history && !blind) await this.#recover(adapter.history, files);
  }

  async #recover(history: PromptHistory, files: readonly SourceFile[]): Promise<void> {
    const { sessions, state, bucket, signal, now = Date.now } = this.#request;
    if (!bucket) return;
    let captured: ReadonlySet<string> | null = null;
    const settled = (session: string) =>
      this.#deleted.has(session) || (captured ??= sessionsOfFiles(this.#stamps)).has(session);
    const present = new Set(files.map(({ agentSession }) => agentSession));
    try {
      const request = { history, sessions, state, bucket, present, settled, now: now(), signal };
      const written = await recoverPrompts(request);
      this.#written.push(...written);
      this.#counts.created += written.length;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'TRANSCRIPT_UNREADABLE') throw error;
      this.#problems.push({ path: history.path, error });
    }
  }

  #newestOfEach(adapter: AgentAdapter): Promise<SourceFile[]> {
    const onUnreadable = (path: string, error: NodeJS.ErrnoException) => {
      this.#counts.unreadable++;
      this.#unreadable(path, error);
    };
    const found = adapter.find({ signal: this.#request.signal, onUnreadable });
    return newestOfEach(found, () => this.#counts.superseded++);
  }

  /** After index.db was lost or set aside, transcripts that did not change must be read all the same. */
  #findLost(files: readonly SourceFile[]): ReadonlySet<string> {
    const { sessions } = this.#request;
    const captured = files.map(({ path }) => this.#stamps.get(path)?.session ?? '').filter((id) => id !== '');
    if (sessions.count() >= captured.length) return new Set();
    const stored = new Set(sessions.stamps().map(({ id }) => id));
    return new Set(captured.filter((id) => !stored.has(id) && !this.#deleted.has(id)));
  }

  async #read(adapter: AgentAdapter, file: SourceFile): Promise<Captured | Passed> {
    const { version } = adapter;
    const { path } = file;
    const stamp = this.#stamps.get(path);
    const known =
      stamp?.sourceVersion === version && isUnchanged(stamp, file) && !this.#lost.has(stamp.session);
    if (known) return { path, passed: 'unchanged' };
    try {
      const read = await adapter.read(file, { signal: this.#request.signal });
      if (!isUnchanged(await lstat(path), file)) return { path, passed: 'changing' };
      return { file, version, read };
    } catch (error) {
      this.#request.signal?.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path, passed: 'vanished' };
      this.#unreadable(path, error as NodeJS.ErrnoException);
      return { path, passed: 'unreadable' };
    }
  }

  #take(result: Captured | Passed): void {
    if ('passed' in result) return this.#account(result.path, result.passed);
    this.#bytesRead += result.file.size;
    const lines = result.read?.lines;
    if (lines) this.#linesSkipped += lines.malformed + lines.unknown + lines.oversized;
    this.#batch.push(result);
    if (this.#batch.length >= SESSIONS_PER_WRITE) this.#flush();
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#store.store(batch).forEach(({ outcome, error }, index) => {
      const { file, read } = batch[index] as Captured;
      if (error) this.#problems.push({ path: file.path, error });
      if (read && (outcome === 'created' || outcome === 'updated')) this.#written.push(read.memory.id);
      this.#account(file.path, outcome);
    });
  }

  #account(path: string, outcome: CaptureOutcome): void {
    this.#counts[outcome]++;
    this.#done++;
    this.#request.onProgress?.({ done: this.#done, total: this.#total, path, outcome });
  }

  #unreadable(path: string, cause: NodeJS.ErrnoException): void {
    const reason = cause.code ?? cause.message;
    this.#problems.push({ path, error: new AppError('TRANSCRIPT_UNREADABLE', { path, reason }, { cause }) });
  }
}

function deletions(state: CaptureState): ReadonlyMap<string, string> {
  const latest = new Map<string, string>();
  for (const { session, deletedAt } of state.tombstones()) {
    if (deletedAt > (latest.get(session) ?? '')) latest.set(session, deletedAt);
  }
  return latest;
}

function sessionsOfFiles(stamps: ReadonlyMap<string, CaptureStamp>): ReadonlySet<string> {
  const sessions = new Set<string>();
  for (const { path, session } of stamps.values()) if (!isRecoveredKey(path)) sessions.add(session);
  return sessions;
}

interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

function isUnchanged(state: FileState, file: SourceFile): boolean {
  return state.size === file.size && Math.floor(state.mtimeMs) === file.mtimeMs && state.ino === file.ino;
}

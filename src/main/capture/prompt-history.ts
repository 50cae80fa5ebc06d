/**
 * Recovers what survives only in an agent's prompt history. Agents delete transcripts by themselves and keep the
 * prompts; a session of which nothing else is left becomes a memory that says so (tag `partial`), made once.
 */
import { lstat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { CaptureRow, CaptureSessions, CaptureState } from './ports.ts';

/** Tag of a memory that was made of the prompts alone. */
export const PARTIAL_TAG = 'partial';

/** Prompts that belong together. */
export interface PromptGroup {
  /** Id of the memory that would be made. Where the agent's own id is known, the same as its transcript gives. */
  readonly id: string;
  /** Empty when the history does not say; the group is then guessed by project and time. */
  readonly agentSession: string;
  /** Absolute path, as the history has it. */
  readonly project: string;
  /** Times of the first and the last prompt, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface HistoryRequest {
  /** Bytes from the beginning that count. */
  readonly size: number;
  /** Asked once for every group; a memory is made only where it says so. */
  readonly wants: (group: PromptGroup) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An agent's prompt history. Part of an `AgentAdapter`. */
export interface PromptHistory {
  /** Absolute; need not exist. */
  readonly path: string;
  /** Changes whenever `read` would make other memories of the same bytes. */
  readonly version: string;
  /** @throws the file system's error; the signal's reason when aborted */
  read(request: HistoryRequest): Promise<readonly SessionMemory[]>;
}

/** What is known of the bucket; nothing is recovered that it may have. */
export interface BucketIndex {
  /** Whether the bucket was looked through since sync.db is there. */
  isKnown(): boolean;
  /** Whether any device keeps this session there. */
  has(session: string): boolean;
}

export interface RecoverRequest {
  readonly history: PromptHistory;
  readonly sessions: CaptureSessions;
  readonly state: CaptureState;
  readonly bucket: BucketIndex;
  /** Agent sessions whose transcript is on this machine. */
  readonly present: ReadonlySet<string>;
  /** Memories that were captured from a transcript at any time, and those that a person deleted. */
  readonly settled: (session: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

const HOUR_MS = 60 * 60 * 1000;
/** A session whose last prompt is younger may still get its transcript. */
const YOUNG_MS = 24 * HOUR_MS;
/** Milliseconds between two readings of a history that changes with every prompt. */
const PAUSE_MS = HOUR_MS;

/** Memories stored in one transaction. */
const MEMORIES_PER_WRITE = 64;

/** Key of the row that remembers what was recovered, for the day its transcript comes back. */
export function recoveredKey(session: string): string {
  return `${RECOVERED}${session}`;
}

/** Whether a row is of a recovered memory, and not of a file. */
export function isRecoveredKey(path: string): boolean {
  return path.startsWith(RECOVERED);
}

const RECOVERED = 'recovered:';

/**
 * Stores what can be recovered. Reads the file only when it changed, and at most once an hour.
 * @returns the ids of the memories written
 * @throws TRANSCRIPT_UNREADABLE {path, reason}; the signal's reason when aborted; what the stores throw
 */
export async function recoverPrompts(request: RecoverRequest): Promise<readonly string[]> {
  const { history, state, now, signal } = request;
  if (!request.bucket.isKnown()) return [];
  const file = await lstat(history.path).catch(() => null);
  if (!file?.isFile()) return [];
  const mtimeMs = Math.floor(file.mtimeMs);
  const before = state.captureOf(history.path);
  const { lookedAt, again } = lookOf(before);
  if (before?.sourceVersion === history.version) {
    const same = before.size === file.size && before.mtimeMs === mtimeMs && before.ino === file.ino;
    if ((same && !again) || (now >= lookedAt && now - lookedAt < PAUSE_MS)) return [];
  }
  const choice = new Choice(request);
  const wants = (group: PromptGroup) => choice.wants(group);
  try {
    const memories = await history.read({ size: file.size, wants, signal });
    const written = store(request, memories);
    const look = JSON.stringify({ lookedAt: now, again: choice.again || written.length < memories.length });
    const row = { path: history.path, size: file.size, mtimeMs, ino: file.ino, session: '' };
    state.putCaptures([{ ...row, sourceVersion: history.version, captured: look }]);
    return written;
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (signal?.aborted || syscall === undefined) throw error;
    const reason = code ?? message;
    throw new AppError('TRANSCRIPT_UNREADABLE', { path: history.path, reason }, { cause: error });
  }
}

/** When the history was last read; `again`: something in it was too young, or could not be stored. */
function lookOf(row: CaptureRow | null): { lookedAt: number; again: boolean } {
  try {
    const { lookedAt, again } = JSON.parse(row?.captured ?? '') as Record<string, unknown>;
    if (typeof lookedAt === 'number') return { lookedAt, again: again === true };
  } catch {
    // A row that cannot be read counts as none.
  }
  return { lookedAt: -Infinity, again: true };
}

/** Decides which sessions have nothing but their prompts left. */
class Choice {
  /** A later look may find more. */
  again = false;
  readonly #request: RecoverRequest;
  /** Times of the stored sessions of a project, milliseconds. */
  readonly #times = new Map<string, readonly (readonly [number, number])[]>();

  constructor(request: RecoverRequest) {
    this.#request = request;
  }

  wants(group: PromptGroup): boolean {
    const { sessions, bucket, present, settled, now } = this.#request;
    const { id, agentSession } = group;
    if (settled(id) || present.has(agentSession) || bucket.has(id) || sessions.stampsOf([id]).size > 0)
      return false;
    if (agentSession === '' ? this.#isCovered(group) : sessions.findByAgentSession(agentSession).length > 0)
      return false;
    if (now - group.to >= YOUNG_MS) return true;
    this.again = true;
    return false;
  }

  /** Prompts of an unknown session are left out when any session of the project was going on at the time. */
  #isCovered({ project, from, to }: PromptGroup): boolean {
    let times = this.#times.get(project);
    if (!times) {
      const rows = this.#request.sessions.list({ project });
      times = rows.map(({ startedAt, endedAt }) => [Date.parse(startedAt), Date.parse(endedAt)] as const);
      this.#times.set(project, times);
    }
    return times.some(([start, end]) => from <= end + HOUR_MS && to >= start - HOUR_MS);
  }
}

function store({ sessions, state, history }: RecoverRequest, memories: readonly SessionMemory[]): string[] {
  const written: string[] = [];
  const put = (batch: readonly SessionMemory[]) => {
    sessions.put(batch.map((memory) => ({ memory, expected: null, synced: false })));
    written.push(...batch.map(({ id }) => id));
  };
  for (let index = 0; index < memories.length; index += MEMORIES_PER_WRITE) {
    const batch = memories.slice(index, index + MEMORIES_PER_WRITE);
    // First, so that a transcript, should it come back, is known to be no one's edit.
    state.putCaptures(batch.map((memory) => recoveredRow(memory, history.version)));
    if (attempt(put, batch)) continue;
    for (const memory of batch) attempt(put, [memory]);
  }
  return written;
}

/** `false`: somebody stored one of them meanwhile, so nothing was written. */
function attempt(put: (batch: readonly SessionMemory[]) => void, batch: readonly SessionMemory[]): boolean {
  try {
    put(batch);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'LOCAL_CHANGED') return false;
    throw error;
  }
}

function recoveredRow(memory: SessionMemory, sourceVersion: string): CaptureRow {
  const captured = JSON.stringify({ last: memory, saving: null });
  const row = { path: recoveredKey(memory.id), size: -1, mtimeMs: 0, ino: 0, session: memory.id };
  return { ...row, sourceVersion, captured };
}

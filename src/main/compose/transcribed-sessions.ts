/**
 * The sessions of index.db together with their transcripts, which index.db has no column for: to the engine both are
 * one row. The transcript of a row is kept in sync.db, where another one makes the row count as changed.
 */
import type { SessionMemory } from '../../shared/session.ts';
import { parseTranscript, type Transcript } from '../../shared/transcript.ts';
import type { LocalSessions, LocalStamp, SyncState } from '../engine/ports.ts';
import type { TranscriptState } from '../engine/transcript-ports.ts';

type LocalRow = Parameters<LocalSessions['put']>[0][number];

/** Rows and transcripts are two files: what is being stored is noted here, so that a kill in between is mended. */
const STORING = 'transcripts.storing';

interface Storing {
  readonly session: string;
  /** Hash of the row without its transcript. */
  readonly row: string;
  readonly transcript: Transcript | null;
}

export interface TranscribedDeps {
  readonly sessions: LocalSessions;
  readonly state: Pick<SyncState, 'fact' | 'commit'>;
  readonly transcripts: TranscriptState;
}

type StoringDeps = Omit<TranscribedDeps, 'sessions'> & {
  readonly sessions: Pick<LocalSessions, 'get' | 'hashOf'>;
};

export class TranscribedSessions implements LocalSessions {
  readonly #deps: TranscribedDeps;

  constructor(deps: TranscribedDeps) {
    this.#deps = deps;
  }

  stamps(): LocalStamp[] {
    return this.#deps.sessions.stamps();
  }

  stampsOf(ids: readonly string[]): Map<string, string> {
    return this.#deps.sessions.stampsOf(ids);
  }

  get(id: string): { memory: SessionMemory; stamp: string } | null {
    const row = this.#deps.sessions.get(id);
    const transcript = row && this.#transcriptOf(row.memory);
    return row && transcript ? { ...row, memory: { ...row.memory, transcript } } : row;
  }

  /** That of a row which a killed process stored is still in its note, until the next pass. */
  #transcriptOf(memory: SessionMemory): Transcript | null {
    const { sessions, state, transcripts } = this.#deps;
    const noted = state.fact(STORING);
    const note = noted === null ? undefined : readNote(noted).find(({ session }) => session === memory.id);
    if (note && sessions.hashOf(memory) === note.row) return note.transcript;
    return transcripts.transcript(memory.id);
  }

  hashOf(memory: SessionMemory): string {
    return this.#deps.sessions.hashOf(memory);
  }

  put(rows: readonly LocalRow[]): string[] {
    const { sessions, state } = this.#deps;
    finishStoring(this.#deps);
    const storing = rows.flatMap((row) => this.#changeOf(row));
    if (storing.length > 0) state.commit({ facts: { [STORING]: JSON.stringify(storing) } });
    const stamps = sessions.put(rows.map((row) => ({ ...row, memory: withoutTranscript(row.memory) })));
    if (storing.length > 0) stored(this.#deps, storing);
    return stamps;
  }

  remove(id: string, expected: string): void {
    this.#deps.sessions.remove(id, expected);
    this.#deps.transcripts.commitTranscripts({ transcripts: [{ session: id, transcript: null }] });
  }

  markSynced(ids: readonly string[], at: number): void {
    this.#deps.sessions.markSynced(ids, at);
  }

  /** What is to be remembered of a row's transcript; nothing when it is known already. */
  #changeOf({ memory: { transcript: given, extra: _extra, ...memory } }: LocalRow): Storing[] {
    const transcript = given ?? null;
    const known = this.#deps.transcripts.transcript(memory.id);
    if (JSON.stringify(known) === JSON.stringify(transcript)) return [];
    return [{ session: memory.id, row: this.#deps.sessions.hashOf(memory), transcript }];
  }
}

function stored({ transcripts: state }: Pick<StoringDeps, 'transcripts'>, storing: readonly Storing[]): void {
  const transcripts = storing.map(({ session, transcript }) => ({ session, transcript }));
  state.commitTranscripts({ transcripts, state: { facts: { [STORING]: null } } });
}

/** Rows that were stored before a kill get the transcripts they came with. To be called by who holds the lease. */
export function finishStoring(deps: StoringDeps): void {
  const { state, sessions } = deps;
  const noted = state.fact(STORING);
  if (noted === null) return;
  const found = readNote(noted).filter(({ session, row }) => {
    const local = sessions.get(session);
    return local !== null && sessions.hashOf(local.memory) === row;
  });
  stored(deps, found);
}

function withoutTranscript({ transcript: _transcript, ...memory }: SessionMemory): SessionMemory {
  return memory;
}

function readNote(text: string): Storing[] {
  const noted = JSON.parse(text) as readonly { session: string; row: string; transcript: unknown }[];
  return noted.map(({ session, row, transcript }) => ({
    session,
    row,
    transcript: transcript === null ? null : parseTranscript(transcript),
  }));
}

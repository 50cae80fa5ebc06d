/**
 * What capture needs of the store. `store/sessions.ts` implements `CaptureSessions`, `store/sync-state.ts`
 * implements `CaptureState`; `compose.ts` joins them.
 */
import type { LocalSessions, SyncState } from '../engine/ports.ts';

/** What was last seen of one source file. */
export interface CaptureStamp {
  /** Absolute path of the source file; the row's key. `recovered:<session>`: of a memory without a file. */
  readonly path: string;
  /** Bytes; -1 while a save is under way, which makes the next pass read the file again. */
  readonly size: number;
  /** Whole milliseconds since 1970. */
  readonly mtimeMs: number;
  readonly ino: number;
  /** Id of the memory made from the file; empty when there is none, or the plugin has it. */
  readonly session: string;
  /** Version of the adapter that read it; another version reads the file again. */
  readonly sourceVersion: string;
}

/** What was last seen and captured of one source file. Rebuildable: without it the file is read again. */
export interface CaptureRow extends CaptureStamp {
  /** Opaque text that only store-captures.ts and prompt-history.ts read: the memory as captured. */
  readonly captured: string;
}

/** The part of `sync.db` that remembers what was captured. */
export interface CaptureState {
  /** Every row by its path. */
  captures(): ReadonlyMap<string, CaptureStamp>;
  captureOf(path: string): CaptureRow | null;
  /** Inserts or replaces rows, all or none; durable when it returns. */
  putCaptures(rows: readonly CaptureRow[]): void;
  /** Deletions that people asked for. */
  tombstones(): readonly Pick<ReturnType<SyncState['tombstones']>[number], 'session' | 'deletedAt'>[];
}

/** The part of `index.db` that capture reads and writes. */
export interface CaptureSessions extends Pick<LocalSessions, 'stamps' | 'stampsOf' | 'get' | 'put'> {
  /** How many sessions are stored. */
  count(): number;
  /** Every stored session, whoever made it, with this `claudeSessionId`. */
  findByAgentSession(agentSessionId: string): readonly { readonly id: string }[];
  /** All sessions of a project, by its path. Times are ISO 8601, or empty. */
  list(filter: {
    readonly project: string;
  }): readonly { readonly startedAt: string; readonly endedAt: string }[];
}

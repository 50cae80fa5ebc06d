/**
 * Which sessions a pass has to look at, and how their state is loaded: by slices, in order of id, so that a
 * hundred thousand sessions need no more memory than their names. A session at rest (stamp, ETags and baseline as
 * the last pass left them) is counted and otherwise not known here.
 */
import { toAppError } from '../../shared/errors.ts';
import type { LocalSessions, RemoteRow, RemoteSession, SyncState, TombstoneRow, Vault } from './ports.ts';
import { SessionState, type Trust } from './session-state.ts';
import type { KnownRevision } from './views.ts';

/** Sessions loaded at once: few enough to forget, enough for one query to be worth its while. */
const SLICE = 500;

export interface PassIndexInput {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly trust: Trust;
  /** Sessions on this device. */
  readonly localCount: number;
  /** Sessions for which something changed on either side since the last pass left them settled. */
  readonly touched: ReadonlySet<string>;
  /** Objects that are not as sync.db knows them, by session. */
  readonly listed: ReadonlyMap<string, readonly RemoteSession[]>;
  /** `device/session` of objects that are gone from the bucket. */
  readonly vanished: ReadonlySet<string>;
  readonly tombstones: ReadonlyMap<string, readonly TombstoneRow[]>;
}

export class PassIndex {
  readonly localCount: number;
  readonly #input: PassIndexInput;
  readonly #sessions: readonly string[];
  /** What was opened only to learn its revision, by `device/session`. */
  readonly #revealed = new Map<string, RemoteRow>();

  constructor(input: PassIndexInput) {
    this.#input = input;
    this.localCount = input.localCount;
    this.#sessions = [...input.touched].sort();
  }

  /** How many sessions are to be looked at. */
  get touchedCount(): number {
    return this.#sessions.length;
  }

  /** Sessions for which there is a tombstone. */
  get deleted(): ReadonlyMap<string, readonly TombstoneRow[]> {
    return this.#input.tombstones;
  }

  /** The state of all touched sessions, loaded as it is asked for. */
  *slices(): Generator<SessionState[]> {
    for (let start = 0; start < this.#sessions.length; start += SLICE) {
      yield this.#load(this.#sessions.slice(start, start + SLICE));
    }
  }

  *states(): Generator<SessionState> {
    for (const slice of this.slices()) yield* slice;
  }

  #load(sessions: readonly string[]): SessionState[] {
    const { self, local, state, trust, tombstones } = this.#input;
    const stamps = local.stampsOf(sessions);
    const baselines = state.baselinesOf(sessions);
    const known = Map.groupBy(state.remotesAmong(sessions), (row) => row.session);
    return sessions.map((session) => {
      const { remotes, superseded } = this.#remotesNow(session, known.get(session) ?? []);
      const rows = {
        session,
        stamp: stamps.get(session) ?? null,
        baseline: baselines.get(session) ?? null,
        tombstones: tombstones.get(session) ?? [],
        remotes,
        superseded,
      };
      return new SessionState(self, local, trust, rows);
    });
  }

  /** The objects of a session as they were listed, with what is known of those that did not change. */
  #remotesNow(session: string, known: readonly RemoteRow[]) {
    const { listed, vanished } = this.#input;
    const entries = listed.get(session) ?? [];
    const superseded = new Map<string, KnownRevision>();
    const unchanged: RemoteRow[] = [];
    for (const row of known) {
      const changed = entries.some((entry) => entry.device === row.device);
      if (changed && row.revision) superseded.set(row.device, row.revision);
      if (!changed && !vanished.has(`${row.device}/${session}`)) unchanged.push(row);
    }
    const fresh = entries.map((entry) => this.#revealed.get(nameOf(entry)) ?? unopened(entry));
    return { remotes: [...unchanged, ...fresh], superseded };
  }

  /** Opens an object only to learn its revision. One that cannot be opened stays unopened. */
  async reveal(vault: Vault, known: SessionState, device: string, signal: AbortSignal): Promise<void> {
    const row = known.remoteOf(device);
    if (!row) return;
    try {
      const opened = await vault.readSession(device, known.session, { signal });
      this.#revealed.set(nameOf(row), known.describe(row, opened));
    } catch (error) {
      const { code } = toAppError(error);
      if (!code.startsWith('OBJECT_') && code !== 'MEMORY_INVALID') throw error;
    }
  }
}

function nameOf({ device, session }: { readonly device: string; readonly session: string }): string {
  return `${device}/${session}`;
}

function unopened({ device, session, etag, size, modifiedAt }: RemoteSession): RemoteRow {
  return { device, session, etag, size, modifiedAt, revision: null, refused: null };
}

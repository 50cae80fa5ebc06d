/** Where each session stands, out of index.db and sync.db; nothing is asked of the bucket. */
import { AppError } from '../../shared/errors.ts';
import type { SearchHit, SessionState, SessionSummary } from '../composed-app.ts';
import type { BaselineRow, LocalSessions, RemoteRow, SyncState } from '../engine/ports.ts';
import type { ListedSession } from '../store/session-list.ts';
import type { SessionStore } from '../store/sessions.ts';

export interface ListFilter {
  readonly limit?: number;
  readonly project?: string;
  readonly device?: string;
  readonly state?: SessionState;
}

interface Knowledge {
  readonly stamps: ReadonlyMap<string, string>;
  readonly baselines: ReadonlyMap<string, BaselineRow>;
  readonly devices: ReadonlyMap<string, readonly string[]>;
  readonly conflicts: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly withheld: ReadonlySet<string>;
}

export interface SessionCounts {
  readonly local: number;
  readonly synced: number;
  readonly waiting: number;
  readonly conflicts: number;
  readonly onlyInBucket: number;
  readonly failed: number;
}

export class SessionOverview {
  readonly #store: SessionStore;
  readonly #state: SyncState;
  readonly #failures: () => readonly { session: string }[];
  readonly #withheld: () => ReadonlySet<string>;

  constructor(
    store: SessionStore,
    state: SyncState,
    failures: () => readonly { session: string }[],
    withheld: () => ReadonlySet<string>,
  ) {
    this.#withheld = withheld;
    this.#store = store;
    this.#state = state;
    this.#failures = failures;
  }

  counts(): SessionCounts {
    const known = this.#learn();
    const states = [...known.stamps.keys()].map((id) => stateOf(id, known));
    const count = (state: SessionState): number => states.filter((each) => each === state).length;
    return {
      local: known.stamps.size,
      synced: count('synced'),
      waiting: count('not-uploaded') + count('changed'),
      conflicts: known.conflicts.size,
      onlyInBucket: [...known.devices.keys()].filter((id) => isOnlyInBucket(id, known)).length,
      failed: known.failed.size,
    };
  }

  /** Where sessions stand at this moment, for who asks of many. */
  standing(): { stateOf(id: string): SessionState; beganAt(id: string): number } {
    const known = this.#learn();
    const began = new Map(this.#store.list().map((row) => [row.id, Date.parse(row.startedAt)]));
    return { stateOf: (id) => stateOf(id, known), beganAt: (id) => began.get(id) ?? 0 };
  }

  /** Newest first; sessions that are only in the bucket last, by id, as their content is not here. */
  list(filter: ListFilter = {}): SessionSummary[] {
    const known = this.#learn();
    const here = this.#store
      .list(filter.project === undefined ? {} : { project: filter.project })
      .map((row) => summaryOf(row, known));
    const away = filter.project === undefined ? this.#onlyInBucket(known) : [];
    const wanted = [...here, ...away].filter(
      (session) =>
        (filter.device === undefined || session.devices.includes(filter.device)) &&
        (filter.state === undefined || session.state === filter.state),
    );
    return filter.limit === undefined ? wanted : wanted.slice(0, filter.limit);
  }

  #onlyInBucket(known: Knowledge): SessionSummary[] {
    const ids = [...known.devices.keys()].filter((id) => isOnlyInBucket(id, known)).sort();
    return ids.map((id) => summaryOf(absent(id), known));
  }

  summary(id: string): SessionSummary {
    const known = this.#learn();
    const row = this.#store.list().find((listed) => listed.id === id);
    return summaryOf(row ?? absent(id), known);
  }

  /** Adds to search results where each session stands. */
  withStates(
    hits: readonly { id: string; snippet: string; ranges: readonly (readonly [number, number])[] }[],
  ): SearchHit[] {
    const known = this.#learn();
    const rows = new Map(this.#store.list().map((row) => [row.id, row]));
    return hits.map(({ id, snippet, ranges }) => ({
      ...summaryOf(rows.get(id) ?? absent(id), known),
      snippet,
      ranges,
    }));
  }

  /**
   * The one session whose id is or begins with `prefix`, here or in the bucket; a deleted one only where there is no
   * other.
   * @throws SESSION_UNKNOWN; USAGE when several begin so
   */
  resolveId(prefix: string): string {
    const inBucket = [...this.#state.remotes().values()].map((row) => row.session);
    const here = this.#store.stamps().map((row) => row.id);
    const ids = new Set([...here, ...inBucket].filter((id) => id.startsWith(prefix)));
    if (ids.has(prefix)) return prefix;
    const deleted = new Set(this.#state.tombstones().map((row) => row.session));
    for (const id of here) deleted.delete(id);
    const standing = [...ids].filter((id) => !deleted.has(id));
    const matches = standing.length > 0 ? standing : [...ids];
    const [first, second] = matches;
    if (first === undefined || prefix === '') throw new AppError('SESSION_UNKNOWN', { session: prefix });
    if (second !== undefined)
      throw new AppError('USAGE', { problem: 'ambiguous-id', id: prefix, matches: matches.length });
    return first;
  }

  #learn(): Knowledge {
    const stamps = new Map((this.#store as LocalSessions).stamps().map(({ id, stamp }) => [id, stamp]));
    const devices = new Map<string, string[]>();
    for (const row of this.#state.remotes().values()) addDevice(devices, row);
    return {
      stamps,
      baselines: this.#state.baselines(),
      devices,
      conflicts: new Set(this.#state.conflicts().map((record) => record.session)),
      failed: new Set(this.#failures().map((failure) => failure.session)),
      withheld: this.#withheld(),
    };
  }
}

function addDevice(devices: Map<string, string[]>, row: RemoteRow): void {
  const known = devices.get(row.session);
  if (known) known.push(row.device);
  else devices.set(row.session, [row.device]);
}

function isOnlyInBucket(id: string, known: Knowledge): boolean {
  return !known.stamps.has(id) && Boolean(known.baselines.get(id)?.contentHash) && known.devices.has(id);
}

function stateOf(id: string, known: Knowledge): SessionState {
  if (known.conflicts.has(id)) return 'conflict';
  if (known.failed.has(id)) return 'failed';
  const stamp = known.stamps.get(id);
  if (stamp === undefined) return 'only-in-bucket';
  const baseline = known.baselines.get(id);
  const withheld = known.withheld.has(id);
  if (!baseline || (baseline.contentHash === '' && !known.devices.has(id))) {
    return withheld ? 'only-here' : 'not-uploaded';
  }
  const inStep = baseline.stamp === stamp && baseline.contentHash !== '' && known.devices.has(id);
  if (inStep) return 'synced';
  return withheld ? 'only-here' : 'changed';
}

function summaryOf(row: ListedSession, known: Knowledge): SessionSummary {
  return {
    id: row.id,
    summary: row.summary,
    projectName: row.projectName,
    projectPath: row.projectPath,
    agent: row.agent,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    messagesCount: row.messagesCount,
    tokensUsed: row.tokensUsed,
    archived: row.archived,
    devices: known.devices.get(row.id) ?? [],
    state: stateOf(row.id, known),
  };
}

/** A session whose content is not on this device. */
function absent(id: string): ListedSession {
  return {
    id,
    claudeSessionId: '',
    projectPath: '',
    projectName: '',
    agent: '',
    startedAt: '',
    endedAt: '',
    duration: 0,
    summary: '',
    tasksCompleted: 0,
    tasksPending: 0,
    tokensUsed: 0,
    messagesCount: 0,
    toolCallsCount: 0,
    archived: false,
    synced: false,
    syncedAt: null,
  };
}

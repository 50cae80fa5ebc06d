/**
 * What this device knows of the bucket and of its own last sync, `sync.db`. Rebuildable: delete the file, and
 * the next sync restores what it held.
 */
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import type {
  ActivityEntry,
  BaselineRow,
  ConflictRecord,
  Lease,
  RemoteRow,
  StateChange,
  SyncState,
  TombstoneRow,
} from '../engine/ports.ts';
import type { TranscriptState } from '../engine/transcript-ports.ts';
import { acquireLease, isHeld, leaseHolder, waitForLease } from './lock.ts';
import type { LeaseHolder, LeaseOptions, WaitOptions } from './lock.ts';
import { SearchIndex } from './search.ts';
import type { RefreshOptions, RefreshReport, SearchResult, SearchedSessions } from './search.ts';
import { Statements, inTransaction, isSuspect, noteDamage, openDatabase } from './sqlite.ts';
import * as rows from './sync-rows.ts';
import * as ledgers from './sync-ledgers.ts';
import type { CaptureRow, CaptureStamp, TrafficDay } from './sync-ledgers.ts';
import { writeChange } from './sync-changes.ts';
import { LEARNT_TABLES, createSyncSchema } from './sync-schema.ts';
import { TranscriptTables } from './transcript-tables.ts';
import { scanTable, type Cells, type ScanQuery } from './table-scan.ts';

export interface OpenedState {
  readonly state: SyncStateDb;
  /** Whether a damaged file, or one of another version, was replaced by a new one. */
  readonly rebuilt: boolean;
  /** Where that file was moved to. */
  readonly setAside: string | null;
}

/** The sessions of a parameter, which is a JSON array. */
const AMONG = '(SELECT value FROM json_each(?))';

const openFile = (path: string) => openDatabase(path, { synchronous: 'FULL', initialise: createSyncSchema });

export class SyncStateDb implements SyncState {
  readonly path: string;
  #db: DatabaseSync;
  #statements: Statements;
  #inode: bigint;
  readonly #search: SearchIndex;
  /** The tables about transcripts. */
  readonly transcripts: TranscriptState = new TranscriptTables({
    read: (work) => this.#attempt(() => work(this.#statements)),
    write: (work, lease) => this.#write(work, lease),
  });

  private constructor(path: string, db: DatabaseSync) {
    this.path = path;
    this.#db = db;
    this.#statements = new Statements(db);
    this.#inode = statSync(path, { bigint: true }).ino;
    this.#search = new SearchIndex(() => ({ connection: this.#db, statements: this.#statements }));
  }

  /** @throws HOME_UNWRITABLE, STORE_UNREADABLE, STORE_BUSY, DISK_FULL */
  static open(path: string): OpenedState {
    const { db, setAside } = openFile(path);
    return { state: new SyncStateDb(path, db), rebuilt: setAside !== null, setAside };
  }

  /** Whether the file is still the one that was opened: a person may delete it at any time. */
  #isSameFile(): boolean {
    return statSync(this.path, { bigint: true, throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** A file that was deleted, or showed damage, is replaced before the next pass begins. */
  #reopenIfUnusable(): void {
    if (this.#isSameFile() && !isSuspect(this.path)) return;
    this.#db.close();
    this.#db = openFile(this.path).db;
    this.#statements = new Statements(this.#db);
    this.#inode = statSync(this.path, { bigint: true }).ino;
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw noteDamage(error, this.path);
    }
  }

  #scan(query: ScanQuery, use: (cells: Cells) => void): void {
    this.#attempt(() => scanTable(this.#db, this.#statements, query, use));
  }

  /** Rows as arrays of cells: half the time of objects. */
  #all(sql: string, ...values: (string | number)[]): Cells[] {
    return this.#attempt(() => {
      const statement = this.#statements.get(sql);
      statement.setReturnArrays(true);
      return statement.all(...values) as unknown as Cells[];
    });
  }

  baselines(): Map<string, BaselineRow> {
    const vectors = new rows.VectorTexts();
    const found = new Map<string, BaselineRow>();
    this.#scan({ table: 'baselines', columns: rows.BASELINE_COLUMNS, key: ['session'] }, (cells) => {
      const row = rows.baselineOf(cells, vectors);
      found.set(row.session, row);
    });
    return found;
  }

  baseline(session: string): BaselineRow | null {
    const [cells] = this.#all(`SELECT ${rows.BASELINE_COLUMNS} FROM baselines WHERE session = ?`, session);
    return cells ? rows.baselineOf(cells, new rows.VectorTexts()) : null;
  }

  eachBaselineStamp(use: (row: Pick<BaselineRow, 'session' | 'stamp' | 'settled'>) => void): void {
    this.#scan(
      { table: 'baselines', columns: 'session, ifnull(rest,stamp), settled', key: ['session'] },
      (cells) => {
        use({ session: cells[0] as string, stamp: cells[1] as string, settled: cells[2] === 1 });
      },
    );
  }

  baselinesOf(sessions: readonly string[]): Map<string, BaselineRow> {
    const vectors = new rows.VectorTexts();
    const sql = `SELECT ${rows.BASELINE_COLUMNS} FROM baselines WHERE session IN ${AMONG}`;
    const found = this.#all(sql, JSON.stringify(sessions)).map((cells) => rows.baselineOf(cells, vectors));
    return new Map(found.map((row) => [row.session, row]));
  }

  remotes(): Map<string, RemoteRow> {
    const vectors = new rows.VectorTexts();
    const found = new Map<string, RemoteRow>();
    this.#scan({ table: 'remotes', columns: rows.REMOTE_COLUMNS, key: ['session', 'device'] }, (cells) => {
      const row = rows.remoteOf(cells, vectors);
      found.set(`${row.device}/${row.session}`, row);
    });
    return found;
  }

  remotesOf(session: string): RemoteRow[] {
    const sql = `SELECT ${rows.REMOTE_COLUMNS} FROM remotes WHERE session = ? ORDER BY device`;
    const vectors = new rows.VectorTexts();
    return this.#all(sql, session).map((cells) => rows.remoteOf(cells, vectors));
  }

  remotesAmong(sessions: readonly string[]): RemoteRow[] {
    const vectors = new rows.VectorTexts();
    const sql = `SELECT ${rows.REMOTE_COLUMNS} FROM remotes WHERE session IN ${AMONG}`;
    return this.#all(sql, JSON.stringify(sessions)).map((cells) => rows.remoteOf(cells, vectors));
  }

  remoteEtags(): Map<string, string> {
    const found = new Map<string, string>();
    const query = { table: 'remotes', columns: 'device, session, etag', key: ['session', 'device'] };
    this.#scan(query, (cells) => found.set(`${cells[0]}/${cells[1]}`, cells[2] as string));
    return found;
  }

  countRemotes(device?: string): number {
    const [where, ...values] = device === undefined ? [''] : [' WHERE device = ?', device];
    return Number(this.#all(`SELECT count(*) FROM remotes${where}`, ...values)[0]?.[0]);
  }

  sessionsWithoutBaseline(): string[] {
    const sql = 'SELECT DISTINCT session FROM remotes WHERE session NOT IN (SELECT session FROM baselines)';
    return this.#all(sql).map((cells) => cells[0] as string);
  }

  conflicts(): ConflictRecord[] {
    const sql = `SELECT ${rows.CONFLICT_COLUMNS} FROM conflicts ORDER BY detected_at, session, device`;
    return this.#all(sql).map((cells) => rows.conflictOf(cells));
  }

  conflictsOf(session: string): ConflictRecord[] {
    const sql = `SELECT ${rows.CONFLICT_COLUMNS} FROM conflicts WHERE session = ? ORDER BY device`;
    return this.#all(sql, session).map((cells) => rows.conflictOf(cells));
  }

  tombstones(): TombstoneRow[] {
    const sql = `SELECT ${rows.TOMBSTONE_COLUMNS} FROM tombstones ORDER BY device, session`;
    return this.#all(sql).map((cells) => rows.tombstoneOf(cells));
  }

  /** Newest first. */
  activity(limit: number): ActivityEntry[] {
    const sql = `SELECT ${rows.ACTIVITY_COLUMNS} FROM activity ORDER BY seq DESC LIMIT ?`;
    return this.#all(sql, limit).map((cells) => rows.activityOf(cells));
  }

  fact(name: string): string | null {
    return (this.#all('SELECT value FROM facts WHERE name = ?', name)[0]?.[0] as string | undefined) ?? null;
  }

  commit(change: StateChange, lease?: Lease): void {
    this.#write((statements) => writeChange(statements, change), lease);
  }

  #write(work: (statements: Statements) => void, lease?: Lease): void {
    if (lease && !this.#isSameFile()) throw new AppError('LOCK_LOST', {});
    this.#attempt(() =>
      inTransaction(this.#db, () => {
        if (lease && !isHeld(this.#db, lease.token)) throw new AppError('LOCK_LOST', {});
        work(this.#statements);
      }),
    );
  }

  /**
   * Forgets what bucket and index.db tell again. The lease, captures, traffic and activity stay, and so does the
   * search index, which knows itself what it holds.
   */
  reset(): void {
    this.#attempt(() =>
      inTransaction(this.#db, () => {
        for (const table of LEARNT_TABLES) this.#db.exec(`DELETE FROM ${table}`);
      }),
    );
  }

  // --- the lease -------------------------------------------------------------------------------------------

  /** @throws LOCK_HELD {holder, pid, since, expiresAt} */
  acquireLease(options: LeaseOptions): Lease {
    return this.#attempt(() => {
      this.#reopenIfUnusable();
      return acquireLease(this.#db, options);
    });
  }

  /** @throws LOCK_HELD once `timeoutMs` are over, CANCELLED */
  waitForLease(options: WaitOptions): Promise<Lease> {
    return waitForLease(() => this.acquireLease(options), options);
  }

  /** Who holds the lease now, if anyone. */
  leaseHolder(): LeaseHolder | null {
    return this.#attempt(() => leaseHolder(this.#db));
  }

  // --- captures, traffic, search -----------------------------------------------------------------------------

  captureOf(path: string): CaptureRow | null {
    return this.#attempt(() => ledgers.readCapture(this.#statements, path));
  }

  /** All captures by path, without what was captured. */
  captures(): Map<string, CaptureStamp> {
    const cells = this.#all(`SELECT ${ledgers.CAPTURE_COLUMNS} FROM captures`);
    return new Map(cells.map((row) => [String(row[0]), ledgers.captureOf(row)]));
  }

  /** Durable when it returns. */
  putCapture(row: CaptureRow): void {
    this.putCaptures([row]);
  }

  /** All or none. */
  putCaptures(captures: readonly CaptureRow[]): void {
    this.#attempt(() =>
      inTransaction(this.#db, () => {
        for (const row of captures) ledgers.writeCapture(this.#statements, row);
      }),
    );
  }

  /** Adds to the counters of a day. */
  addTraffic(traffic: TrafficDay): void {
    this.#attempt(() => ledgers.addTraffic(this.#statements, traffic));
  }

  /** Days from `since` (`YYYY-MM-DD`) on, oldest first. */
  traffic(since = ''): TrafficDay[] {
    const sql = `SELECT ${ledgers.TRAFFIC_COLUMNS} FROM traffic WHERE day >= ? ORDER BY day`;
    return this.#all(sql, since).map((cells) => ledgers.trafficOf(cells));
  }

  /** Sessions of `store` that match what a person typed, best first; brings the index up to date before. */
  async search(
    store: SearchedSessions,
    query: string,
    limit = 20,
    options?: RefreshOptions,
  ): Promise<SearchResult[]> {
    try {
      return await this.#search.search(store, query, limit, options);
    } catch (error) {
      throw noteDamage(error, this.path);
    }
  }

  /** Brings the search index up to date; to be called when idle, so that a search need not wait. */
  async refreshSearch(store: SearchedSessions, options?: RefreshOptions): Promise<RefreshReport> {
    try {
      return await this.#search.refresh(store, options);
    } catch (error) {
      throw noteDamage(error, this.path);
    }
  }

  /** Gives back memory that the next question fills again. */
  rest(): void {
    this.#db.exec('PRAGMA shrink_memory');
  }

  /** No call may follow. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

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

export interface OpenedState {
  readonly state: SyncStateDb;
  /** Whether a damaged file, or one of another version, was replaced by a new one. */
  readonly rebuilt: boolean;
  /** Where that file was moved to. */
  readonly setAside: string | null;
}

type Cells = readonly (string | number | null)[];

const PAGE_ROWS = 1_000;

const openFile = (path: string) => openDatabase(path, { synchronous: 'FULL', initialise: createSyncSchema });

export class SyncStateDb implements SyncState {
  readonly path: string;
  #db: DatabaseSync;
  #statements: Statements;
  #inode: bigint;
  readonly #search: SearchIndex;

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

  /**
   * Every row of a table in the order of its key, as arrays of cells. By pages: faster than one row at a time,
   * and a hundred thousand rows are never held twice. One read transaction sees one state.
   */
  #scan(table: string, columns: string, key: readonly string[], use: (cells: Cells) => void): void {
    const order = key.join(', ');
    const marks = key.map(() => '?').join(', ');
    const sql = `SELECT ${columns} FROM ${table} WHERE (${order}) > (${marks}) ORDER BY ${order} LIMIT ${PAGE_ROWS}`;
    const positions = key.map((column) => columns.split(', ').indexOf(column));
    this.#attempt(() => {
      this.#db.exec('BEGIN');
      try {
        for (let after = key.map(() => ''); ;) {
          const page = this.#all(sql, ...after);
          for (const cells of page) use(cells);
          const last = page.length < PAGE_ROWS ? undefined : page.at(-1);
          if (last === undefined) return;
          after = positions.map((position) => String(last[position]));
        }
      } finally {
        this.#db.exec('ROLLBACK');
      }
    });
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
    this.#scan('baselines', rows.BASELINE_COLUMNS, ['session'], (cells) => {
      const row = rows.baselineOf(cells, vectors);
      found.set(row.session, row);
    });
    return found;
  }

  baseline(session: string): BaselineRow | null {
    const [cells] = this.#all(`SELECT ${rows.BASELINE_COLUMNS} FROM baselines WHERE session = ?`, session);
    return cells ? rows.baselineOf(cells, new rows.VectorTexts()) : null;
  }

  remotes(): Map<string, RemoteRow> {
    const vectors = new rows.VectorTexts();
    const found = new Map<string, RemoteRow>();
    this.#scan('remotes', rows.REMOTE_COLUMNS, ['session', 'device'], (cells) => {
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
    if (lease && !this.#isSameFile()) throw new AppError('LOCK_LOST', {});
    this.#attempt(() =>
      inTransaction(this.#db, () => {
        if (lease && !isHeld(this.#db, lease.token)) throw new AppError('LOCK_LOST', {});
        writeChange(this.#statements, change);
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

  /** No call may follow. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

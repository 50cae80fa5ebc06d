/**
 * The session store, `index.db`. One file shared with the cc-sessions plugin, which may write at any moment;
 * see session-schema.ts for the schema and plugin-index.ts for its full-text index.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import { canonicalContent } from '../../shared/session.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { LocalSessions, LocalStamp } from '../engine/ports.ts';
import { AgentSessions } from './agent-sessions.ts';
import { IndexBudget } from './index-budget.ts';
import { PluginIndex } from './plugin-index.ts';
import type { IndexRepair } from './plugin-index.ts';
import { findByPrefix, listSessions } from './session-list.ts';
import type { ListedSession, SessionFilter } from './session-list.ts';
import { KNOWN_COLUMNS, RowFormat, memoryOf } from './session-rows.ts';
import type { Row, SqlValue } from './session-rows.ts';
import { createSchema, readLayout, stampSource } from './session-schema.ts';
import type { SessionsLayout } from './session-schema.ts';
import { Statements, noteDamage, openDatabase } from './sqlite.ts';

export interface SessionStoreOptions {
  /** Milliseconds since 1970. Default Date.now. */
  readonly now?: () => number;
  /** Called when the plugin's full-text index was found out of step: what was done about it. */
  readonly onIndexRepair?: (repair: IndexRepair) => void;
  /** The file may grow to this many pages; past that, writes fail with DISK_FULL. Default: the disk decides. */
  readonly maxPages?: number;
  /** How long to wait for another program that is writing. Milliseconds; default 5,000. */
  readonly busyTimeoutMs?: number;
}

export interface OpenedStore {
  readonly store: SessionStore;
  /** Where a damaged index.db was moved to; `null` when there was none. */
  readonly setAside: string | null;
}

/** One row to be written. */
interface Write {
  readonly memory: SessionMemory;
  /** Stamp the row must have; `null`: no row; `undefined`: either. */
  readonly expected: string | null | undefined;
  readonly synced: boolean;
}

export class SessionStore implements LocalSessions {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #layout: SessionsLayout;
  readonly #format: RowFormat;
  readonly #index: PluginIndex;
  readonly #budget: IndexBudget;
  readonly #agentSessions: AgentSessions;
  readonly #now: () => number;
  readonly #onIndexRepair: (repair: IndexRepair) => void;
  #writes = 0;

  private constructor(db: DatabaseSync, path: string, layout: SessionsLayout, options: SessionStoreOptions) {
    this.path = path;
    this.#db = db;
    this.#statements = new Statements(db);
    this.#layout = layout;
    this.#format = new RowFormat(layout);
    this.#index = new PluginIndex(db, this.#statements, layout);
    this.#agentSessions = new AgentSessions(this.#statements, layout.columns);
    this.#now = options.now ?? Date.now;
    this.#onIndexRepair = options.onIndexRepair ?? (() => undefined);
    this.#budget = new IndexBudget(this.#now);
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`);
  }

  /**
   * Opens `index.db`, creating it with the plugin's whole schema where there is none. A damaged file is set
   * aside with all it holds, never deleted; an existing one is never altered.
   * @throws HOME_UNWRITABLE, STORE_UNREADABLE {reason}, STORE_BUSY, DISK_FULL
   */
  static open(path: string, options: SessionStoreOptions = {}): OpenedStore {
    const { db, setAside } = openDatabase(path, {
      synchronous: 'FULL',
      busyTimeoutMs: options.busyTimeoutMs,
      initialise: createSchema,
    });
    try {
      return { store: new SessionStore(db, path, readLayout(db, KNOWN_COLUMNS, path), options), setAside };
    } catch (error) {
      db.close();
      throw noteDamage(error, path);
    }
  }

  stamps(): LocalStamp[] {
    // Sorting in SQLite keeps rows in the file's order while they are read.
    const order = this.#layout.hasStampIndex ? 'id' : '+id';
    const sql = `SELECT id, ${this.#format.stamp} FROM ${stampSource(this.#layout)} WHERE typeof(id) = 'text' ORDER BY ${order}`;
    return this.#attempt(() => {
      const statement = this.#statements.get(sql);
      statement.setReturnArrays(true);
      const rows = statement.all() as unknown as [string, string][];
      return rows.map(([id, stamp]) => ({ id, stamp }));
    });
  }

  stampsOf(ids: readonly string[]): Map<string, string> {
    const among = '(SELECT value FROM json_each(?))';
    const sql = `SELECT id, ${this.#format.stamp} FROM ${stampSource(this.#layout)} WHERE id IN ${among} AND typeof(id) = 'text'`;
    return this.#attempt(() => {
      const statement = this.#statements.get(sql);
      statement.setReturnArrays(true);
      return new Map(statement.all(JSON.stringify(ids)) as unknown as [string, string][]);
    });
  }

  get(id: string): { memory: SessionMemory; stamp: string } | null {
    return this.#attempt(() => {
      let row = this.#row(this.#format.select, id);
      if (row && !this.#format.isWhole(row)) row = this.#row(this.#format.selectBytes, id);
      return row ? { memory: memoryOf(id, row), stamp: String(row['stamp']) } : null;
    });
  }

  /** One row; integers past 2^53, which node:sqlite refuses to read as numbers, come as bigints. */
  #row(sql: string, id: string): Row | undefined {
    try {
      return this.#statements.get(sql).get(id);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
      const statement = this.#statements.get(`${sql} -- bigints`);
      statement.setReadBigInts(true);
      return statement.get(id);
    }
  }

  /** SHA-256 of `canonicalContent`, lower-case hex. What `get` returns has no `extra`; with one, it counts. */
  hashOf(memory: SessionMemory): string {
    return hash('sha256', canonicalContent(memory), 'hex');
  }

  put(rows: readonly { memory: SessionMemory; expected: string | null; synced: boolean }[]): string[] {
    return this.#write(rows);
  }

  /**
   * Stores an edit made on this device: marked as not synced, `updated_at` later than before whatever the clock
   * says. `expected` as in `put`; without it the row is written whether there was one or not. Returns the stamp.
   * @throws LOCAL_CHANGED
   */
  save(memory: SessionMemory, expected?: string | null): string {
    return this.#write([{ memory, expected, synced: false }])[0] ?? '';
  }

  #write(rows: readonly Write[]): string[] {
    const at = this.#now();
    const values = rows.map(({ memory, synced }) =>
      this.#format.valuesOf(memory, { synced, syncedAt: synced ? at : null, updatedAt: at }),
    );
    this.#writes += 1;
    return this.#attempt(() => {
      let stamps: string[] = [];
      this.#index.write((useIndex) => {
        stamps = this.#writeRows(rows, values, useIndex);
      }, this.#onIndexRepair);
      for (const { memory } of rows) this.#agentSessions.noteWritten(memory.claudeSessionId, memory.id);
      return stamps;
    });
  }

  #writeRows(rows: readonly Write[], values: readonly SqlValue[][], useIndex: boolean): string[] {
    const existing = this.#checkGuards(rows);
    const maintain = useIndex && this.#index.managed;
    if (maintain) this.#index.takeOut(existing);
    const statement = this.#rowStatement(this.#format.upsert, useIndex);
    for (const row of values) statement(...row);
    const stored = rows.map(({ memory }) => this.#stampOf(memory.id) ?? { rowid: 0, stamp: '' });
    if (maintain) this.#indexNow(stored.map(({ rowid }, at) => ({ rowid, bytes: sizeOf(values[at] ?? []) })));
    return stored.map(({ stamp }) => stamp);
  }

  /** Rowids of the rows that exist already. @throws LOCAL_CHANGED */
  #checkGuards(rows: readonly Write[]): number[] {
    const seen = new Set<string>();
    const existing: number[] = [];
    for (const { memory, expected } of rows) {
      const found = this.#stampOf(memory.id);
      if (seen.has(memory.id) || (expected !== undefined && (found?.stamp ?? null) !== expected))
        throw new AppError('LOCAL_CHANGED', { session: memory.id });
      seen.add(memory.id);
      if (found) existing.push(found.rowid);
    }
    return existing;
  }

  /** Indexes what a burst of writes may, and leaves the rest for `indexPending` where the file allows that. */
  #indexNow(rows: readonly { rowid: number; bytes: number }[]): void {
    const canWait = this.#index.kind === 'deferrable';
    const now = rows.filter(({ bytes }) => !canWait || this.#budget.take(bytes));
    this.#index.add(now.map(({ rowid }) => rowid));
  }

  /** How to run a write to `sessions`: with the file's own triggers, or without their full-text part. */
  #rowStatement(sql: string, useIndex: boolean): (...values: SqlValue[]) => void {
    if (useIndex && !this.#index.managed) {
      const statement = this.#statements.get(sql);
      return (...values) => void statement.run(...values);
    }
    return (...values) => void this.#index.bypass(() => this.#bypassed(sql).run(...values));
  }

  /** Statements compiled inside `bypass`, kept apart from the same ones compiled outside it. */
  #bypassed(sql: string): StatementSync {
    return this.#statements.get(`${sql} -- rows only`);
  }

  #stampOf(id: string): { rowid: number; stamp: string } | null {
    const sql = `SELECT rowid, ${this.#format.stamp} AS stamp FROM ${stampSource(this.#layout)} WHERE id = ?`;
    const row = this.#statements.get(sql).get(id);
    return row ? { rowid: Number(row['rowid']), stamp: String(row['stamp']) } : null;
  }

  remove(id: string, expected: string): void {
    this.#writes += 1;
    this.#attempt(() =>
      this.#index.write((useIndex) => {
        const found = this.#stampOf(id);
        if (found?.stamp !== expected) throw new AppError('LOCAL_CHANGED', { session: id });
        if (useIndex && this.#index.managed) this.#index.takeOut([found.rowid]);
        this.#rowStatement('DELETE FROM sessions WHERE id = ?', useIndex)(id);
      }, this.#onIndexRepair),
    );
  }

  markSynced(ids: readonly string[], at: number): void {
    const { columns } = this.#layout;
    const set = [columns.has('synced') ? 'synced = 1' : '', columns.has('synced_at') ? 'synced_at = ?2' : ''];
    const sql = `UPDATE sessions SET ${set.filter(Boolean).join(', ')} WHERE id = ?1`;
    if (!columns.has('synced') || !columns.has('synced_at')) return;
    // No indexed text changes, so that there is nothing to do for the full-text triggers.
    this.#attempt(() =>
      this.#index.write(() => {
        const mark = this.#rowStatement(sql, false);
        for (const id of ids) mark(id, at);
      }, this.#onIndexRepair),
    );
  }

  /**
   * The same as before as long as neither this connection nor any other has written to the file; for this object
   * only. Costs microseconds.
   */
  version(): string {
    return this.#attempt(() => {
      const other = this.#statements.get('PRAGMA data_version').get()?.['data_version'];
      return `${Number(other)}.${this.#writes}`;
    });
  }

  count(): number {
    return this.#attempt(() =>
      Number(this.#statements.get('SELECT count(*) AS n FROM sessions').get()?.['n']),
    );
  }

  /** Newest first, without the long texts. Never fails for a row that cannot be understood. */
  list(filter: SessionFilter = {}): ListedSession[] {
    return this.#attempt(() => listSessions(this.#statements, this.#layout.columns, filter));
  }

  /** Every stored session, whoever made it, with this `claudeSessionId`; last changed first. */
  findByAgentSession(agentSessionId: string): { readonly id: string }[] {
    return this.#attempt(() => this.#agentSessions.find(agentSessionId));
  }

  /** Ids that begin with `prefix`, ascending, at most `limit`. */
  findByPrefix(prefix: string, limit = 20): string[] {
    return this.#attempt(() => findByPrefix(this.#statements, prefix, limit));
  }

  /** Rows that the plugin's own full-text search does not know yet, after a bulk load. */
  pendingIndex(): number {
    return this.#attempt(() => this.#index.pending());
  }

  /** Indexes such rows for about `maxMs` milliseconds; `true` when none is left. To be called when idle. */
  indexPending(maxMs: number): boolean {
    return this.#attempt(() => this.#index.indexPending(maxMs));
  }

  /** No call may follow. */
  /** Gives back memory that the next question fills again. */
  rest(): void {
    this.#db.exec('PRAGMA shrink_memory');
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw noteDamage(error, this.path);
    }
  }
}

function sizeOf(values: readonly SqlValue[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
}

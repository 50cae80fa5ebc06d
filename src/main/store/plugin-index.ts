/**
 * The plugin's full-text index inside index.db (`sessions_fts`). The plugin fills it by triggers, row by row;
 * each such step makes FTS5 write out its buffers, which costs three times the work. So where the triggers are
 * known, our writes do exactly what they would do, but for many rows at once; and in a file we made, a bulk
 * load leaves the index for later (`pending`). Rows always come first: no fault of the index loses one.
 */
import { constants } from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { FTS_BYTES, FTS_COLUMNS, ftsValues } from './session-schema.ts';
import type { FtsKind, SessionsLayout } from './session-schema.ts';
import { inTransaction, mayBeIndexFault } from './sqlite.ts';
import type { Statements } from './sqlite.ts';

const { SQLITE_IGNORE, SQLITE_INSERT, SQLITE_OK } = constants;

/** What was done about an index that was out of step with its table. */
export type IndexRepair = 'rebuilt' | 'refilled' | 'bypassed';

/** Rows, and bytes of text, indexed in one step of `indexPending`: a few hundredths of a second. */
const STEP_ROWS = 64;
const STEP_BYTES = 1024 * 1024;

const IN_LIST = 'rowid IN (SELECT value FROM json_each(?))';
const IS_INDEXED = 'EXISTS (SELECT 1 FROM sessions_fts_docsize WHERE id = sessions.rowid)';
const ADD = `INSERT INTO sessions_fts(rowid, ${FTS_COLUMNS}) SELECT rowid, ${ftsValues('sessions')} FROM sessions`;
const TAKE_OUT = `INSERT INTO sessions_fts(sessions_fts, rowid, ${FTS_COLUMNS})
  SELECT 'delete', rowid, ${ftsValues('sessions')} FROM sessions`;

export class PluginIndex {
  readonly kind: FtsKind;
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #tables: ReadonlySet<string>;
  #bypassing = false;
  #broken = false;

  constructor(db: DatabaseSync, statements: Statements, layout: SessionsLayout) {
    this.#db = db;
    this.#statements = statements;
    this.kind = layout.fts;
    this.#tables = layout.ftsTables;
    // SQLITE_IGNORE compiles a trigger's INSERT to nothing (https://sqlite.org/c3ref/set_authorizer.html).
    db.setAuthorizer((action, table, _column, _database, trigger) =>
      this.#bypassing && action === SQLITE_INSERT && trigger !== null && this.#tables.has(table ?? '')
        ? SQLITE_IGNORE
        : SQLITE_OK,
    );
  }

  /** Whether this class does the triggers' work itself. */
  get managed(): boolean {
    return this.kind === 'plugin' || this.kind === 'deferrable';
  }

  /** Runs statements that only ever run here, with the triggers' writes to full-text tables left out. */
  bypass<T>(work: () => T): T {
    const before = this.#bypassing;
    this.#bypassing = true;
    try {
      return work();
    } finally {
      this.#bypassing = before;
    }
  }

  /** Takes rows out of the index, before they change or go; returns the rowids that were in it. */
  takeOut(rowids: readonly number[]): number[] {
    if (rowids.length === 0) return [];
    const find = this.#statements.get(`SELECT rowid FROM sessions WHERE ${IN_LIST} AND ${IS_INDEXED}`);
    const indexed = find.all(JSON.stringify(rowids)).map((row) => Number(row['rowid']));
    if (indexed.length > 0) this.#statements.get(`${TAKE_OUT} WHERE ${IN_LIST}`).run(JSON.stringify(indexed));
    return indexed;
  }

  /** Puts rows that are not in the index into it. */
  add(rowids: readonly number[]): void {
    if (rowids.length > 0) this.#statements.get(`${ADD} WHERE ${IN_LIST}`).run(JSON.stringify(rowids));
  }

  /** Rows after rowid `after` that wait to be indexed: one step of them, empty when there are none. */
  #pendingAfter(after: number): number[] {
    const sql = `SELECT rowid, ${FTS_BYTES} AS bytes FROM sessions
      WHERE rowid > ? AND NOT ${IS_INDEXED} ORDER BY rowid LIMIT ${STEP_ROWS}`;
    const step: number[] = [];
    let bytes = 0;
    for (const row of this.#statements.get(sql).all(after)) {
      if (bytes > STEP_BYTES) break;
      step.push(Number(row['rowid']));
      bytes += Number(row['bytes']);
    }
    return step;
  }

  /** How many rows wait to be indexed; 0 where the triggers do it. */
  pending(): number {
    if (!this.managed) return 0;
    const sql = `SELECT count(*) AS n FROM sessions NOT INDEXED WHERE NOT ${IS_INDEXED}`;
    return Number(this.#statements.get(sql).get()?.['n'] ?? 0);
  }

  /** Indexes waiting rows for about `maxMs` milliseconds; returns whether none is left. */
  indexPending(maxMs: number): boolean {
    if (!this.managed) return true;
    const end = performance.now() + maxMs;
    let after: number | undefined = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const from: number = after;
      after = inTransaction(this.#db, () => {
        const step = this.#pendingAfter(from);
        this.add(step);
        return step.at(-1);
      });
      if (after === undefined) return true;
      if (performance.now() >= end) return this.#pendingAfter(after).length === 0;
    }
  }

  /**
   * Runs a write transaction. When the full-text index turns out to be out of step with its table, puts that
   * right and writes again; when it cannot be put right, writes the rows without it (`useIndex` false).
   */
  write(work: (useIndex: boolean) => void, onRepair: (repair: IndexRepair) => void): void {
    if (this.#broken) return this.#writeRowsOnly(work);
    try {
      inTransaction(this.#db, () => work(true));
    } catch (error) {
      if (!mayBeIndexFault(error)) throw error;
      this.#writeAfterRepair(work, onRepair);
    }
  }

  #writeAfterRepair(work: (useIndex: boolean) => void, onRepair: (repair: IndexRepair) => void): void {
    try {
      const repair = this.#repair();
      inTransaction(this.#db, () => work(true));
      onRepair(repair);
    } catch {
      // Whatever else is wrong shows again here, without the index.
      this.#writeRowsOnly(work);
      this.#broken = true;
      onRepair('bypassed');
    }
  }

  #writeRowsOnly(work: (useIndex: boolean) => void): void {
    this.bypass(() => inTransaction(this.#db, () => work(false)));
  }

  /**
   * FTS5's own 'rebuild' cannot work for the plugin's table: it reads columns (`tasks_text`, …) that `sessions`
   * does not have. There the index is emptied, then filled row by row; ours is filled later.
   */
  #repair(): IndexRepair {
    if (!this.managed) return this.#rebuildAll();
    inTransaction(this.#db, () => {
      this.#db.exec("INSERT INTO sessions_fts(sessions_fts) VALUES ('delete-all')");
      if (this.kind === 'plugin') this.#db.exec(ADD);
    });
    return 'refilled';
  }

  #rebuildAll(): IndexRepair {
    inTransaction(this.#db, () => {
      for (const table of this.#tables) {
        const name = `"${table.replaceAll('"', '""')}"`;
        this.#db.exec(`INSERT INTO ${name}(${name}) VALUES ('rebuild')`);
      }
    });
    return 'rebuilt';
  }
}

/** Reads whole tables of sync.db, a page of rows at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { Statements } from './sqlite.ts';

export type Cells = readonly (string | number | null)[];

export interface ScanQuery {
  readonly table: string;
  /** Names, separated by `, `; the key's among them. */
  readonly columns: string;
  /** The columns of the table's primary key, in its order; all of them texts. */
  readonly key: readonly string[];
}

const PAGE_ROWS = 1_000;

/**
 * Every row of a table in the order of its key, as arrays of cells. By pages: faster than one row at a time, and a
 * hundred thousand rows are never held twice. One read transaction sees one state; `use` must not write.
 */
export function scanTable(
  db: DatabaseSync,
  statements: Statements,
  { table, columns, key }: ScanQuery,
  use: (cells: Cells) => void,
): void {
  const order = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  const sql = `SELECT ${columns} FROM ${table} WHERE (${order}) > (${marks}) ORDER BY ${order} LIMIT ${PAGE_ROWS}`;
  const names = columns.split(', ');
  const positions = key.map((column) => names.indexOf(column));
  const statement = statements.get(sql);
  statement.setReturnArrays(true);
  db.exec('BEGIN');
  try {
    for (let after = key.map(() => ''); ;) {
      const page = statement.all(...after) as unknown as Cells[];
      for (const cells of page) use(cells);
      const last = page.length < PAGE_ROWS ? undefined : page.at(-1);
      if (last === undefined) return;
      after = positions.map((position) => String(last[position]));
    }
  } finally {
    db.exec('ROLLBACK');
  }
}

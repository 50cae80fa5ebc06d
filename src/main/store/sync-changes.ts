/** Writes a StateChange into sync.db; the caller holds the transaction. What is forgotten goes first. */
import type { StateChange } from '../engine/ports.ts';
import type { Statements } from './sqlite.ts';
import * as rows from './sync-rows.ts';
import { ACTIVITY_LENGTH } from './sync-schema.ts';

type Cell = string | number | null;

export function writeChange(statements: Statements, change: StateChange): void {
  const each = (sql: string, all: readonly (readonly Cell[])[] = []): void => {
    if (all.length === 0) return;
    const statement = statements.get(sql);
    for (const cells of all) statement.run(...cells);
  };
  const pair = ({ device, session }: { device: string; session: string }): Cell[] => [device, session];
  each(
    'DELETE FROM baselines WHERE session = ?',
    change.forgetBaselines?.map((session) => [session]),
  );
  each('DELETE FROM remotes WHERE device = ? AND session = ?', change.forgetRemotes?.map(pair));
  each('DELETE FROM tombstones WHERE device = ? AND session = ?', change.forgetTombstones?.map(pair));
  each(
    'DELETE FROM conflicts WHERE session = ?1 AND (?2 IS NULL OR device = ?2)',
    change.closeConflicts?.map(({ session, device }) => [session, device ?? null]),
  );
  each(replacing('baselines', rows.BASELINE_COLUMNS), change.baselines?.map(rows.baselineCells));
  each(replacing('remotes', rows.REMOTE_COLUMNS), change.remotes?.map(rows.remoteCells));
  each(replacing('conflicts', rows.CONFLICT_COLUMNS), change.conflicts?.map(rows.conflictCells));
  each(replacing('tombstones', rows.TOMBSTONE_COLUMNS), change.tombstones?.map(rows.tombstoneCells));
  const facts = Object.entries(change.facts ?? {});
  each(
    'DELETE FROM facts WHERE name = ?',
    facts.filter(([, value]) => value === null).map(([name]) => [name]),
  );
  each(
    replacing('facts', 'name, value'),
    facts.filter(([, value]) => value !== null),
  );
  each(replacing('activity', rows.ACTIVITY_COLUMNS), change.activity?.map(rows.activityCells));
  if (change.activity && change.activity.length > 0) {
    each('DELETE FROM activity WHERE seq <= (SELECT max(seq) FROM activity) - ?', [[ACTIVITY_LENGTH]]);
  }
}

function replacing(table: string, columns: string): string {
  const marks = columns.split(', ').map(() => '?');
  return `INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${marks.join(', ')})`;
}

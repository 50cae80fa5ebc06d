/**
 * The schema of index.db: that of the cc-sessions plugin (github.com/iam-dev/cc-sessions, src/store/sessions.ts),
 * whose file this is as much as ours. A new file gets all of it; an existing one is used as it is.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';

/** Columns of the plugin's full-text table, and the expression over a row that each indexes. */
const INDEXED: readonly (readonly [column: string, expression: (row: string) => string])[] = [
  ['id', (row) => `${row}.id`],
  ['summary', (row) => `${row}.summary`],
  ['description', (row) => `${row}.description`],
  ['tasks_text', (row) => `${row}.tasks_json`],
  ['files_text', (row) => `${row}.files_created_json || ' ' || ${row}.files_modified_json`],
  ['last_user_message', (row) => `${row}.last_user_message`],
  ['last_assistant_message', (row) => `${row}.last_assistant_message`],
  ['tags_text', (row) => `${row}.tags_json`],
];

/** Columns of sessions_fts, comma-separated. */
export const FTS_COLUMNS = INDEXED.map(([column]) => column).join(', ');
/** Values for `FTS_COLUMNS` out of the row called `row`. */
export const ftsValues = (row: string): string => INDEXED.map(([, expression]) => expression(row)).join(', ');

/** Bytes of a row that are indexed, about; read from the row's header alone. */
export const FTS_BYTES = [
  'summary',
  'description',
  'tasks_json',
  'files_created_json',
  'files_modified_json',
  'last_user_message',
  'last_assistant_message',
]
  .map((column) => `ifnull(octet_length(${column}), 0)`)
  .join(' + ');

const SESSIONS_TABLE = `
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  claude_session_id TEXT,
  project_path TEXT NOT NULL,
  project_name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  summary TEXT,
  description TEXT,
  tasks_json TEXT DEFAULT '[]',
  tasks_completed INTEGER DEFAULT 0,
  tasks_pending INTEGER DEFAULT 0,
  files_created_json TEXT DEFAULT '[]',
  files_modified_json TEXT DEFAULT '[]',
  files_deleted_json TEXT DEFAULT '[]',
  last_user_message TEXT,
  last_assistant_message TEXT,
  next_steps_json TEXT DEFAULT '[]',
  key_decisions_json TEXT DEFAULT '[]',
  blockers_json TEXT DEFAULT '[]',
  tokens_used INTEGER DEFAULT 0,
  messages_count INTEGER DEFAULT 0,
  tool_calls_count INTEGER DEFAULT 0,
  tags_json TEXT DEFAULT '[]',
  archived INTEGER DEFAULT 0,
  archived_at INTEGER,
  synced INTEGER DEFAULT 0,
  synced_at INTEGER,
  log_file TEXT,
  log_file_archived TEXT,
  created_at INTEGER DEFAULT (strftime('%s', 'now') * 1000),
  updated_at INTEGER DEFAULT (strftime('%s', 'now') * 1000)
);
CREATE INDEX idx_sessions_project ON sessions(project_path);
CREATE INDEX idx_sessions_started ON sessions(started_at DESC);
CREATE INDEX idx_sessions_archived ON sessions(archived);
CREATE INDEX idx_sessions_synced ON sessions(synced);
`;

const FTS_TABLE = `CREATE VIRTUAL TABLE sessions_fts USING fts5(${FTS_COLUMNS}, content='sessions', content_rowid='rowid')`;

const insertNew = `INSERT INTO sessions_fts(rowid, ${FTS_COLUMNS}) VALUES (new.rowid, ${ftsValues('new')});`;
const deleteOld = `INSERT INTO sessions_fts(sessions_fts, rowid, ${FTS_COLUMNS})`;
const oldValues = `'delete', old.rowid, ${ftsValues('old')}`;
const plainDelete = `${deleteOld} VALUES ('delete', old.rowid, ${ftsValues('old')});`;
/**
 * Ours leave a row alone that is not in the index yet: taking out what was never put in makes FTS5 report
 * "database disk image is malformed". This is what lets a bulk load be indexed later.
 */
const guardedDelete = `${deleteOld} SELECT ${oldValues} WHERE EXISTS (SELECT 1 FROM sessions_fts_docsize WHERE id = old.rowid);`;

const triggers = (takeOut: string): Readonly<Record<string, string>> => ({
  sessions_ai: `CREATE TRIGGER sessions_ai AFTER INSERT ON sessions BEGIN ${insertNew} END`,
  sessions_ad: `CREATE TRIGGER sessions_ad AFTER DELETE ON sessions BEGIN ${takeOut} END`,
  sessions_au: `CREATE TRIGGER sessions_au AFTER UPDATE ON sessions BEGIN ${takeOut} ${insertNew} END`,
});
const PLUGIN_TRIGGERS = triggers(plainDelete);
const OUR_TRIGGERS = triggers(guardedDelete);

/**
 * Only in files we made: the numbers that stand behind the long texts of a row, so that `stamps` need not walk
 * each row's overflow pages to reach them (8 times as fast at 120 kB a row).
 */
const STAMP_INDEX = 'cc_sync_stamps';
const STAMP_INDEX_COLUMNS =
  'id, updated_at, tasks_completed, tasks_pending, tokens_used, messages_count, tool_calls_count, archived, archived_at';

/** How the plugin's full-text index is kept in this file. */
export type FtsKind =
  /** No triggers on `sessions`. */
  | 'none'
  /** The plugin's own triggers. */
  | 'plugin'
  /** Ours, which allow rows to be indexed later. */
  | 'deferrable'
  /** Some other triggers; they are left to do their work. */
  | 'unknown';

export interface SessionsLayout {
  readonly columns: ReadonlySet<string>;
  readonly hasStampIndex: boolean;
  readonly fts: FtsKind;
  /** Full-text tables into which triggers on `sessions` may write. */
  readonly ftsTables: ReadonlySet<string>;
  /** Text is stored as UTF-8. */
  readonly utf8: boolean;
}

/** Without these a row is no session, or its changes cannot be seen. */
const ESSENTIAL = ['id', 'project_path', 'started_at', 'ended_at', 'updated_at'];

/** Creates the schema in a file that holds nothing yet. Safe when two processes do it at once. */
export function createSchema(db: DatabaseSync): void {
  if (!isEmpty(db)) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (isEmpty(db)) {
      db.exec(SESSIONS_TABLE);
      db.exec(FTS_TABLE);
      for (const sql of Object.values(OUR_TRIGGERS)) db.exec(sql);
      db.exec(`CREATE INDEX ${STAMP_INDEX} ON sessions(${STAMP_INDEX_COLUMNS})`);
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0;
}

interface ColumnInfo {
  name: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
}

/**
 * What this file offers.
 * @throws STORE_UNREADABLE {reason} when it has no `sessions` table that can hold sessions.
 */
export function readLayout(db: DatabaseSync, known: ReadonlySet<string>, path: string): SessionsLayout {
  const info = db
    .prepare('SELECT name, "notnull", dflt_value, pk FROM pragma_table_info(\'sessions\')')
    .all();
  const columns = info as unknown as ColumnInfo[];
  const names = new Set(columns.map((column) => column.name));
  const refuse = (reason: string): never => {
    throw new AppError('STORE_UNREADABLE', { path, reason });
  };
  if (columns.length === 0) refuse('there is no table "sessions"');
  for (const name of ESSENTIAL) if (!names.has(name)) refuse(`the table "sessions" has no column "${name}"`);
  if (columns.some((column) => (column.name === 'id') !== column.pk > 0))
    refuse('"id" is not the primary key');
  for (const { name, notnull, dflt_value: fallback } of columns) {
    if (notnull === 1 && fallback === null && name !== 'id' && !known.has(name))
      refuse(`the table "sessions" requires an unknown column "${name}"`);
  }
  if (!hasRowid(db)) refuse('"sessions" is not an ordinary table');
  return { columns: names, ...readExtras(db) };
}

function hasRowid(db: DatabaseSync): boolean {
  const row = db.prepare("SELECT type, wr FROM pragma_table_list('sessions') WHERE schema = 'main'").get();
  return row?.['type'] === 'table' && row['wr'] === 0;
}

/** Schema text without differences that mean nothing. */
function normalised(sql: string): string {
  return sql
    .replaceAll(/\s*([(),;])\s*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function sameAs(found: ReadonlyMap<string, string>, wanted: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(wanted);
  if (found.size !== names.length) return false;
  return names.every((name) => normalised(found.get(name) ?? '') === normalised(wanted[name] ?? ''));
}

function readExtras(db: DatabaseSync): Omit<SessionsLayout, 'columns'> {
  const entries = db
    .prepare('SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema WHERE sql IS NOT NULL')
    .all();
  const found = new Map<string, string>();
  const ftsTables = new Set<string>();
  let ftsSql = '';
  let hasStampIndex = false;
  for (const { type, name, owner, sql } of entries as Record<string, string>[]) {
    if (type === 'trigger' && owner === 'sessions') found.set(name ?? '', sql ?? '');
    if (type === 'table' && /\busing\s+fts\d/i.test(sql ?? '')) ftsTables.add(name ?? '');
    if (name === 'sessions_fts') ftsSql = sql ?? '';
    if (type === 'index' && name === STAMP_INDEX) hasStampIndex = owner === 'sessions';
  }
  const utf8 = db.prepare('PRAGMA encoding').get()?.['encoding'] === 'UTF-8';
  return { hasStampIndex, ftsTables, utf8, fts: ftsKind(found, ftsSql) };
}

function ftsKind(found: ReadonlyMap<string, string>, ftsSql: string): FtsKind {
  if (found.size === 0) return 'none';
  if (normalised(ftsSql) !== normalised(FTS_TABLE)) return 'unknown';
  if (sameAs(found, OUR_TRIGGERS)) return 'deferrable';
  return sameAs(found, PLUGIN_TRIGGERS) ? 'plugin' : 'unknown';
}

/** `FROM` clause for reading stamps: by the index that holds all late numbers, where there is one. */
export function stampSource(layout: SessionsLayout): string {
  return layout.hasStampIndex ? `sessions INDEXED BY ${STAMP_INDEX}` : 'sessions';
}

/**
 * The schema of sync.db. Everything in it can be made again from index.db, the bucket and the agents' files, so
 * there are no migrations: a file of another version is set aside and begun anew.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';

/** Raised whenever the tables below change. */
export const SCHEMA_VERSION = 3;

/** Entries kept in the activity list. */
export const ACTIVITY_LENGTH = 1_000;

// Times are milliseconds since 1970, vectors and revisions JSON. REAL where a foreign number may pass 2^63.
const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lease (
  id INTEGER PRIMARY KEY CHECK (id = 1), fence INTEGER NOT NULL, token TEXT, holder TEXT, pid INTEGER,
  hostname TEXT, process_start TEXT, since REAL, expires_at REAL
);
CREATE TABLE baselines (
  session TEXT PRIMARY KEY, stamp TEXT NOT NULL, content_hash TEXT NOT NULL, vector TEXT NOT NULL,
  settled INTEGER NOT NULL, pending TEXT, extra TEXT, agreed TEXT, rest TEXT
) WITHOUT ROWID;
CREATE TABLE remotes (
  device TEXT NOT NULL, session TEXT NOT NULL, etag TEXT NOT NULL, size REAL NOT NULL, modified_at REAL NOT NULL,
  vector TEXT, content_hash TEXT, core_hash TEXT, legacy INTEGER NOT NULL, refused TEXT,
  PRIMARY KEY (session, device)
) WITHOUT ROWID;
CREATE TABLE conflicts (
  session TEXT NOT NULL, device TEXT NOT NULL, detected_at REAL NOT NULL, local TEXT NOT NULL, remote TEXT NOT NULL,
  PRIMARY KEY (session, device)
);
CREATE TABLE tombstones (
  device TEXT NOT NULL, session TEXT NOT NULL, vector TEXT NOT NULL, deleted_at TEXT NOT NULL, etag TEXT NOT NULL,
  modified_at REAL NOT NULL, PRIMARY KEY (device, session)
) WITHOUT ROWID;
CREATE TABLE activity (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL, session TEXT, detail TEXT NOT NULL
);
CREATE TABLE captures (
  path TEXT PRIMARY KEY, size REAL NOT NULL, mtime_ms REAL NOT NULL, ino REAL NOT NULL, session TEXT NOT NULL,
  source_version TEXT NOT NULL, captured BLOB NOT NULL
);
CREATE TABLE transcripts (session TEXT PRIMARY KEY, content TEXT NOT NULL, transcript BLOB NOT NULL);
CREATE TABLE bundles (
  session TEXT PRIMARY KEY, content TEXT NOT NULL, diverged INTEGER NOT NULL, vector TEXT NOT NULL,
  files BLOB NOT NULL, own BLOB NOT NULL
);
CREATE TABLE retired_parts (
  session TEXT NOT NULL, part TEXT NOT NULL, retired_at REAL, PRIMARY KEY (session, part)
) WITHOUT ROWID;
CREATE TABLE traffic (
  day TEXT PRIMARY KEY, requests REAL NOT NULL, bytes_up REAL NOT NULL, bytes_down REAL NOT NULL,
  puts REAL NOT NULL, gets REAL NOT NULL, lists REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE search_docs (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
CREATE VIRTUAL TABLE search_text USING fts5(
  summary, project, tags, description, tasks, files, messages,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
-- Larger pages and rarer merging: indexing takes 40 % less time, a search the same.
INSERT INTO search_text (search_text, rank) VALUES ('pgsz', 16000);
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8);
`;

/** What `reset` empties: all that the bucket, index.db and the agents' files tell again. */
export const LEARNT_TABLES = [
  'facts',
  'baselines',
  'remotes',
  'conflicts',
  'tombstones',
  'transcripts',
  'bundles',
  'retired_parts',
] as const;

/**
 * Creates the tables in an empty file.
 * @throws STORE_CORRUPT when the file holds another version, so that the caller sets it aside
 */
export function createSyncSchema(db: DatabaseSync): void {
  if (!isEmpty(db)) return checkVersion(db);
  db.exec('BEGIN IMMEDIATE');
  try {
    if (isEmpty(db)) {
      db.exec(TABLES);
      db.exec(`INSERT INTO meta VALUES ('schema', '${SCHEMA_VERSION}')`);
      db.exec('INSERT INTO lease (id, fence) VALUES (1, 0)');
    } else checkVersion(db);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0;
}

function checkVersion(db: DatabaseSync): void {
  const hasMeta = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get();
  const version = hasMeta
    ? db.prepare("SELECT value FROM meta WHERE name = 'schema'").get()?.['value']
    : undefined;
  if (version === String(SCHEMA_VERSION)) return;
  throw new AppError('STORE_CORRUPT', { reason: 'is of another version', version: String(version) });
}

/** An index.db as the cc-sessions plugin makes and writes it (facts of its schema, not its code). */
import { DatabaseSync } from 'node:sqlite';

const FTS =
  'id, summary, description, tasks_text, files_text, last_user_message, last_assistant_message, tags_text';
const values = (row: string): string =>
  `${row}.id, ${row}.summary, ${row}.description, ${row}.tasks_json,
   ${row}.files_created_json || ' ' || ${row}.files_modified_json,
   ${row}.last_user_message, ${row}.last_assistant_message, ${row}.tags_json`;

export const PLUGIN_SCHEMA = `
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, claude_session_id TEXT, project_path TEXT NOT NULL, project_name TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, duration INTEGER NOT NULL, summary TEXT,
    description TEXT, tasks_json TEXT DEFAULT '[]', tasks_completed INTEGER DEFAULT 0,
    tasks_pending INTEGER DEFAULT 0, files_created_json TEXT DEFAULT '[]', files_modified_json TEXT DEFAULT '[]',
    files_deleted_json TEXT DEFAULT '[]', last_user_message TEXT, last_assistant_message TEXT,
    next_steps_json TEXT DEFAULT '[]', key_decisions_json TEXT DEFAULT '[]', blockers_json TEXT DEFAULT '[]',
    tokens_used INTEGER DEFAULT 0, messages_count INTEGER DEFAULT 0, tool_calls_count INTEGER DEFAULT 0,
    tags_json TEXT DEFAULT '[]', archived INTEGER DEFAULT 0, archived_at INTEGER, synced INTEGER DEFAULT 0,
    synced_at INTEGER, log_file TEXT, log_file_archived TEXT,
    created_at INTEGER DEFAULT (strftime('%s', 'now') * 1000),
    updated_at INTEGER DEFAULT (strftime('%s', 'now') * 1000)
  );
  CREATE INDEX IF NOT EXISTS idx_sessions_project ON sessions(project_path);
  CREATE INDEX IF NOT EXISTS idx_sessions_started ON sessions(started_at DESC);
  CREATE INDEX IF NOT EXISTS idx_sessions_archived ON sessions(archived);
  CREATE INDEX IF NOT EXISTS idx_sessions_synced ON sessions(synced);
  CREATE VIRTUAL TABLE IF NOT EXISTS sessions_fts USING fts5(
    id, summary, description, tasks_text, files_text, last_user_message, last_assistant_message, tags_text,
    content='sessions', content_rowid='rowid'
  );
  CREATE TRIGGER IF NOT EXISTS sessions_ai AFTER INSERT ON sessions BEGIN
    INSERT INTO sessions_fts(rowid, ${FTS})
    VALUES (new.rowid, ${values('new')});
  END;
  CREATE TRIGGER IF NOT EXISTS sessions_ad AFTER DELETE ON sessions BEGIN
    INSERT INTO sessions_fts(sessions_fts, rowid, ${FTS})
    VALUES('delete', old.rowid, ${values('old')});
  END;
  CREATE TRIGGER IF NOT EXISTS sessions_au AFTER UPDATE ON sessions BEGIN
    INSERT INTO sessions_fts(sessions_fts, rowid, ${FTS})
    VALUES('delete', old.rowid, ${values('old')});
    INSERT INTO sessions_fts(rowid, ${FTS})
    VALUES (new.rowid, ${values('new')});
  END;
`;

/** The plugin's side of the shared file: opens it, makes its schema where it is missing, and writes its way. */
export class PluginStore {
  readonly db: DatabaseSync;

  constructor(path: string) {
    this.db = new DatabaseSync(path, { timeout: 5_000 });
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    this.db.exec(PLUGIN_SCHEMA);
  }

  /** Columns not given have the values of a short session. */
  save(columns: Readonly<Record<string, string | number | null>> & { id: string }): void {
    const row = {
      claude_session_id: 'agent',
      project_path: '/home/ann/shop',
      project_name: 'shop',
      started_at: 1_763_629_200_000,
      ended_at: 1_763_631_720_000,
      duration: 42,
      summary: 'From the plugin',
      description: '',
      tasks_json: '[]',
      synced: 0,
      log_file: '',
      updated_at: Date.now(),
      ...columns,
    };
    const names = Object.keys(row);
    const sql = `INSERT OR REPLACE INTO sessions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    this.db.prepare(sql).run(...Object.values(row));
  }

  markSynced(id: string): void {
    this.db
      .prepare('UPDATE sessions SET synced = 1, synced_at = ?, updated_at = ? WHERE id = ?')
      .run(1, Date.now(), id);
  }

  archive(id: string): void {
    this.db.prepare('UPDATE sessions SET archived = 1, archived_at = ? WHERE id = ?').run(Date.now(), id);
  }

  delete(id: string): void {
    this.db.prepare('DELETE FROM sessions WHERE id = ?').run(id);
  }

  /** Rowids that the full-text index has for a word. */
  indexed(word: string): number[] {
    const rows = this.db
      .prepare('SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH ? ORDER BY rowid')
      .all(word);
    return rows.map((row) => Number(row['rowid']));
  }

  rowid(id: string): number {
    return Number(this.db.prepare('SELECT rowid FROM sessions WHERE id = ?').get(id)?.['rowid']);
  }

  /** The first problem SQLite finds in the file, `ok` when there is none. */
  check(): unknown {
    return this.db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  }

  close(): void {
    this.db.close();
  }
}

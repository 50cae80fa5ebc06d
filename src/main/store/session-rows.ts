/**
 * Rows of `sessions` ↔ memories, loss-free. Dates are milliseconds in the row and ISO strings in the memory,
 * lists are JSON. What other programs wrote is read with their tolerance (NULL, numbers as text), and refused
 * with MEMORY_INVALID where it cannot be understood.
 */
import { AppError } from '../../shared/errors.ts';
import { parseMemory } from '../../shared/session.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { storableText } from '../../shared/plain-json.ts';
import type { SessionsLayout } from './session-schema.ts';

type Kind = 'text' | 'optional-text' | 'list' | 'number' | 'date' | 'optional-date' | 'flag';

/** Columns that hold the memory. `synced`, `synced_at`, `created_at` and `updated_at` are the store's own. */
const MEMORY_COLUMNS: readonly (readonly [column: string, key: keyof SessionMemory, kind: Kind])[] = [
  ['id', 'id', 'text'],
  ['claude_session_id', 'claudeSessionId', 'text'],
  ['project_path', 'projectPath', 'text'],
  ['project_name', 'projectName', 'text'],
  ['started_at', 'startedAt', 'date'],
  ['ended_at', 'endedAt', 'date'],
  ['duration', 'duration', 'number'],
  ['summary', 'summary', 'text'],
  ['description', 'description', 'text'],
  ['tasks_json', 'tasks', 'list'],
  ['tasks_completed', 'tasksCompleted', 'number'],
  ['tasks_pending', 'tasksPending', 'number'],
  ['files_created_json', 'filesCreated', 'list'],
  ['files_modified_json', 'filesModified', 'list'],
  ['files_deleted_json', 'filesDeleted', 'list'],
  ['last_user_message', 'lastUserMessage', 'text'],
  ['last_assistant_message', 'lastAssistantMessage', 'text'],
  ['next_steps_json', 'nextSteps', 'list'],
  ['key_decisions_json', 'keyDecisions', 'list'],
  ['blockers_json', 'blockers', 'list'],
  ['tokens_used', 'tokensUsed', 'number'],
  ['messages_count', 'messagesCount', 'number'],
  ['tool_calls_count', 'toolCallsCount', 'number'],
  ['tags_json', 'tags', 'list'],
  ['archived', 'archived', 'flag'],
  ['archived_at', 'archivedAt', 'optional-date'],
  ['log_file', 'logFile', 'text'],
  ['log_file_archived', 'logFileArchived', 'optional-text'],
];
const MARK_COLUMNS: typeof MEMORY_COLUMNS = [
  ['synced', 'synced', 'flag'],
  ['synced_at', 'syncedAt', 'optional-date'],
];
const TEXT_KINDS: readonly Kind[] = ['text', 'optional-text', 'list'];
const PLAIN_KINDS: readonly Kind[] = ['text', 'optional-text'];

/** Every column this version knows. */
export const KNOWN_COLUMNS: ReadonlySet<string> = new Set([
  ...MEMORY_COLUMNS.map(([column]) => column),
  ...MARK_COLUMNS.map(([column]) => column),
  'created_at',
  'updated_at',
]);

export type SqlValue = string | number | bigint | null | Uint8Array;
export type Row = Record<string, SqlValue>;

/** The statements about `sessions` that depend on which columns the file has. */
export class RowFormat {
  readonly #layout: SessionsLayout;
  readonly #columns: typeof MEMORY_COLUMNS;
  readonly #plain: readonly string[];
  /** SQL expression for a row's stamp; see LocalStamp. */
  readonly stamp: string;
  /** SELECT of one whole row by id. */
  readonly select: string;
  /** The same, its plain texts as bytes: node:sqlite ends a text at its first NUL character. */
  readonly selectBytes: string;
  /** Upsert of one row; parameters are those of `valuesOf`, then synced, synced_at, updated_at. */
  readonly upsert: string;

  constructor(layout: SessionsLayout) {
    this.#layout = layout;
    this.#columns = MEMORY_COLUMNS.filter(([column]) => layout.columns.has(column));
    const all = [...MEMORY_COLUMNS, ...MARK_COLUMNS].filter(([column]) => layout.columns.has(column));
    this.#plain = all.filter(([, , kind]) => PLAIN_KINDS.includes(kind)).map(([column]) => column);
    this.stamp = stampExpression(layout.columns);
    const bytes = this.#plain.map((column) => `ifnull(octet_length(${column}), 0)`).join(' + ');
    const names = all.map(([column]) => column);
    const asBytes = names.map((name) =>
      this.#plain.includes(name) ? `CAST(${name} AS BLOB) AS ${name}` : name,
    );
    this.select = `SELECT ${this.stamp} AS stamp, ${bytes} AS plain_bytes, ${names.join(', ')} FROM sessions WHERE id = ?`;
    this.selectBytes = `SELECT ${this.stamp} AS stamp, ${asBytes.join(', ')} FROM sessions WHERE id = ?`;
    this.upsert = this.#upsertSql();
  }

  #upsertSql(): string {
    const marks = MARK_COLUMNS.map(([column]) => column).filter((column) => this.#layout.columns.has(column));
    const columns = [...this.#columns.map(([column]) => column), ...marks, 'updated_at'];
    const set = columns.slice(1, -1).map((column) => `${column} = excluded.${column}`);
    // Strictly later than before, though the clock may stand still or have gone back.
    const later = `CASE WHEN CAST(updated_at AS INTEGER) BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER - 1}
      THEN max(excluded.updated_at, CAST(updated_at AS INTEGER) + 1) ELSE excluded.updated_at END`;
    return `INSERT INTO sessions (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT(id) DO UPDATE SET ${set.join(', ')}, updated_at = ${later}`;
  }

  /** Whether a row read by `select` holds its plain texts whole. */
  isWhole(row: Row): boolean {
    if (!this.#layout.utf8) return true;
    let bytes = 0;
    for (const column of this.#plain) {
      const value = row[column];
      if (typeof value !== 'string') bytes += value === null || value === undefined ? 0 : byteLength(value);
      else bytes += Buffer.byteLength(value);
    }
    return bytes === Number(row['plain_bytes']);
  }

  /** Parameters for `upsert`. @throws MEMORY_INVALID, STORE_UNREADABLE when the file has no column for a value */
  valuesOf(
    memory: SessionMemory,
    marks: { synced: boolean; syncedAt: number | null; updatedAt: number },
  ): SqlValue[] {
    this.#checkAllStorable(memory);
    const values = this.#columns.map(([, key, kind]) => toSql(memory, key, kind));
    if (this.#layout.columns.has('synced')) values.push(marks.synced ? 1 : 0);
    if (this.#layout.columns.has('synced_at')) values.push(marks.syncedAt);
    values.push(marks.updatedAt);
    return values;
  }

  #checkAllStorable(memory: SessionMemory): void {
    if (this.#columns.length === MEMORY_COLUMNS.length) return;
    for (const [column, key, kind] of MEMORY_COLUMNS) {
      if (this.#layout.columns.has(column)) continue;
      const value = toSql(memory, key, kind);
      if (value !== null && value !== '' && value !== 0 && value !== '[]')
        throw new AppError('STORE_UNREADABLE', {
          session: memory.id,
          reason: `the table has no column "${column}"`,
        });
    }
  }
}

function byteLength(value: number | bigint | Uint8Array): number {
  return typeof value === 'object' ? value.byteLength : Buffer.byteLength(String(value));
}

/**
 * Everything whose change means that the content may have changed, `synced` and `synced_at` left out. Lengths
 * of texts come out of the row's header without reading the texts; each has a weight of its own in one sum.
 */
function stampExpression(columns: ReadonlySet<string>): string {
  const present = MEMORY_COLUMNS.filter(([column]) => columns.has(column));
  const numbers = present.filter(([, , kind]) => !TEXT_KINDS.includes(kind)).map(([column]) => column);
  const lengths = present
    .filter(([column, , kind]) => TEXT_KINDS.includes(kind) && column !== 'id')
    .map(([column], index) => `ifnull(octet_length(${column}), 0) * ${7919 + 202 * index}`);
  const parts = ['rowid', 'updated_at', ...numbers, lengths.join(' + ')];
  return `format('${parts.map(() => '%s').join('.')}', ${parts.join(', ')})`;
}

function toSql(memory: SessionMemory, key: keyof SessionMemory, kind: Kind): SqlValue {
  const value = memory[key];
  if (kind === 'flag') return value === true ? 1 : 0;
  if (kind === 'list') return JSON.stringify(value);
  if (kind === 'number') return Number(value);
  if (value === undefined) return null;
  if (kind === 'text' || kind === 'optional-text')
    return typeof value === 'string' ? storableText(value) : '';
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new AppError('MEMORY_INVALID', { session: memory.id, field: key, problem: 'is not a date' });
}

/** @throws MEMORY_INVALID {session, field, problem} */
export function memoryOf(id: string, row: Row): SessionMemory {
  const input: Record<string, unknown> = {};
  for (const [column, key, kind] of [...MEMORY_COLUMNS, ...MARK_COLUMNS])
    input[key] = fromSql(id, key, kind, row[column]);
  try {
    return parseMemory(input);
  } catch (error) {
    if (error instanceof AppError)
      throw new AppError(error.code, { session: id, ...error.data }, { cause: error });
    throw error;
  }
}

function fromSql(id: string, key: string, kind: Kind, raw: SqlValue | undefined): unknown {
  const value = typeof raw === 'object' && raw !== null ? textOf(raw) : raw;
  if (value === null || value === undefined) return undefined;
  switch (kind) {
    case 'text':
    case 'optional-text':
      return String(value);
    case 'flag':
      return Number(value) !== 0;
    case 'number':
    case 'date':
    case 'optional-date':
      return numeric(value);
    case 'list':
      return listOf(id, key, String(value));
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** A number, also one that was stored as text; other text stays as it is. */
function numeric(value: string | number | bigint): string | number {
  if (typeof value !== 'string') return Number(value);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? value : number;
}

function listOf(id: string, key: string, json: string): unknown {
  if (json === '') return undefined;
  try {
    return JSON.parse(json) ?? undefined;
  } catch (error) {
    throw new AppError(
      'MEMORY_INVALID',
      { session: id, field: key, problem: 'is not JSON' },
      { cause: error },
    );
  }
}

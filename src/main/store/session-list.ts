/** Queries over `sessions` that read no long texts: lists for people, and finding ids. */
import type { Statements } from './sqlite.ts';

export interface SessionFilter {
  /** Default: all. */
  readonly limit?: number;
  readonly offset?: number;
  /** Path or name of a project. */
  readonly project?: string;
  /** Sessions that started at this time or later, milliseconds since 1970. */
  readonly since?: number;
  /** Default: both. */
  readonly archived?: boolean;
}

/** One line of a list. */
export interface ListedSession {
  readonly id: string;
  readonly claudeSessionId: string;
  readonly projectPath: string;
  readonly projectName: string;
  /** The coding agent, by the first tag that names one; empty when none does. */
  readonly agent: string;
  /** ISO 8601; empty when the row holds no time. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Minutes. */
  readonly duration: number;
  /** At most `SUMMARY_LENGTH` characters. */
  readonly summary: string;
  readonly tasksCompleted: number;
  readonly tasksPending: number;
  readonly tokensUsed: number;
  readonly messagesCount: number;
  readonly toolCallsCount: number;
  readonly archived: boolean;
  readonly synced: boolean;
  /** ISO 8601; `null`: never. */
  readonly syncedAt: string | null;
}

export const SUMMARY_LENGTH = 1_000;

const LISTED = [
  'claude_session_id',
  'project_path',
  'project_name',
  'started_at',
  'ended_at',
  'duration',
  'tasks_completed',
  'tasks_pending',
  'tokens_used',
  'messages_count',
  'tool_calls_count',
  'archived',
  'synced',
  'synced_at',
] as const;

type ListRow = Record<(typeof LISTED)[number] | 'id' | 'summary' | 'agent', unknown>;

/** `AgentAdapter.agent` of the agents that are captured; each memory has its agent's as a tag. */
const AGENTS = ['claude-code', 'codex'] as const;

const AGENT_COLUMN = `CASE ${AGENTS.map((agent) => `WHEN instr(tags_json, '"${agent}"') > 0 THEN '${agent}'`).join(' ')} ELSE '' END`;

export function listSessions(
  statements: Statements,
  columns: ReadonlySet<string>,
  filter: SessionFilter,
): ListedSession[] {
  // As text, so that no integer is too large to be read.
  const selected = LISTED.map((name) =>
    columns.has(name) ? `CAST(${name} AS TEXT) AS ${name}` : `NULL AS ${name}`,
  );
  const summary = columns.has('summary') ? `substr(summary, 1, ${SUMMARY_LENGTH})` : "''";
  const agent = columns.has('tags_json') ? AGENT_COLUMN : "''";
  const conditions = ["typeof(id) = 'text'"];
  const values: (string | number)[] = [];
  if (filter.project !== undefined) {
    conditions.push(
      columns.has('project_name') ? '(project_path = ? OR project_name = ?)' : 'project_path = ?',
    );
    values.push(...(columns.has('project_name') ? [filter.project, filter.project] : [filter.project]));
  }
  if (filter.since !== undefined) {
    conditions.push('started_at >= ?');
    values.push(filter.since);
  }
  if (filter.archived !== undefined && columns.has('archived')) {
    conditions.push(filter.archived ? 'archived <> 0' : 'ifnull(archived, 0) = 0');
  }
  // Chosen by the index first, so that only the rows of this page are read to their ends.
  const sql = `SELECT id, ${summary} AS summary, ${agent} AS agent, ${selected.join(', ')} FROM sessions
    WHERE rowid IN (SELECT rowid FROM sessions WHERE ${conditions.join(' AND ')}
      ORDER BY started_at DESC, id LIMIT ? OFFSET ?)
    ORDER BY started_at DESC, id`;
  const rows = statements.get(sql).all(...values, filter.limit ?? -1, filter.offset ?? 0);
  return rows.map((row) => listed(row as ListRow));
}

function listed(row: ListRow): ListedSession {
  return {
    id: text(row.id),
    claudeSessionId: text(row.claude_session_id),
    projectPath: text(row.project_path),
    projectName: text(row.project_name),
    agent: text(row.agent),
    startedAt: isoTime(row.started_at) ?? '',
    endedAt: isoTime(row.ended_at) ?? '',
    duration: number(row.duration),
    summary: text(row.summary),
    tasksCompleted: number(row.tasks_completed),
    tasksPending: number(row.tasks_pending),
    tokensUsed: number(row.tokens_used),
    messagesCount: number(row.messages_count),
    toolCallsCount: number(row.tool_calls_count),
    archived: number(row.archived) !== 0,
    synced: number(row.synced) !== 0,
    syncedAt: isoTime(row.synced_at),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  const result = Number(value ?? 0);
  return Number.isFinite(result) ? result : 0;
}

function isoTime(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const date = new Date(Number.isNaN(Number(value)) ? value : Number(value));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function findByPrefix(statements: Statements, prefix: string, limit: number): string[] {
  const sql = `SELECT id FROM sessions WHERE id >= ?1 AND substr(id, 1, length(?1)) = ?1
    AND typeof(id) = 'text' ORDER BY id LIMIT ?2`;
  return statements
    .get(sql)
    .all(prefix, limit)
    .map((row) => String(row['id']));
}

/**
 * Which rows belong to an agent's session. `sessions` has no index on `claude_session_id`, and a first capture
 * asks thousands of times: the column is read once and again only after another program has written.
 */
import type { Statements } from './sqlite.ts';

export class AgentSessions {
  readonly #statements: Statements;
  readonly #hasColumn: boolean;
  /** Candidates; each is checked against its row before it is given out. */
  readonly #ids = new Map<string, Set<string>>();
  #version: unknown = null;

  constructor(statements: Statements, columns: ReadonlySet<string>) {
    this.#statements = statements;
    this.#hasColumn = columns.has('claude_session_id');
  }

  /** To be told of every row that this connection writes. */
  noteWritten(agentSession: string, id: string): void {
    if (this.#version === null) return;
    const ids = this.#ids.get(agentSession);
    if (ids) ids.add(id);
    else this.#ids.set(agentSession, new Set([id]));
  }

  /** Rows with this `claudeSessionId`, last changed first. */
  find(agentSession: string): { readonly id: string }[] {
    if (!this.#hasColumn || agentSession === '') return [];
    this.#reload();
    const sql =
      'SELECT id FROM sessions WHERE id IN (SELECT value FROM json_each(?)) AND claude_session_id = ? ORDER BY updated_at DESC, id';
    const candidates = JSON.stringify([...(this.#ids.get(agentSession) ?? [])]);
    return this.#statements
      .get(sql)
      .all(candidates, agentSession)
      .map((row) => ({ id: String(row['id']) }));
  }

  /** `data_version` changes when another connection has committed (https://sqlite.org/pragma.html). */
  #reload(): void {
    const version = this.#statements.get('PRAGMA data_version').get()?.['data_version'];
    if (version === this.#version) return;
    this.#ids.clear();
    this.#version = version;
    const sql =
      "SELECT claude_session_id AS agent, id FROM sessions NOT INDEXED WHERE typeof(id) = 'text' AND claude_session_id <> ''";
    for (const row of this.#statements.get(sql).iterate())
      this.noteWritten(String(row['agent']), String(row['id']));
  }
}

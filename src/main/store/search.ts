/**
 * Full-text search over the sessions of this device. The index stands in sync.db, holds no texts, and is brought
 * up to date by the stamps of index.db: only rows that changed are read again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { LocalSessions, LocalStamp } from '../engine/ports.ts';
import { matchExpression, parseQuery } from './search-query.ts';
import { Highlighter } from './search-snippet.ts';
import type { Snippet } from './search-snippet.ts';
import { inTransaction, mayBeIndexFault } from './sqlite.ts';
import type { Statements } from './sqlite.ts';

/** One session found. */
export interface SearchResult extends Snippet {
  readonly id: string;
  /** Higher is better; comparable within one search only. */
  readonly score: number;
}

export interface RefreshReport {
  readonly indexed: number;
  readonly removed: number;
  /** Rows that cannot be read as a memory; they are found by nothing. */
  readonly unreadable: number;
}

export interface RefreshOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long the event loop is held at a time. Milliseconds. */
  readonly sliceMs?: number;
}

/** The store that is searched. */
export interface SearchedSessions extends LocalSessions {
  /** The same as before as long as nobody has written to the store. */
  version(): string;
}

/** Where the tables of the index are: sync.db. */
export interface SearchHome {
  readonly connection: DatabaseSync;
  readonly statements: Statements;
}

/** Columns of search_text in their order, and how much a match in each counts (bm25). */
const WEIGHTS = { summary: 8, project: 4, tags: 4, description: 3, tasks: 2, files: 1, messages: 1.5 };
const COLUMNS = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
/** Characters of a column that are indexed. */
const MAX_TEXT = 1024 * 1024;

/** Characters indexed in one transaction at least: smaller ones cost more in merging than they hold the loop. */
const MIN_SLICE = 1024 * 1024;

type Columns = Readonly<Record<keyof typeof WEIGHTS, string>>;

function textsOf(memory: SessionMemory): Columns {
  const { nextSteps, keyDecisions, blockers, lastUserMessage, lastAssistantMessage } = memory;
  const tasks = memory.tasks.flatMap(({ description, notes }) => [description, notes ?? '']);
  const files = [...memory.filesModified, ...memory.filesCreated, ...memory.filesDeleted];
  return {
    summary: memory.summary,
    project: memory.projectName,
    tags: memory.tags.join('\n'),
    description: memory.description,
    tasks: tasks.join('\n'),
    files: files.join('\n'),
    messages: [lastUserMessage, lastAssistantMessage, ...nextSteps, ...keyDecisions, ...blockers].join('\n'),
  };
}

/** In the order in which a snippet is best taken from them. */
function snippetTexts(memory: SessionMemory): string[] {
  const { summary, description, tasks, messages, files, tags, project } = textsOf(memory);
  return [summary, description, tasks, messages, files, tags, project];
}

interface Changed {
  readonly id: string;
  readonly stamp: string;
  readonly texts: Columns | null;
}

export class SearchIndex {
  readonly #home: () => SearchHome;
  #running: Promise<RefreshReport> | null = null;
  /** What the index is up to date with: a store and its version, in a file. */
  #seen: { sessions: SearchedSessions; version: string; connection: DatabaseSync } | null = null;

  /** `home` is asked anew each time: the file may be replaced. */
  constructor(home: () => SearchHome) {
    this.#home = home;
  }

  /**
   * Brings the index up to date with the store, in slices between which others run. A call during another one
   * joins it. What was done before an abort stays done.
   * @throws CANCELLED
   */
  refresh(sessions: SearchedSessions, options: RefreshOptions = {}): Promise<RefreshReport> {
    this.#running ??= this.#orRebuilt(() => this.#refresh(sessions, options)).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /**
   * The best matches of what a person typed, any string at all: words must all occur, the last one may be
   * unfinished, "quoted words" must follow each other. The index is brought up to date before.
   * @throws CANCELLED
   */
  async search(
    sessions: SearchedSessions,
    query: string,
    limit = 20,
    options: RefreshOptions = {},
  ): Promise<SearchResult[]> {
    return this.#orRebuilt(async () => {
      await this.refresh(sessions, options);
      return this.#find(sessions, query, limit);
    });
  }

  /** Once more with an empty index when this one is out of step. An AppError comes from the store that is read. */
  async #orRebuilt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError || !mayBeIndexFault(error)) throw error;
      this.#clear();
      return work();
    }
  }

  #clear(): void {
    const { connection } = this.#home();
    this.#seen = null;
    inTransaction(connection, () => {
      connection.exec("DELETE FROM search_docs; INSERT INTO search_text(search_text) VALUES ('delete-all')");
    });
  }

  async #refresh(sessions: SearchedSessions, options: RefreshOptions): Promise<RefreshReport> {
    const { signal, sliceMs = 25 } = options;
    const seen = { sessions, version: sessions.version(), connection: this.#home().connection };
    if (isSame(this.#seen, seen)) return { indexed: 0, removed: 0, unreadable: 0 };
    const known = this.#known();
    const changed: LocalStamp[] = [];
    for (const { id, stamp } of sessions.stamps()) {
      if (known.get(id) !== stamp) changed.push({ id, stamp });
      known.delete(id);
    }
    const removed = [...known.keys()];
    if (removed.length > 0) {
      inTransaction(this.#home().connection, () => {
        for (const id of removed) this.#remove(id);
      });
    }
    let unreadable = 0;
    for (let next = 0; next < changed.length;) {
      if (signal?.aborted) throw new AppError('CANCELLED', {});
      const end = performance.now() + sliceMs;
      inTransaction(this.#home().connection, () => {
        for (let size = 0; next < changed.length && (size < MIN_SLICE || performance.now() < end);) {
          const row = changed[next++];
          const current = row && read(sessions, row);
          if (current?.texts === null) unreadable += 1;
          if (current) size += this.#index(current);
        }
      });
      await nextTurn();
    }
    this.#seen = seen;
    return { indexed: changed.length - unreadable, removed: removed.length, unreadable };
  }

  #known(): Map<string, string> {
    const statement = this.#home().statements.get('SELECT id, stamp FROM search_docs');
    statement.setReturnArrays(true);
    return new Map(statement.all() as unknown as [string, string][]);
  }

  #remove(id: string): void {
    const { statements } = this.#home();
    const doc = statements.get('SELECT doc FROM search_docs WHERE id = ?').get(id)?.['doc'];
    if (doc === undefined) return;
    statements.get('DELETE FROM search_text WHERE rowid = ?').run(doc);
    statements.get('DELETE FROM search_docs WHERE doc = ?').run(doc);
  }

  /**
   * Returns the characters indexed. Another process may have done the same in the meantime; then the stamps
   * agree.
   */
  #index({ id, stamp, texts }: Changed): number {
    const { statements } = this.#home();
    const before = statements.get('SELECT stamp FROM search_docs WHERE id = ?').get(id)?.['stamp'];
    if (before === stamp) return 0;
    this.#remove(id);
    statements.get('INSERT INTO search_docs (id, stamp) VALUES (?, ?)').run(id, stamp);
    if (texts === null) return 0;
    const sql = `INSERT INTO search_text (rowid, ${COLUMNS.join(', ')})
      SELECT doc, ${COLUMNS.map(() => '?').join(', ')} FROM search_docs WHERE id = ?`;
    const columns = COLUMNS.map((column) => texts[column].slice(0, MAX_TEXT));
    statements.get(sql).run(...columns, id);
    return columns.reduce((sum, text) => sum + text.length, 0);
  }

  #find(sessions: LocalSessions, query: string, limit: number): SearchResult[] {
    const terms = parseQuery(query);
    if (terms.length === 0) return [];
    const highlighter = new Highlighter(terms);
    return this.#match(matchExpression(terms), limit).flatMap(({ id, rank }) => {
      const memory = memoryOf(sessions, id);
      return memory ? [{ id, score: -rank, ...highlighter.snippet(snippetTexts(memory)) }] : [];
    });
  }

  #match(expression: string, limit: number): { id: string; rank: number }[] {
    const sql = `SELECT id, best.rank AS rank FROM (
        SELECT rowid AS doc, rank FROM search_text WHERE search_text MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?
      ) AS best JOIN search_docs USING (doc) ORDER BY best.rank, id`;
    const weights = `bm25(${Object.values(WEIGHTS).join(', ')})`;
    const rows = this.#home().statements.get(sql).all(expression, weights, limit);
    return rows as unknown as { id: string; rank: number }[];
  }
}

function isSame<T extends object>(before: T | null, now: T): boolean {
  return before !== null && (Object.keys(now) as (keyof T)[]).every((key) => before[key] === now[key]);
}

/** `null` for a row that is gone; one that is no memory has no texts. */
function read(sessions: LocalSessions, { id, stamp }: LocalStamp): Changed | null {
  try {
    const found = sessions.get(id);
    return found ? { id, stamp: found.stamp, texts: textsOf(found.memory) } : null;
  } catch (error) {
    if (toAppError(error).code !== 'MEMORY_INVALID') throw error;
    return { id, stamp, texts: null };
  }
}

function memoryOf(sessions: LocalSessions, id: string): SessionMemory | null {
  try {
    return sessions.get(id)?.memory ?? null;
  } catch (error) {
    if (toAppError(error).code !== 'MEMORY_INVALID') throw error;
    return null;
  }
}

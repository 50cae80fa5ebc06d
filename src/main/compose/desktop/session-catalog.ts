/**
 * All sessions as rows of a list, held for as long as nothing changes: filtering, grouping and paging ten thousand
 * of them takes a few milliseconds, reading them from the store takes a hundred.
 */
import type { SessionSummary } from '../../composed-app.ts';
import type { CommandRequest, CommandResponse, SessionRow } from '../../../shared/contract.ts';

export type SessionFilter = CommandRequest<'sessions.list'>['filter'];
type Group = CommandResponse<'sessions.list'>['groups'][number];
type Facets = CommandResponse<'sessions.facets'>;

export interface CatalogSource {
  /** Everything there is, newest first. */
  readonly list: () => Promise<readonly SessionSummary[]>;
  /** This device's id. */
  readonly self: string;
  /** When the agent deletes a conversation that is not safe, by session. */
  readonly expiring: () => ReadonlyMap<string, number>;
  readonly isOnlyHere: (project: string) => boolean;
  readonly deviceName: (device: string) => string;
}

/** Milliseconds after which rows are read again although nothing was heard: another process may have written. */
const FRESH_MS = 10_000;

interface Rows {
  readonly at: number;
  readonly rows: readonly SessionRow[];
}

export class SessionCatalog {
  readonly #source: CatalogSource;
  readonly #now: () => number;
  #rows: Promise<Rows> | null = null;
  /** The last list that was asked for: the next page is of the same. */
  #arranged: { readonly rows: Rows; readonly filter: string; readonly list: Arranged } | null = null;

  constructor(source: CatalogSource, now: () => number = Date.now) {
    this.#source = source;
    this.#now = now;
  }

  /** Something changed. */
  invalidate(): void {
    this.#rows = null;
  }

  async #load(): Promise<Rows> {
    const known = await this.#rows?.catch(() => null);
    if (known && this.#now() - known.at < FRESH_MS) return known;
    this.#rows = this.#read();
    return this.#rows;
  }

  async #read(): Promise<Rows> {
    const expiring = this.#source.expiring();
    const rows = (await this.#source.list()).map((summary) => ({
      ...summary,
      devices: [...summary.devices],
      expiresAt: expiring.get(summary.id) ?? null,
    }));
    return { at: this.#now(), rows };
  }

  async page(
    filter: SessionFilter,
    offset: number,
    limit: number,
  ): Promise<CommandResponse<'sessions.list'>> {
    const rows = await this.#load();
    const key = JSON.stringify(filter);
    if (this.#arranged?.rows !== rows || this.#arranged.filter !== key) {
      const list = arrange(
        rows.rows.filter((row) => this.#matches(row, filter)),
        this.#source.isOnlyHere,
      );
      this.#arranged = { rows, filter: key, list };
    }
    const { sessions, groups } = this.#arranged.list;
    return { total: sessions.length, groups, sessions: sessions.slice(offset, offset + limit) };
  }

  /** The rows of `ids` that pass the filter, in their order. */
  async pick(ids: readonly string[], filter: SessionFilter): Promise<Map<string, SessionRow>> {
    const wanted = new Set(ids);
    const rows = (await this.#load()).rows.filter((row) => wanted.has(row.id) && this.#matches(row, filter));
    return new Map(rows.map((row) => [row.id, row]));
  }

  async facets(): Promise<Facets> {
    const { rows } = await this.#load();
    const { deviceName } = this.#source;
    const devices = rows.flatMap((row) => this.#devicesOf(row));
    return {
      devices: tally(devices, deviceName),
      projects: tally(
        rows.map((row) => row.projectPath),
        (project) => rows.find((row) => row.projectPath === project)?.projectName || project,
      ),
      agents: tally(
        rows.map((row) => row.agent),
        (agent) => agent,
      ),
      states: tally(
        rows.map((row) => row.state),
        (state) => state,
      ),
      total: rows.length,
    };
  }

  /** Devices that have it: those that keep it in the bucket, and this one when it is here. */
  #devicesOf({ devices, state }: SessionRow): string[] {
    const here = state !== 'only-in-bucket' && this.#source.self !== '';
    return here && !devices.includes(this.#source.self) ? [...devices, this.#source.self] : [...devices];
  }

  #matches(row: SessionRow, filter: SessionFilter): boolean {
    const started = Date.parse(row.startedAt);
    return (
      (filter.project === undefined || row.projectPath === filter.project) &&
      (filter.agent === undefined || row.agent === filter.agent) &&
      (filter.archived === undefined || row.archived === filter.archived) &&
      (filter.state === undefined || filter.state.includes(row.state)) &&
      (filter.from === undefined || started >= filter.from) &&
      (filter.to === undefined || started < filter.to) &&
      (filter.device === undefined || this.#devicesOf(row).includes(filter.device))
    );
  }
}

interface Arranged {
  readonly sessions: readonly SessionRow[];
  readonly groups: readonly Group[];
}

/** @param rows newest first */
function arrange(rows: readonly SessionRow[], isOnlyHere: (project: string) => boolean): Arranged {
  const projects = new Map<string, SessionRow[]>();
  for (const row of rows) {
    const known = projects.get(row.projectPath);
    if (known) known.push(row);
    else projects.set(row.projectPath, [row]);
  }
  const groups = [...projects].map(([project, sessions]) => ({
    project,
    name: sessions[0]?.projectName || project,
    count: sessions.length,
    newestAt: sessions[0]?.startedAt ?? '',
    onlyHere: project !== '' && isOnlyHere(project),
  }));
  return { sessions: [...projects.values()].flat(), groups };
}

/** Most frequent first. */
function tally(values: readonly string[], label: (value: string) => string): Facets['projects'] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, label: label(value), count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}

/** What sync.db remembers of captured files and of traffic. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Statements } from './sqlite.ts';

/** What was last seen and captured of one source file; the same as CaptureRow of capture/ports.ts. */
export interface CaptureRow {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly session: string;
  readonly sourceVersion: string;
  /** JSON text that only capture reads; kept compressed. */
  readonly captured: string;
}
/** A capture without what was captured. */
export type CaptureStamp = Omit<CaptureRow, 'captured'>;

/** Requests and bytes of one day, for the cost page. */
export interface TrafficDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly puts: number;
  readonly gets: number;
  readonly lists: number;
}

export const CAPTURE_COLUMNS = 'path, size, mtime_ms, ino, session, source_version';

export function captureOf(cells: readonly unknown[]): CaptureStamp {
  const [path, size, mtimeMs, ino, session, sourceVersion] = cells as [
    string,
    number,
    number,
    number,
    string,
    string,
  ];
  return { path, size, mtimeMs, ino, session, sourceVersion };
}

export function readCapture(statements: Statements, path: string): CaptureRow | null {
  const sql = `SELECT ${CAPTURE_COLUMNS}, captured FROM captures WHERE path = ?`;
  const row = statements.get(sql).get(path);
  if (!row) return null;
  const captured = zstdDecompressSync(row['captured'] as Uint8Array).toString('utf8');
  return { ...captureOf(Object.values(row)), captured };
}

export function writeCapture(statements: Statements, row: CaptureRow): void {
  const { path, size, mtimeMs, ino, session, sourceVersion } = row;
  const captured = zstdCompressSync(row.captured);
  const sql = `INSERT OR REPLACE INTO captures (${CAPTURE_COLUMNS}, captured) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  statements.get(sql).run(path, size, mtimeMs, ino, session, sourceVersion, captured);
}

export const TRAFFIC_COLUMNS = 'day, requests, bytes_up, bytes_down, puts, gets, lists';

export function trafficOf(cells: readonly unknown[]): TrafficDay {
  const [day, requests, bytesUp, bytesDown, puts, gets, lists] = cells as [string, ...Six];
  return { day, requests, bytesUp, bytesDown, puts, gets, lists };
}
type Six = [number, number, number, number, number, number];

export function addTraffic(statements: Statements, traffic: TrafficDay): void {
  const sql = `INSERT INTO traffic (${TRAFFIC_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(day) DO UPDATE SET requests = requests + excluded.requests,
      bytes_up = bytes_up + excluded.bytes_up, bytes_down = bytes_down + excluded.bytes_down,
      puts = puts + excluded.puts, gets = gets + excluded.gets, lists = lists + excluded.lists`;
  const { day, requests, bytesUp, bytesDown, puts, gets, lists } = traffic;
  statements.get(sql).run(day, requests, bytesUp, bytesDown, puts, gets, lists);
}

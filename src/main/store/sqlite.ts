/**
 * Opening SQLite files: private modes, WAL, typed errors, and what happens to a damaged file. A damaged file
 * is renamed together with its -wal and -shm, so that it can still be opened as a database; nothing is deleted.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/** How long a statement waits for another program that is writing, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Primary SQLite result codes (https://sqlite.org/rescode.html) and what they mean to us. */
const SQLITE_CODES: Readonly<Record<number, ErrorCode>> = {
  3: 'STORE_UNREADABLE', // PERM
  5: 'STORE_BUSY',
  6: 'STORE_BUSY', // LOCKED
  8: 'STORE_UNREADABLE', // READONLY
  10: 'STORE_UNREADABLE', // IOERR
  11: 'STORE_CORRUPT',
  13: 'DISK_FULL',
  14: 'STORE_UNREADABLE', // CANTOPEN
  23: 'STORE_UNREADABLE', // AUTH
  26: 'STORE_CORRUPT', // NOTADB
};

/** SQLITE_IOERR_SHMSIZE: the index of the WAL cannot grow, for want of space. */
const NO_SPACE_FOR_SHM = 4874;

/** SQLITE_CORRUPT_VTAB: a full-text index is out of step with its table; the table itself is sound. */
const CORRUPT_VTAB = 267;

function sqliteCode(error: unknown): number | null {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode : null;
}

/** Whether a write may have failed because of a full-text index only, so that it may succeed without it. */
export function mayBeIndexFault(error: unknown): boolean {
  const raw = error instanceof AppError ? error.cause : error;
  const code = sqliteCode(raw);
  if (code !== null && (code & 0xff) === 11) return true;
  const text = raw instanceof Error ? raw.message : '';
  return (
    code === 1 && /vtable constructor failed|no such table: .*_(data|idx|docsize|config|content)$/.test(text)
  );
}

/** Any failure of work on the database at `path` as an AppError. */
export function storeError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = sqliteCode(error);
  if (code === null) return toAppError(error);
  const known = code === NO_SPACE_FOR_SHM ? 'DISK_FULL' : SQLITE_CODES[code & 0xff];
  if (known === undefined) return toAppError(error);
  const reason = error instanceof Error ? error.message : undefined;
  return new AppError(known, { path, sqlite: code, reason }, { cause: error });
}

/** A file error at opening: nowhere to write is HOME_UNWRITABLE, an unusable file STORE_UNREADABLE. */
function fileError(error: unknown, path: string, denied: ErrorCode): AppError {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const data = { path, reason: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', data, { cause: error });
  if (code === 'EROFS') return new AppError('HOME_UNWRITABLE', data, { cause: error });
  return new AppError(denied, data, { cause: error });
}

/** Makes the directory (0700) and an empty file (0600) where there is none; SQLite gives -wal and -shm the same mode. */
function prepareFile(path: string): void {
  const home = dirname(path);
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileError(error, home, 'HOME_UNWRITABLE');
  }
  try {
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    accessSync(path, constants.R_OK | constants.W_OK);
    if (!statSync(path).isFile()) throw new AppError('STORE_UNREADABLE', { path, reason: 'is not a file' });
  } catch (error) {
    throw error instanceof AppError ? error : fileError(error, path, 'STORE_UNREADABLE');
  }
}

/** WAL where the file system and other users of the file allow it; a busy file keeps the mode it has. */
function setJournalMode(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (((sqliteCode(error) ?? 0) & 0xff) !== 5) throw error;
  }
}

/** Problems `PRAGMA quick_check` finds in tables; full-text indexes have a repair of their own. */
function firstDamage(db: DatabaseSync): string | null {
  const rows = db.prepare('PRAGMA quick_check(20)').all() as { quick_check: string }[];
  const damage = rows
    .map((row) => row.quick_check)
    .filter((line) => line !== 'ok' && !/fts\d|inverted index/i.test(line));
  return damage[0] ?? null;
}

export interface DatabaseOptions {
  /** FULL: a commit survives a power cut; NORMAL: the last commits may be gone, the file stays consistent. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** How long a statement waits for another program that is writing. Milliseconds; default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
  /** Runs on the open connection before it is handed out; STORE_CORRUPT thrown here sets the file aside. */
  readonly initialise: (db: DatabaseSync) => void;
}

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Where a damaged file was moved to, when there was one. */
  readonly setAside: string | null;
}

function connect(path: string, options: DatabaseOptions): DatabaseSync {
  const timeout = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
  const db = new DatabaseSync(path, { timeout, enableForeignKeyConstraints: false });
  try {
    db.exec('SELECT count(*) FROM sqlite_schema');
    setJournalMode(db);
    db.exec(
      `PRAGMA synchronous = ${options.synchronous}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8000`,
    );
    const damage = isSuspect(path) ? firstDamage(db) : null;
    if (damage !== null) throw new AppError('STORE_CORRUPT', { path, reason: damage });
    options.initialise(db);
    rmSync(suspectMark(path), { force: true });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens or creates the database at `path`. A file that is no database, or is damaged so that it cannot be
 * used, is set aside as `<path>.damaged-<time>` and a new one made in its place.
 * @throws HOME_UNWRITABLE, STORE_UNREADABLE, STORE_BUSY, DISK_FULL
 */
export function openDatabase(path: string, options: DatabaseOptions): OpenedDatabase {
  let setAside: string | null = null;
  for (let attempt = 1; ; attempt += 1) {
    prepareFile(path);
    const inode = statSync(path, { bigint: true }).ino;
    try {
      return { db: connect(path, options), setAside };
    } catch (raw) {
      const error = storeError(raw, path);
      if (error.code !== 'STORE_CORRUPT' || setAside !== null || attempt > 3) throw error;
      setAside = moveAside(path, 'damaged', inode);
    }
  }
}

/**
 * Renames a database with its -wal and -shm to `<path>.<why>-<time>` and returns the new name; `null` when the
 * file is no longer the one with `inode`, because another process has replaced it already.
 */
export function moveAside(path: string, why: string, inode: bigint): string | null {
  const target = `${path}.${why}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    if (statSync(path, { bigint: true }).ino !== inode) return null;
    renameSync(path, target);
    if (statSync(target, { bigint: true }).ino !== inode) {
      if (!existsSync(path)) renameSync(target, path);
      return null;
    }
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
    }
    rmSync(suspectMark(path), { force: true });
    return target;
  } catch (error) {
    throw fileError(error, path, 'STORE_UNREADABLE');
  }
}

/** Beside a database that showed damage while in use: the next opening checks the whole file. */
function suspectMark(path: string): string {
  return `${path}.suspect`;
}

/** Whether the database showed damage since it was last checked. */
export function isSuspect(path: string): boolean {
  return existsSync(suspectMark(path));
}

/** Leaves the mark when `error` says that the file is damaged; returns the error as an AppError. */
export function noteDamage(error: unknown, path: string): AppError {
  const known = storeError(error, path);
  if (known.code !== 'STORE_CORRUPT' || known.data['sqlite'] === CORRUPT_VTAB) return known;
  try {
    closeSync(openSync(suspectMark(path), 'a', 0o600));
  } catch {
    return known;
  }
  return known;
}

/** Runs `work` in one BEGIN IMMEDIATE transaction: all of it or nothing. Not reentrant. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Prepared statements by their text, made once per connection. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #cache = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(sql: string): StatementSync {
    let statement = this.#cache.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#cache.set(sql, statement);
    }
    return statement;
  }
}

/**
 * The single-writer lease in sync.db. One process at a time may write to bucket and state; whoever it is stands
 * in the row for others to name. A lease ends by release, by time, or with its process; each new one has a
 * higher fence, and `isHeld` checked inside a transaction keeps a late writer out.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { Lease } from '../engine/ports.ts';
import { inTransaction } from './sqlite.ts';

/** Time after which a lease that was not extended is anyone's. Milliseconds. */
export const LEASE_TTL_MS = 30_000;
const POLL_MS = 150;

export interface LeaseOptions {
  /** What the other side calls this process, e.g. `app` or `cli`. */
  readonly holder: string;
  readonly ttlMs?: number;
  readonly now?: () => number;
  /** Identity of this process; by default its own. */
  readonly pid?: number;
  readonly hostname?: string;
  readonly processStartTime?: string | null;
}

/** Who holds the lease. Times are milliseconds since 1970. */
export interface LeaseHolder {
  readonly holder: string;
  readonly pid: number;
  readonly since: number;
  readonly expiresAt: number;
}

export interface WaitOptions extends LeaseOptions {
  /** Called once for each holder that is waited for. */
  readonly onWait?: ((holder: LeaseHolder) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** 0, the default: do not wait at all. Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

interface LeaseRow {
  readonly fence: number;
  readonly token: string | null;
  readonly holder: string | null;
  readonly pid: number | null;
  readonly hostname: string | null;
  readonly process_start: string | null;
  readonly since: number | null;
  readonly expires_at: number | null;
}

/**
 * When a process began, as the kernel counts (field 22 of /proc/PID/stat, proc(5)); tells a process from a later
 * one that got its pid. `null` where there is no /proc.
 */
export function processStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Whether the process that took the lease is certainly gone. Only this machine's processes can be asked. */
function isGone(row: LeaseRow, here: string): boolean {
  if (row.pid === null || row.hostname !== here) return false;
  try {
    process.kill(row.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const started = processStartTime(row.pid);
  return started !== null && row.process_start !== null && started !== row.process_start;
}

function readRow(db: DatabaseSync): LeaseRow {
  return db.prepare('SELECT * FROM lease WHERE id = 1').get() as unknown as LeaseRow;
}

/** Leases of this very process that ended while nothing could be written; they hold nobody up here. */
const ended = new Set<string>();

function holderOf(row: LeaseRow, now: number, here: string): LeaseHolder | null {
  if (row.token === null || ended.has(row.token)) return null;
  if ((row.expires_at ?? 0) <= now || isGone(row, here)) return null;
  const { holder, pid, since, expires_at: expiresAt } = row;
  return { holder: holder ?? '', pid: pid ?? 0, since: since ?? 0, expiresAt: expiresAt ?? 0 };
}

/** Who holds the lease now; `null` when it is free to take. */
export function leaseHolder(db: DatabaseSync, now: number = Date.now()): LeaseHolder | null {
  return holderOf(readRow(db), now, hostname());
}

/** Whether `token` is the lease's, read within the caller's transaction if there is one. */
export function isHeld(db: DatabaseSync, token: string): boolean {
  return readRow(db).token === token;
}

/**
 * Takes the lease and extends it by a timer that keeps no process alive.
 * @throws LOCK_HELD {holder, pid, since, expiresAt}
 */
export function acquireLease(db: DatabaseSync, options: LeaseOptions): Lease {
  const { ttlMs = LEASE_TTL_MS, now = Date.now, pid = process.pid } = options;
  const here = options.hostname ?? hostname();
  const started = options.processStartTime === undefined ? processStartTime(pid) : options.processStartTime;
  const token = inTransaction(db, () => {
    const row = readRow(db);
    const at = now();
    const other = holderOf(row, at, here);
    if (other) throw new AppError('LOCK_HELD', { ...other });
    const next = `${row.fence + 1}-${randomBytes(8).toString('hex')}`;
    db.prepare(
      `UPDATE lease SET fence = ?, token = ?, holder = ?, pid = ?, hostname = ?, process_start = ?, since = ?,
       expires_at = ?`,
    ).run(row.fence + 1, next, options.holder, pid, here, started, at, at + ttlMs);
    return next;
  });
  return new HeldLease(db, token, ttlMs, now);
}

class HeldLease implements Lease {
  readonly token: string;
  readonly #db: DatabaseSync;
  readonly #timer: NodeJS.Timeout;

  constructor(db: DatabaseSync, token: string, ttlMs: number, now: () => number) {
    this.token = token;
    this.#db = db;
    this.#timer = setInterval(() => this.#extend(now() + ttlMs), Math.max(1, Math.floor(ttlMs / 3)));
    this.#timer.unref();
  }

  /** A heartbeat that fails is followed by the next; a lease that was taken over is not extended. */
  #extend(expiresAt: number): void {
    try {
      const sql = 'UPDATE lease SET expires_at = ? WHERE token = ?';
      if (this.#db.prepare(sql).run(expiresAt, this.token).changes === 0) clearInterval(this.#timer);
    } catch {
      if (!this.#db.isOpen) clearInterval(this.#timer);
    }
  }

  assertHeld(): void {
    if (!this.#db.isOpen || !isHeld(this.#db, this.token)) throw new AppError('LOCK_LOST', {});
  }

  /**
   * Releasing what was lost, or twice, does nothing. Never throws, as that would hide why the work ended: where
   * nothing can be written (a full disk), other processes have to wait until it ends by time, or with this one.
   */
  release(): void {
    clearInterval(this.#timer);
    if (!this.#db.isOpen) return;
    try {
      this.#db.prepare('UPDATE lease SET token = NULL, expires_at = NULL WHERE token = ?').run(this.token);
    } catch {
      ended.add(this.token);
    }
  }
}

/**
 * Takes the lease, waiting for whoever holds it.
 * @throws LOCK_HELD once `timeoutMs` are over, CANCELLED
 */
export async function waitForLease(acquire: () => Lease, options: WaitOptions): Promise<Lease> {
  const end = performance.now() + (options.timeoutMs ?? 0);
  let told = '';
  for (;;) {
    if (options.signal?.aborted) throw new AppError('CANCELLED', {});
    try {
      return acquire();
    } catch (error) {
      const held = toAppError(error);
      const left = end - performance.now();
      if (held.code !== 'LOCK_HELD' || left <= 0) throw held;
      const holder = held.data as unknown as LeaseHolder;
      if (told !== `${holder.pid} ${holder.since}`) options.onWait?.(holder);
      told = `${holder.pid} ${holder.since}`;
      await delay(Math.min(POLL_MS, left), undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}

/**
 * Commits finished items in small groups: rows of index.db first, durably, then what sync.db says about them.
 * A process killed in between leaves rows without baselines, which the next pass recognises by their content.
 * Grouping only saves fsyncs; an item that cannot be stored fails alone.
 */
import { toAppError, type AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { Lease, LocalSessions, StateChange, SyncState } from './ports.ts';

/** One finished item. */
export interface Commit {
  /** A row to store; `expected` as in LocalSessions.put. */
  readonly row?: { readonly memory: SessionMemory; readonly expected: string | null };
  readonly remove?: { readonly id: string; readonly expected: string };
  readonly markSynced?: string;
  /** What to remember, given the stamp of the stored row (empty when none was stored). */
  change(stamp: string): StateChange;
}

interface Waiting {
  readonly commit: Commit;
  readonly done: (stamp: string) => void;
  readonly failed: (error: AppError) => void;
}

/** Items per group at most, so that little is repeated after a kill. */
const GROUP_SIZE = 256;
/** Characters of text held back at most before a group is written. */
const GROUP_CHARACTERS = 8 * 1024 * 1024;
/** Milliseconds an item waits for others, at least and at most. */
const GROUP_DELAY = { least: 20, most: 250 } as const;
/**
 * In between, so many times as long as the last group took to write: nothing else runs meanwhile, and with this it
 * takes a tenth of the time at most, however slow the disk.
 */
const DELAY_PER_WRITE = 9;

export interface CommitQueueOptions {
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly lease: Lease;
  readonly now: () => number;
}

export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #waiting: Waiting[] = [];
  #characters = 0;
  #working = 0;
  #delay: number = GROUP_DELAY.least;
  #timer: NodeJS.Timeout | null = null;
  #check: NodeJS.Immediate | null = null;
  /** Called when an item begins to wait: others may be worked on meanwhile. */
  onWaiting: () => void = () => undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Items that wait to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs a task whose commits may be awaited: when all running tasks wait, there is no group to wait for. */
  async during<T>(task: () => Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await task();
    } finally {
      this.#working -= 1;
      this.#checkSoon();
    }
  }

  /** Resolves with the row's new stamp once everything about this item is on disk. */
  add(commit: Commit, characters = 0): Promise<string> {
    return new Promise((done, failed) => {
      this.#waiting.push({ commit, done, failed });
      this.#characters += characters;
      const full = this.#waiting.length >= GROUP_SIZE || this.#characters > GROUP_CHARACTERS;
      if (full) return this.flush();
      this.#timer ??= setTimeout(() => this.flush(), this.#delay);
      this.#checkSoon();
      this.onWaiting();
    });
  }

  /** Looks, once those tasks have gone on that can, whether there is any left to wait for. */
  #checkSoon(): void {
    this.#check ??= setImmediate(() => {
      this.#check = null;
      if (this.#waiting.length > 0 && this.#waiting.length >= this.#working) this.flush();
    });
  }

  /** Writes what waits, now. Failures reach the items they belong to. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#characters = 0;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    const began = performance.now();
    try {
      this.#options.lease.assertHeld();
      this.#write(group);
    } catch (error) {
      const failure = toAppError(error);
      if (group.length > 1 && failure.code === 'LOCAL_CHANGED') this.#writeEach(group);
      else for (const item of group) item.failed(failure);
    }
    const delay = (performance.now() - began) * DELAY_PER_WRITE;
    this.#delay = Math.min(GROUP_DELAY.most, Math.max(GROUP_DELAY.least, delay));
  }

  #writeEach(group: readonly Waiting[]): void {
    for (const item of group) {
      try {
        this.#write([item]);
      } catch (error) {
        item.failed(toAppError(error));
      }
    }
  }

  #write(group: readonly Waiting[]): void {
    const { local, state, lease, now } = this.#options;
    const rows = group.flatMap(({ commit }) => (commit.row ? [{ ...commit.row, synced: true }] : []));
    const stamps = rows.length > 0 ? local.put(rows) : [];
    for (const { commit } of group) if (commit.remove) local.remove(commit.remove.id, commit.remove.expected);
    const marks = group.flatMap(({ commit }) => commit.markSynced ?? []);
    if (marks.length > 0) local.markSynced(marks, now());
    let next = 0;
    const stamped = group.map((item) => ({ item, stamp: item.commit.row ? (stamps[next++] ?? '') : '' }));
    state.commit(mergeChanges(stamped.map(({ item, stamp }) => item.commit.change(stamp))), lease);
    for (const { item, stamp } of stamped) item.done(stamp);
  }
}

function mergeChanges(changes: readonly StateChange[]): StateChange {
  return {
    baselines: changes.flatMap((change) => change.baselines ?? []),
    forgetBaselines: changes.flatMap((change) => change.forgetBaselines ?? []),
    remotes: changes.flatMap((change) => change.remotes ?? []),
    forgetRemotes: changes.flatMap((change) => change.forgetRemotes ?? []),
    conflicts: changes.flatMap((change) => change.conflicts ?? []),
    closeConflicts: changes.flatMap((change) => change.closeConflicts ?? []),
    tombstones: changes.flatMap((change) => change.tombstones ?? []),
    forgetTombstones: changes.flatMap((change) => change.forgetTombstones ?? []),
    activity: changes.flatMap((change) => change.activity ?? []),
    facts: Object.fromEntries(changes.flatMap((change) => Object.entries(change.facts ?? {}))),
  };
}

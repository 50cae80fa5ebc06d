/** Tool calls that wait for their result: what a call did is settled by what came of it. */
import { RecentKeys } from './recent-keys.ts';

/** Calls that wait. Results follow within a few lines. */
const WAITING_LIMIT = 2000;
/** Calls remembered to tell a repeated line from a new call. */
const KNOWN_CALLS = 20_000;

/** Told the result once; `null` when none came, so that the call counts as done. */
export type Settle<Result> = (result: Result | null) => void;

export class PendingCalls<Result> {
  readonly #known = new RecentKeys<true>(KNOWN_CALLS);
  readonly #waiting = new Map<string, Settle<Result>>();

  /** Whether a call with this id was there before. A call without an id never was. */
  isRepeated(id: string): boolean {
    if (id === '') return false;
    if (this.#known.get(id)) return true;
    this.#known.set(id, true);
    return false;
  }

  /** A call without an id is settled at once. */
  wait(id: string, settle: Settle<Result>): void {
    if (id === '') return settle(null);
    this.#waiting.set(id, settle);
    if (this.#waiting.size <= WAITING_LIMIT) return;
    for (const [oldest, forgotten] of this.#waiting) {
      this.#waiting.delete(oldest);
      forgotten(null);
      break;
    }
  }

  /** `result` is asked for only when somebody waits for it. */
  settle(id: string, result: () => Result): void {
    const settle = this.#waiting.get(id);
    if (!settle) return;
    this.#waiting.delete(id);
    settle(result());
  }

  /** The transcript is over: what never got a result counts as done. */
  end(): void {
    for (const settle of this.#waiting.values()) settle(null);
    this.#waiting.clear();
  }
}

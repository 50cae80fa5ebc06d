/**
 * How much text may be indexed at once: everything in daily use, little during a bulk load, which would take
 * three times as long. A token bucket over bytes of text.
 */

/** Bytes that a burst may index, and how fast the right to more comes back, in bytes per millisecond. */
const BURST = 512 * 1024;
const RATE = 128;

export class IndexBudget {
  readonly #now: () => number;
  #credit = BURST;
  #at: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Whether so many bytes may be indexed now. A text larger than any burst may, when nothing else was. */
  take(bytes: number): boolean {
    const at = this.#now();
    this.#credit = Math.min(BURST, this.#credit + Math.max(0, at - this.#at) * RATE);
    this.#at = at;
    if (bytes > this.#credit && this.#credit < BURST) return false;
    this.#credit = Math.max(0, this.#credit - bytes);
    return true;
  }
}

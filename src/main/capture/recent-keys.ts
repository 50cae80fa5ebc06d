/**
 * A map that forgets old keys. Repetitions in transcripts follow each other closely, so remembering every key of
 * a file of any size would only cost memory.
 */
export class RecentKeys<Value> {
  readonly #limit: number;
  // Two generations: dropping a whole map is far cheaper than deleting the oldest key each time.
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Remembers at least the last `limit` new keys, and at most twice as many. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#limit && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}

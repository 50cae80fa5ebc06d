/** Turns a stream of events into few calls: after some quiet, or now and then while there is none. */

export interface SettleOptions {
  /** Milliseconds without an event after which the call is made. */
  readonly quietMs: number;
  /** Milliseconds after which it is made although events keep coming. */
  readonly busyMs: number;
}

/** An agent that works writes every few seconds; a pause of two is the end of a turn, or a good moment. */
export const SETTLE: SettleOptions = { quietMs: 2_000, busyMs: 30_000 };

/** Paths named in one call; a call means "look", not "look only here". */
export const PATHS_PER_CALL = 100;

export class SettledCalls {
  readonly #options: SettleOptions;
  readonly #call: (paths: string[]) => void | Promise<void>;
  readonly #paths = new Set<string>();
  #waiting = false;
  #firstAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #closed = false;

  /** `call` is never made twice at once, and must not reject. */
  constructor(options: SettleOptions, call: (paths: string[]) => void | Promise<void>) {
    this.#options = options;
    this.#call = call;
  }

  notify(path: string): void {
    if (this.#closed) return;
    if (this.#paths.size < PATHS_PER_CALL) this.#paths.add(path);
    const now = performance.now();
    if (!this.#waiting) this.#firstAt = now;
    this.#waiting = true;
    if (this.#running) return;
    const { quietMs, busyMs } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.#run(),
      Math.max(0, Math.min(quietMs, this.#firstAt + busyMs - now)),
    );
  }

  /** What has not been called by now never is. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#paths.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#waiting = false;
    const paths = [...this.#paths];
    this.#paths.clear();
    try {
      await this.#call(paths);
    } finally {
      this.#running = false;
    }
    // Events that came meanwhile: their quiet time begins now.
    const [pending] = this.#paths;
    if (pending !== undefined) this.notify(pending);
  }
}

/**
 * When to sync: on request (a session was saved), by the clock (`sync_interval_minutes`), after a failure with
 * growing distance. Never two passes at once; requests during a pass lead to one more.
 */
import { toAppError, type AppError } from '../../shared/errors.ts';
import type { SyncReport } from './report.ts';

export interface SchedulerOptions {
  readonly sync: (signal: AbortSignal) => Promise<SyncReport>;
  /** 0: no timer. */
  readonly intervalMinutes: number;
  readonly onReport: (report: SyncReport) => void;
  /** `retryInMs` is null when retrying cannot help and a person must act. */
  readonly onFailure: (error: AppError, retryInMs: number | null) => void;
}

/** Milliseconds before the first retry, doubled each time up to the ceiling. */
const FIRST_RETRY = 5_000;
const LAST_RETRY = 15 * 60_000;

export class SyncScheduler {
  readonly #options: SchedulerOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #again = false;
  #paused = false;
  #failures = 0;
  /** Milliseconds to the next try after a passing failure; `null` when the last pass needs none. */
  #retryIn: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#arm();
  }

  /** Asks for a pass now; returns when one that began after this call has ended. */
  async request(): Promise<void> {
    if (this.#paused || this.#stop.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#loop();
    try {
      await this.#running;
    } finally {
      this.#running = null;
      this.#arm();
    }
  }

  pause(): void {
    this.#paused = true;
    this.#disarm();
  }

  resume(): Promise<void> {
    this.#paused = false;
    return this.request();
  }

  /** Ends the pass that runs, leaving finished items finished. */
  async stop(): Promise<void> {
    this.#disarm();
    this.#stop.abort();
    await this.#running;
  }

  async #loop(): Promise<void> {
    do await this.#once();
    while (this.#wasAskedAgain() && !this.#paused && !this.#stop.signal.aborted);
  }

  #wasAskedAgain(): boolean {
    const asked = this.#again;
    this.#again = false;
    return asked;
  }

  async #once(): Promise<void> {
    try {
      const report = await this.#options.sync(this.#stop.signal);
      this.#failures = 0;
      this.#retryIn = null;
      this.#options.onReport(report);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'CANCELLED') return;
      this.#failures += 1;
      this.#retryIn = failure.retryable ? this.#retryDelay() : null;
      this.#options.onFailure(failure, this.#retryIn);
    }
  }

  #retryDelay(): number {
    return Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.#failures - 1));
  }

  /** The next pass by the clock: the interval, or sooner after a failure. */
  #arm(): void {
    this.#disarm();
    if (this.#paused || this.#stop.signal.aborted) return;
    const interval = this.#options.intervalMinutes * 60_000;
    const delay = this.#retryIn ?? interval;
    if (delay > 0) this.#timer = setTimeout(() => void this.request(), delay);
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

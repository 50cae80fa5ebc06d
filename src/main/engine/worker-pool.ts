/** Runs one task per item, several at a time, in the given order; stops starting new ones when told. */
import { AppError, toAppError } from '../../shared/errors.ts';

/** Tasks at work at the same time, where nobody says what the bucket would bear. */
const WORKERS = 64;

export interface PoolOptions {
  readonly signal: AbortSignal;
  /** Tasks that may be at work, asked anew before each is started. */
  readonly workers?: (() => number) | undefined;
  /** Tasks begun that only wait to be committed; they hold no place. See `refill`. */
  readonly waiting?: () => number;
}

export class WorkerPool<T> {
  readonly #options: PoolOptions;
  readonly #task: (item: T) => Promise<void>;
  readonly #failures: AppError[] = [];
  #items: Iterator<T> = [].values();
  #begun = 0;
  #filling = false;
  #ended: () => void = () => undefined;

  constructor(task: (item: T) => Promise<void>, options: PoolOptions) {
    this.#task = task;
    this.#options = options;
  }

  /**
   * Resolves when all tasks ended; rejects with the first error, of a task or of `items`, after those begun have ended, or with
   * CANCELLED when the signal was aborted. To be called once.
   */
  async run(items: Iterable<T>): Promise<void> {
    this.#items = items[Symbol.iterator]();
    await new Promise<void>((ended) => {
      this.#ended = ended;
      this.refill();
    });
    if (this.#options.signal.aborted) throw new AppError('CANCELLED');
    const [first] = this.#failures;
    if (first) throw first;
  }

  /** Starts tasks while there are places; to be called also when a task begins to wait. */
  refill(): void {
    if (this.#filling) return; // called by a task that waits at once: the loop below goes on by itself
    this.#filling = true;
    while (this.#hasPlace()) {
      const next = this.#next();
      if (!next || next.done) break;
      this.#begun += 1;
      void this.#work(next.value);
    }
    this.#filling = false;
    if (this.#begun === 0) this.#ended();
  }

  /** The items may be read from a store as they are needed, and that may fail too. */
  #next(): IteratorResult<T> | null {
    try {
      return this.#items.next();
    } catch (error) {
      this.#failures.push(toAppError(error));
      return null;
    }
  }

  #hasPlace(): boolean {
    const { signal, workers, waiting } = this.#options;
    if (signal.aborted || this.#failures.length > 0) return false;
    return this.#begun - (waiting?.() ?? 0) < (workers?.() ?? WORKERS);
  }

  async #work(item: T): Promise<void> {
    try {
      await this.#task(item);
    } catch (error) {
      this.#failures.push(toAppError(error));
    }
    this.#begun -= 1;
    this.refill();
  }
}

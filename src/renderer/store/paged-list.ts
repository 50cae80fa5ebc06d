/**
 * A long list of which only what is in sight is asked for. What was there stays until something newer has come, so
 * that a list that changes all the time does not flicker. At most two questions are under way: whoever drags the
 * scroll bar past 9,000 entries asks for those where it stops.
 */
import { toAppError, type AppError } from '../../shared/errors.ts';

export interface Page<Item, Head> {
  readonly items: readonly Item[];
  /** What is said of the list as a whole, e.g. its length. */
  readonly head: Head;
}

export interface ListView<Head> {
  /** `failed`: nothing could be had. An error of a later question stands beside the old list. */
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: AppError | null;
  /** `null` only while nothing was answered. */
  readonly head: Head | null;
  /** Rises with every change, of the entries too. */
  readonly revision: number;
}

interface PagedListOptions<Item, Head> {
  readonly pageSize: number;
  readonly ask: (range: { offset: number; limit: number }) => Promise<Page<Item, Head>>;
  readonly onChange: () => void;
  /**
   * Entries keep their places, as messages do: after a refresh those out of sight may still be shown. Otherwise they
   * are dropped, and asked for when they come into sight.
   */
  readonly placesStay: boolean;
}

interface HeldPage<Item> {
  readonly items: readonly Item[];
  readonly round: number;
}

const AT_ONCE = 2;

export class PagedList<Item, Head> {
  readonly #options: PagedListOptions<Item, Head>;
  readonly #pages = new Map<number, HeldPage<Item>>();
  readonly #asking = new Set<number>();
  readonly #failed = new Set<number>();
  /** Pages in sight, in the order in which they are wanted. */
  #sight: readonly number[] = [0];
  #round = 0;
  #answeredRound = -1;
  #stopped = false;
  #view: ListView<Head> = { state: 'loading', error: null, head: null, revision: 0 };

  constructor(options: PagedListOptions<Item, Head>) {
    this.#options = options;
  }

  get view(): ListView<Head> {
    return this.#view;
  }

  get pageSize(): number {
    return this.#options.pageSize;
  }

  /** `undefined`: not there yet. */
  at(index: number): Item | undefined {
    const { pageSize } = this.#options;
    return this.#pages.get(Math.floor(index / pageSize))?.items[index % pageSize];
  }

  /** Whether the entries of a page are held, be they old. */
  holds(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Index of the first entry that is meant, among those that are held; -1: none. */
  indexWhere(isMeant: (item: Item) => boolean): number {
    for (const [page, { items }] of this.#pages) {
      const within = items.findIndex(isMeant);
      if (within >= 0) return page * this.#options.pageSize + within;
    }
    return -1;
  }

  /** Entries [from, to) are in sight. */
  show(from: number, to: number): void {
    const { pageSize } = this.#options;
    const first = Math.floor(from / pageSize);
    const last = Math.floor(Math.max(from, to - 1) / pageSize);
    this.showPages(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  }

  showPages(pages: readonly number[]): void {
    this.#sight = pages;
    this.#pump();
  }

  /** Something may have changed, or the last question failed: asks again for what is in sight. */
  refresh(): void {
    this.#round += 1;
    this.#failed.clear();
    if (this.#view.state === 'failed') this.#change({ state: 'loading', error: null });
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
  }

  #pump(): void {
    if (this.#stopped) return;
    for (const page of this.#sight) {
      if (this.#asking.size >= AT_ONCE) return;
      const held = this.#pages.get(page);
      const current = held !== undefined && held.round === this.#round;
      if (!current && !this.#asking.has(page) && !this.#failed.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const { ask, pageSize } = this.#options;
    const round = this.#round;
    this.#asking.add(page);
    try {
      const answer = await ask({ offset: page * pageSize, limit: pageSize });
      if (!this.#stopped) this.#accept(page, round, answer);
    } catch (thrown) {
      if (!this.#stopped) this.#refuse(page, toAppError(thrown));
    } finally {
      this.#asking.delete(page);
      this.#pump();
    }
  }

  #accept(page: number, round: number, { items, head }: Page<Item, Head>): void {
    if (round < this.#answeredRound) return;
    if (round > this.#answeredRound && !this.#options.placesStay) this.#forgetOutOfSight(round);
    this.#answeredRound = round;
    this.#pages.set(page, { items, round });
    this.#change({ state: 'ready', error: null, head });
  }

  #refuse(page: number, error: AppError): void {
    this.#failed.add(page);
    this.#change({ state: this.#view.state === 'ready' ? 'ready' : 'failed', error });
  }

  /** Entries from before may stand elsewhere now; those in sight are being renewed. */
  #forgetOutOfSight(round: number): void {
    for (const [page, held] of this.#pages) {
      if (held.round < round && !this.#sight.includes(page)) this.#pages.delete(page);
    }
  }

  #change(change: Partial<ListView<Head>>): void {
    this.#view = { ...this.#view, ...change, revision: this.#view.revision + 1 };
    this.#options.onChange();
  }
}

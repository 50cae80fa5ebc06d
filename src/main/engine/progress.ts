/** Turns counts and traffic into progress events, a few a second at most. */
import type { TrafficMeter } from './ports.ts';
import type { SyncProgress } from './report.ts';

/** Milliseconds between events; people read no faster. */
const INTERVAL = 200;
/** Milliseconds over which the rate is taken. */
const RATE_WINDOW = 3000;

export class ProgressReporter {
  readonly #traffic: TrafficMeter;
  readonly #emit: (progress: SyncProgress) => void;
  readonly #now: () => number;
  readonly #start: { up: number; down: number };
  #samples: { at: number; bytes: number }[] = [];
  #phase: SyncProgress['phase'] = 'listing';
  #done = 0;
  #total = 0;
  #last = -Infinity;

  constructor(traffic: TrafficMeter, now: () => number, emit: (progress: SyncProgress) => void) {
    this.#traffic = traffic;
    this.#emit = emit;
    this.#now = now;
    this.#start = { up: traffic.bytesUp, down: traffic.bytesDown };
  }

  enter(phase: SyncProgress['phase'], total = 0): void {
    this.#phase = phase;
    this.#total = total;
    this.#done = 0;
    this.#send(null);
  }

  /** A step of a phase that counts for itself. */
  at(phase: SyncProgress['phase'], done: number, total: number, current: string): void {
    this.#phase = phase;
    this.#done = done;
    this.#total = total;
    if (this.#now() - this.#last >= INTERVAL || done === total) this.#send(current);
  }

  advance(current: string): void {
    this.#done += 1;
    if (this.#now() - this.#last >= INTERVAL || this.#done === this.#total) this.#send(current);
  }

  #send(current: string | null): void {
    const at = this.#now();
    this.#last = at;
    const bytesUp = this.#traffic.bytesUp - this.#start.up;
    const bytesDown = this.#traffic.bytesDown - this.#start.down;
    this.#samples = [
      ...this.#samples.filter((sample) => at - sample.at <= RATE_WINDOW),
      { at, bytes: bytesUp + bytesDown },
    ];
    const first = this.#samples[0];
    const seconds = first ? (at - first.at) / 1000 : 0;
    const rate = first && seconds > 0 ? (bytesUp + bytesDown - first.bytes) / seconds : 0;
    this.#emit({
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      bytesUp,
      bytesDown,
      rate,
      current,
    });
  }
}

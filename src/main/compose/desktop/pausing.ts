/** Why passes that begin by themselves wait: a person's pause, a network with a data limit, the battery. */
import type { AppEvent, AppState } from '../../../shared/contract.ts';
import type { Preferences } from './preferences.ts';

export interface Conditions {
  /** What the system says; where it cannot tell, `true`. */
  readonly online: boolean;
  readonly metered: boolean;
  readonly onBattery: boolean;
}

export interface PausingOptions {
  readonly preferences: Preferences;
  readonly emit: (event: AppEvent) => void;
  readonly now: () => number;
  /** Passes are held back from now on, or no longer. */
  readonly onHeld: (held: boolean) => void;
  /** A person paused: the pass that runs is to end. */
  readonly onPaused: () => void;
}

/** The longest a timer can wait (setTimeout takes 31 bits). */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Pausing {
  readonly #options: PausingOptions;
  #conditions: Conditions = { online: true, metered: false, onBattery: false };
  #unreachable = false;
  #postponedUntil = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: PausingOptions) {
    this.#options = options;
    this.#arm();
  }

  get held(): boolean {
    const hold = this.#hold();
    if (this.#postponedUntil > this.#options.now()) return true;
    return this.#pause() !== null || hold === 'metered' || hold === 'battery';
  }

  get conditions(): Conditions {
    return this.#conditions;
  }

  /** @param until milliseconds since 1970; `null`: until resumed */
  pause(until: number | null): void {
    const { preferences, now, onPaused } = this.#options;
    preferences.remember({ pause: { since: now(), until } });
    this.#changed();
    onPaused();
  }

  resume(): void {
    this.#options.preferences.remember({ pause: null });
    this.#changed();
  }

  observe(change: Partial<Conditions>): void {
    this.#conditions = { ...this.#conditions, ...change };
    if (this.#conditions.online) this.#unreachable = false;
    this.#changed();
  }

  /** The last pass could not reach the bucket, or could. */
  reached(reached: boolean): void {
    this.#unreachable = !reached;
    this.#changed();
  }

  /** Passes that begin by themselves wait this many milliseconds, for a person to change their mind. */
  postpone(milliseconds: number): void {
    this.#postponedUntil = this.#options.now() + milliseconds;
    this.#changed();
  }

  /** Settings changed. */
  review(): void {
    this.#changed();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** A pause that is over counts as none. */
  #pause(): AppState['pause'] {
    const { pause } = this.#options.preferences.remembered;
    return pause && (pause.until === null || pause.until > this.#options.now()) ? pause : null;
  }

  /** Offline holds nothing back, as who says so may be wrong: it only keeps quiet about what fails. */
  #hold(): AppState['hold'] {
    const { onMetered, onBattery } = this.#options.preferences.settings;
    const { online, metered, onBattery: battery } = this.#conditions;
    if (!online && this.#unreachable) return 'offline';
    if (metered && onMetered === 'wait') return 'metered';
    return battery && onBattery === 'wait' ? 'battery' : null;
  }

  #changed(): void {
    this.#options.emit({ type: 'patch', patch: { pause: this.#pause(), hold: this.#hold() } });
    this.#options.onHeld(this.held);
    this.#arm();
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const now = this.#options.now();
    const ends = [this.#pause()?.until ?? 0, this.#postponedUntil].filter((end) => end > now);
    if (ends.length === 0) return;
    const delay = Math.min(Math.min(...ends) - now, LONGEST_TIMER);
    this.#timer = setTimeout(() => this.#changed(), Math.max(1, delay)).unref();
  }
}

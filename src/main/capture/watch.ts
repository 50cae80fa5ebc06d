/**
 * Notices that a session was saved: new bytes in the agents' directories, or a write to the session store by
 * another program. File events make it quick, a rescan now and then makes it certain (network drives and full
 * event queues lose events), and where watching is impossible the rescan alone does it, more often.
 */
import { watchFailureOf, type WatchFailure } from './watch/watch-failure.ts';
import { DirectoryWatches, type WatchFunction } from './watch/directory-watches.ts';
import { fingerprint, type Sources } from './watch/fingerprint.ts';
import { SETTLE, SettledCalls } from './watch/settled-calls.ts';

export interface SourceChange {
  /** `event`: the system told; `rescan`: found by looking. */
  readonly reason: 'event' | 'rescan';
  /** Where, at most 100 of them; empty after a rescan. A hint: look everywhere. */
  readonly paths: readonly string[];
}

export interface WatchRequest extends Sources {
  /** Called one at a time. A rejection is handed to `onError`; watching goes on. */
  readonly onChange: (change: SourceChange) => void | Promise<void>;
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Watching has given way to polling, and why. Said once. */
  readonly onPolling?: ((failure: WatchFailure) => void) | undefined;
  /** Milliseconds between two rescans; default 60,000. */
  readonly rescanMs?: number | undefined;
  /** Milliseconds of quiet before `onChange`; default 2,000. */
  readonly quietMs?: number | undefined;
  /** Milliseconds between two calls while there is no quiet; default 30,000. */
  readonly busyMs?: number | undefined;
  /** Milliseconds between two looks where watching is impossible; default 2,000. */
  readonly pollMs?: number | undefined;
  /** Milliseconds between two looks for sources that do not exist; default 1,000. */
  readonly missingMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For tests of faults. */
  readonly watch?: WatchFunction | undefined;
}

export interface SourceWatcher {
  /**
   * Watches are set: later changes are noticed. What is there by then is not reported, so look once afterwards.
   */
  readonly ready: Promise<void>;
  readonly mode: 'events' | 'polling';
  /** No call follows. Also done by the signal. */
  close(): void;
}

const RESCAN_MS = 60_000;
const POLL_MS = 2_000;
const MISSING_MS = 1_000;

export function watchSources(request: WatchRequest): SourceWatcher {
  return new Watcher(request);
}

class Watcher implements SourceWatcher {
  readonly ready: Promise<void>;
  mode: 'events' | 'polling' = 'events';
  readonly #request: WatchRequest;
  readonly #calls: SettledCalls;
  readonly #watches: DirectoryWatches;
  readonly #stop = new AbortController();
  #fingerprint = '';
  #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = () => this.close();

  constructor(request: WatchRequest) {
    this.#request = request;
    const { dirs, files, signal } = request;
    this.#calls = new SettledCalls(
      { quietMs: request.quietMs ?? SETTLE.quietMs, busyMs: request.busyMs ?? SETTLE.busyMs },
      (paths) => this.#call(paths),
    );
    this.#watches = new DirectoryWatches({
      sources: { dirs, files },
      watch: request.watch,
      missingMs: request.missingMs ?? MISSING_MS,
      onEvent: (path) => this.#calls.notify(path),
      onFailure: (error, path) => this.#poll(error, path),
    });
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted) this.close();
    this.ready = this.#start();
  }

  close(): void {
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#calls.close();
    this.#watches.close();
  }

  get #closed(): boolean {
    return this.#stop.signal.aborted;
  }

  async #start(): Promise<void> {
    if (this.#closed) return;
    await this.#watches.refresh();
    this.#fingerprint = await this.#look();
    this.#schedule();
  }

  /** The empty text when closed meanwhile. */
  async #look(): Promise<string> {
    return fingerprint(this.#request, this.#stop.signal).catch((error: unknown) => {
      if (!this.#closed) throw error;
      return '';
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const { rescanMs = RESCAN_MS, pollMs = POLL_MS } = this.#request;
    const delay = this.mode === 'events' ? rescanMs : Math.min(pollMs, rescanMs);
    this.#timer = setTimeout(() => void this.#rescan(), delay);
  }

  async #rescan(): Promise<void> {
    try {
      const now = await this.#look();
      if (!this.#closed && now !== this.#fingerprint) {
        // An event may have told of it already; that one was lost cannot be ruled out, and looking twice is cheap.
        this.#calls.notify('');
        if (this.mode === 'events') await this.#watches.refresh();
      }
      this.#fingerprint = now;
    } catch (error) {
      this.#request.onError?.(error);
    }
    this.#schedule();
  }

  #poll(error: NodeJS.ErrnoException, path: string): void {
    if (this.#closed) return;
    this.mode = 'polling';
    this.#request.onPolling?.(watchFailureOf(error, path));
    // What happened while watches were being set may have gone unnoticed.
    if (this.#fingerprint !== '') this.#schedule();
  }

  async #call(paths: readonly string[]): Promise<void> {
    const named = paths.filter((path) => path !== '');
    try {
      await this.#request.onChange({ reason: named.length > 0 ? 'event' : 'rescan', paths: named });
    } catch (error) {
      this.#request.onError?.(error);
    }
  }
}

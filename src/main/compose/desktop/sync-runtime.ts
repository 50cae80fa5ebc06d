/**
 * Passes of the desktop app: those that begin by themselves (watch.ts) and those a person asks for. One at a time;
 * what happens is told as events, from which tray and window know.
 */
import type { SyncReport } from '../../composed-app.ts';
import type { BrakeCode } from '../../engine/plan.ts';
import type { SyncScheduler } from '../../engine/scheduler.ts';
import type { AppEvent } from '../../../shared/contract.ts';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import type { OpenEngine } from './engine-host.ts';
import type { LogLevel } from './app-log.ts';
import { titleOf } from './session-titles.ts';

export interface SyncRuntimeOptions {
  readonly engine: OpenEngine;
  readonly emit: (event: AppEvent) => void;
  readonly log: (level: LogLevel, text: string) => void;
  /** The pass is over, or sessions came: what is shown is to be looked up again. */
  readonly onChange: () => void;
  /** From here on, what was decided is on its way. */
  readonly onBegin: () => void;
  readonly onOutcome: (outcome: { report: SyncReport } | { error: AppError }) => void;
  readonly now: () => number;
}

type Scheduler = Pick<SyncScheduler, 'request' | 'pause' | 'resume'>;

export class SyncRuntime {
  readonly #options: SyncRuntimeOptions;
  readonly #stop = new AbortController();
  #scheduler: Scheduler | null = null;
  #held = false;
  /** The pass that runs, and how to end it. */
  #pass: { readonly done: Promise<unknown>; readonly abort: AbortController } | null = null;
  /** The first pass: over, or under way. */
  #first: Promise<SyncReport> | null = null;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: SyncRuntimeOptions) {
    this.#options = options;
  }

  /** Begins to watch; the first pass follows at once unless passes are held back. */
  start(held: boolean): void {
    this.#held = held;
    const { engine, log, onChange } = this.#options;
    const { cloud } = engine.parts;
    if (!cloud.enabled) {
      this.#watching = this.#captureOnce();
      return;
    }
    this.#watching = engine.app
      .watch({
        signal: this.#stop.signal,
        sync: (signal) => this.#run({ signal }),
        onScheduler: (scheduler) => {
          this.#scheduler = scheduler;
          if (this.#held) scheduler.pause();
        },
        onCaptured: onChange,
        onReport: () => this.#nextIn(cloud.syncIntervalMinutes * 60_000),
        onFailure: ({ code }, retryInMs) => {
          log('warn', `sync failed: ${code}, next try in ${retryInMs ?? '-'} ms`);
          this.#nextIn(retryInMs ?? cloud.syncIntervalMinutes * 60_000);
        },
        onNotice: (notice) => engine.parts.machine.notify(notice),
      })
      .catch((error: unknown) => {
        log('error', `watching ended: ${toAppError(error).message}`);
      });
  }

  /** Without a bucket there is still something to show: what would be synced. */
  async #captureOnce(): Promise<void> {
    const { engine, log, onChange } = this.#options;
    try {
      await engine.app.capture(this.#stop.signal);
    } catch (error) {
      log('warn', `capture failed: ${toAppError(error).message}`);
    }
    if (!this.#stop.signal.aborted) onChange();
  }

  #nextIn(delay: number): void {
    const { emit, now } = this.#options;
    const nextSyncAt = delay > 0 && !this.#held ? now() + delay : null;
    emit({ type: 'patch', patch: { nextSyncAt } });
  }

  /** Holds back passes that begin by themselves; letting them go begins one. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (held) {
      this.#scheduler?.pause();
      this.#options.emit({ type: 'patch', patch: { nextSyncAt: null } });
    } else void this.#scheduler?.resume();
  }

  /** A pass soon, unless passes are held back: the network is back, or the computer woke up. */
  nudge(): void {
    void this.#scheduler?.request();
  }

  /** A pass that a person asked for, after the one that may be running. */
  async now(accept: readonly BrakeCode[]): Promise<SyncReport> {
    while (this.#pass) await this.#pass.done.catch(() => undefined);
    return this.#run({ accept });
  }

  /** What the first pass did, however it began. */
  async first(): Promise<SyncReport> {
    return this.#first ?? this.#run({});
  }

  cancel(): void {
    this.#pass?.abort.abort();
  }

  async #run(request: { signal?: AbortSignal; accept?: readonly BrakeCode[] }): Promise<SyncReport> {
    while (this.#pass) await this.#pass.done.catch(() => undefined);
    const abort = new AbortController();
    const signals = [abort.signal, this.#stop.signal, ...(request.signal ? [request.signal] : [])];
    const done = this.#carryOut(AbortSignal.any(signals), request.accept ?? []);
    this.#pass = { done, abort };
    this.#first ??= done;
    try {
      return await done;
    } finally {
      this.#pass = null;
      this.#options.onChange();
    }
  }

  async #carryOut(signal: AbortSignal, accept: readonly BrakeCode[]): Promise<SyncReport> {
    const { engine, emit, log, now, onBegin, onOutcome } = this.#options;
    onBegin();
    const since = now();
    const tellRunning = (): void =>
      emit({ type: 'patch', patch: { sync: { state: 'running', since, progress: null }, nextSyncAt: null } });
    tellRunning();
    let moving = false;
    try {
      const report = await engine.app.sync({
        signal,
        accept,
        onProgress: (progress) => {
          // It may have waited for another program, and said so.
          if (!moving) tellRunning();
          moving = true;
          const current =
            progress.current === null ? null : titleOf(engine.parts, progress.current).summary || null;
          emit({ type: 'progress', progress: { ...progress, current } });
        },
      });
      const { uploaded, downloaded, failed, conflicts, requests, durationMs } = report;
      log(
        'info',
        `synced: up ${uploaded}, down ${downloaded}, failed ${failed}, conflicts ${conflicts}, ${requests} requests, ${Math.round(durationMs)} ms`,
      );
      emit({ type: 'patch', patch: { brake: null } });
      onOutcome({ report });
      return report;
    } catch (error) {
      const failure = toAppError(error);
      log(failure.code === 'CANCELLED' ? 'info' : 'warn', `sync: ${failure.message}`);
      if (failure.code.startsWith('BRAKE_')) {
        emit({ type: 'patch', patch: { brake: { code: failure.code, data: failure.data, at: now() } } });
      }
      onOutcome({ error: failure });
      throw failure;
    } finally {
      emit({ type: 'patch', patch: { sync: { state: 'idle' } } });
    }
  }

  /** Ends the pass that runs; finished items stay finished. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await this.#pass?.done.catch(() => undefined);
  }
}

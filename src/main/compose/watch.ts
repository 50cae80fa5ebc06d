/**
 * Syncs by itself: when something was saved (`sync_on_save`), and by the clock (`sync_interval_minutes`).
 * Capturing is cheap (one stat per transcript), so it runs on every event; a pass begins only when there is
 * something to carry, so that our own writes to index.db do not start another one.
 */
import type { WatchFailure } from '../capture/watch/watch-failure.ts';
import { watchSources } from '../capture/watch.ts';
import type { ComposedApp, Notice, SyncReport } from '../composed-app.ts';
import { SyncScheduler } from '../engine/scheduler.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import type { CloudConfig } from '../../shared/settings.ts';

/** A session saved to index.db is whole at once, and a hook speaks at the end of a turn, while a transcript is written for as long as the agent speaks. */
const SAVED_QUIET_MS = 300;

export interface WatchDeps {
  readonly app: Pick<ComposedApp, 'sync' | 'capture'>;
  readonly cloud: CloudConfig;
  /** Directories with transcripts, and the files of the store. */
  readonly directories: readonly string[];
  readonly files: readonly string[];
  /** Where agents' hooks leave word that a session is at rest. */
  readonly queue: string;
  /** Whether a session here is not in the bucket as it stands. */
  readonly hasWork: () => boolean;
  /** Work for when nothing else is to be done. */
  readonly tidy: (signal: AbortSignal) => Promise<void>;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly onReport: (report: SyncReport) => void;
  readonly onFailure: (error: AppError, retryInMs: number | null) => void;
  readonly onNotice: (notice: Notice) => void;
  /** In place of the app's own pass: shows its progress, and may be stopped. */
  readonly sync?: (signal: AbortSignal) => Promise<SyncReport>;
  /** Given out before the first pass, to hold passes back and to ask for them. */
  readonly onScheduler?: (scheduler: Pick<SyncScheduler, 'request' | 'pause' | 'resume'>) => void;
  /** Transcripts were read; sessions may have come. */
  readonly onCaptured?: () => void;
}

/** Resolves when the signal is aborted and the running pass has ended. */
export async function watch(deps: WatchDeps, options: WatchOptions): Promise<void> {
  const { app, cloud } = deps;
  const { signal, onReport, onFailure } = options;
  let tidying: Promise<void> = Promise.resolve();
  const tidyUp = (): Promise<void> => {
    tidying = tidying
      .then(() => deps.tidy(signal))
      .catch((error: unknown) => {
        if (!signal.aborted) onFailure(toAppError(error), null);
      });
    return tidying;
  };
  const scheduler = new SyncScheduler({
    sync: options.sync ?? ((passSignal) => app.sync({ signal: passSignal })),
    intervalMinutes: cloud.syncIntervalMinutes,
    onReport: (report) => {
      onReport(report);
      void tidyUp();
    },
    onFailure,
  });
  options.onScheduler?.(scheduler);
  let looking: Promise<void> = Promise.resolve();
  /** One at a time, whichever watch asks. */
  const captureAndSync = (): Promise<void> => {
    const look = async (): Promise<void> => {
      await app.capture(signal);
      options.onCaptured?.();
      if (deps.hasWork()) await scheduler.request();
    };
    looking = looking.then(look, look);
    return looking;
  };
  if (cloud.syncOnSave) {
    const request = {
      signal,
      onChange: captureAndSync,
      onError: (error: unknown) => {
        if (!signal.aborted) onFailure(toAppError(error), null);
      },
      onPolling: ({ code, path, explanation }: WatchFailure) =>
        options.onNotice({ code: 'WATCH_POLLING', data: { path, reason: code, explanation } }),
    };
    const { files, queue } = deps;
    const saved = watchSources({ ...request, dirs: [queue], files, quietMs: SAVED_QUIET_MS });
    await Promise.all([saved.ready, watchSources({ ...request, dirs: deps.directories, files: [] }).ready]);
  }
  const first = scheduler.request();
  await first;
  await aborted(signal);
  await scheduler.stop();
  await tidying;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { SyncReport } from './report.ts';
import { SyncScheduler } from './scheduler.ts';

const report = { uploaded: 0 } as SyncReport;

function scheduler(sync: (signal: AbortSignal) => Promise<SyncReport>, intervalMinutes = 0) {
  const reports: SyncReport[] = [];
  const failures: (number | null)[] = [];
  const made = new SyncScheduler({
    sync,
    intervalMinutes,
    onReport: (each) => reports.push(each),
    onFailure: (_error, retryInMs) => failures.push(retryInMs),
  });
  return { made, reports, failures };
}

describe('SyncScheduler', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs by the clock', async () => {
    const { made, reports } = scheduler(() => Promise.resolve(report), 30);
    await vi.advanceTimersByTimeAsync(95 * 60_000);
    expect(reports).toHaveLength(3);
    await made.stop();
  });

  it('never runs two passes at once; requests meanwhile lead to one more', async () => {
    let running = 0;
    let most = 0;
    const { made, reports } = scheduler(async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      running -= 1;
      return report;
    });
    const first = made.request();
    void made.request();
    void made.request();
    await vi.advanceTimersByTimeAsync(5000);
    await first;
    expect([most, reports.length]).toEqual([1, 2]);
    await made.stop();
  });

  it('tries again after a passing failure, later each time, and not after a lasting one', async () => {
    const errors = [new AppError('CONNECTION_LOST'), new AppError('TIMEOUT'), new AppError('KEY_WRONG')];
    const { made, failures } = scheduler(() => Promise.reject(errors.shift() ?? new AppError('KEY_WRONG')));
    void made.request();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual([5000, 10_000, null]);
    await made.stop();
  });

  it('does nothing while paused, and what was missed on resuming', async () => {
    const { made, reports } = scheduler(() => Promise.resolve(report), 1);
    made.pause();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(reports).toHaveLength(0);
    await made.resume();
    expect(reports).toHaveLength(1);
    await made.stop();
  });

  it('stops the pass that runs', async () => {
    const { made, failures } = scheduler(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AppError('CANCELLED')));
        }),
    );
    void made.request();
    await made.stop();
    expect(failures).toEqual([]);
  });
});

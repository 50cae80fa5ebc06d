import type { SyncReport } from '../../main/composed-app.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { describeError } from '../../shared/messages.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { safeLine } from '../terminal-text.ts';

export const endsItself = true;

/** Runs until it is interrupted; that is its normal end, so the exit code is 0. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const { io, out } = context;
  const totals = { passes: 0, uploaded: 0, downloaded: 0, failed: 0, failures: 0, conflicts: 0 };
  const say = (text: string): void => {
    out.text((page) => page.line(`${page.paint.dim(clock(io.now()))}  ${text}`));
  };
  await withApp(context, async (app) => {
    const { place, syncIntervalMinutes, syncOnSave } = await app.status();
    const ways = [
      ...(syncOnSave ? ['on every save'] : []),
      ...(syncIntervalMinutes > 0 ? [`every ${syncIntervalMinutes} minutes`] : []),
    ];
    say(`Syncing with ${safeLine(place ?? 'the bucket')} ${ways.join(' and ')}. Ctrl-C ends it.`);
    await app.watch({
      signal: AbortSignal.any([io.signal, out.closed]),
      onReport: (report) => {
        totals.passes += 1;
        totals.uploaded += report.uploaded;
        totals.downloaded += report.downloaded;
        totals.failed += report.failed;
        totals.conflicts = report.conflicts;
        say(reportLine(report));
      },
      onFailure: (error, retryInMs) => {
        totals.failures += 1;
        const { title, sentence } = describeError(error);
        const then = retryInMs === null ? sentence : `Trying again in ${formatDuration(retryInMs)}.`;
        out.note(`${title}. ${then}`);
      },
      onNotice: (notice) => {
        out.notice(notice);
      },
    });
  });
  out.result(totals, (page) => page.line(`${page.paint.dim(clock(io.now()))}  Stopped.`));
  return EXIT.ok;
}

function reportLine(report: SyncReport): string {
  const { uploaded, downloaded, removed, failed, conflicts, bytesUp, bytesDown } = report;
  const parts = [
    ...(uploaded > 0 ? [`${uploaded} uploaded (${formatBytes(bytesUp)})`] : []),
    ...(downloaded > 0 ? [`${downloaded} downloaded (${formatBytes(bytesDown)})`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(conflicts > 0 ? [`${conflicts} in conflict`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'In step.';
}

/** Local time of day. */
function clock(now: number): string {
  return new Date(now).toTimeString().slice(0, 8);
}

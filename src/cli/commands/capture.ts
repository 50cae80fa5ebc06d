import { formatCount, formatNumber } from '../../shared/format.ts';
import { describeError } from '../../shared/messages.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';

/** Failures shown to people; --json has all. */
const MOST_LINES = 20;

export const endsItself = true;

export async function run(context: CommandContext): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    out.progress.say("Reading the agents' files …");
    const report = await app.capture(io.signal);
    out.result(report, (page) => {
      const { found, created, updated, unchanged, leftToPlugin, failed } = report;
      if (found === 0) page.line('Found no session files of an agent on this device.');
      else {
        page.line(
          `${formatNumber(created)} new, ${formatNumber(updated)} updated, ${formatNumber(unchanged)} unchanged.`,
        );
        page.line(page.paint.dim(`  ${formatCount(found, 'session file')} found`));
      }
      if (leftToPlugin > 0) {
        page.line(
          page.paint.dim(`  ${formatCount(leftToPlugin, 'session')} kept by the cc-sessions plugin itself`),
        );
      }
      if (failed.length === 0) return;
      page.line().line(page.paint.red(`${formatCount(failed.length, 'file')} could not be read:`));
      const rows = failed
        .slice(0, MOST_LINES)
        .map(({ source, code, data }) => [source, describeError({ code, data }).title]);
      page.table([{ title: 'FILE' }, { title: 'REASON', flexible: true }], rows);
    });
    return report.failed.length > 0 ? EXIT.someFailed : EXIT.ok;
  });
}

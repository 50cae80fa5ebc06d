import type { CommandContext } from '../context.ts';
import { exitOfDiagnosis, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { showCause, showStep } from '../step-lines.ts';
import { safeLine } from '../terminal-text.ts';

export const endsItself = true;

const BUSY = 'Talking to the storage …';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    const { place } = await app.status();
    if (place) out.text((page) => page.line(`Testing ${safeLine(place)}`).line());
    out.progress.say(BUSY);
    const diagnosis = await app.diagnose((step) => {
      out.text((page) => {
        showStep(page, step);
      });
      out.progress.say(BUSY);
    }, io.signal);
    out.result(diagnosis, (page) => {
      if (diagnosis.steps.length > 0) page.line();
      if (diagnosis.cause) showCause(page, diagnosis.cause);
      else page.line(page.paint.green('Everything that sync needs works.'));
    });
    return exitOfDiagnosis(diagnosis);
  });
}

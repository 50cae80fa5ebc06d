import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import { safeLine } from '../terminal-text.ts';
import { wholeId } from '../whole-id.ts';

export async function run(context: CommandContext, { args: [typed = ''] }: Invocation): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const { id, title } = await wholeId(app, typed);
    await app.delete(id);
    out.result({ deleted: id }, (page) => {
      page.line(`Deleted ${safeLine(id)}${title ? ` “${safeLine(title).slice(0, 80)}”` : ''}.`);
      page.line(
        page.paint.dim('  The other devices follow at their next sync. It can be brought back for 30 days:'),
      );
      describeSteps(page, [{ command: `cc-sessions undelete ${safeLine(id)}`, label: 'Bring it back' }]);
    });
    return EXIT.ok;
  });
}

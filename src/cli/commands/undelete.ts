import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { safeLine } from '../terminal-text.ts';
import { byBeginning, wholeId } from '../whole-id.ts';

export async function run(context: CommandContext, { args: [typed = ''] }: Invocation): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const here = byBeginning(await app.list(), (session) => session.id, typed);
    if (here && here.state !== 'only-in-bucket') {
      out.result({ undeleted: null, session: here.id }, (page) => {
        page.line(`${safeLine(here.id)} is here; it was not deleted.`);
      });
      return EXIT.ok;
    }
    await app.undelete(typed);
    const { id } = await wholeId(app, typed);
    out.result({ undeleted: id, session: id }, (page) => {
      page.line(`${safeLine(id)} is back.`);
      page.line(page.paint.dim('  The other devices follow at their next sync.'));
    });
    return EXIT.ok;
  });
}

import type { ComposedApp, SessionState } from '../../main/composed-app.ts';
import { formatNumber } from '../../shared/format.ts';
import type { CommandContext, Invocation, OptionValues } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../number-option.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import { showSessions } from '../session-table.ts';

type Filter = NonNullable<Parameters<ComposedApp['list']>[0]>;

export async function run(context: CommandContext, { options }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  const filter = filterOf(options);
  return withApp(context, async (app) => {
    // One more than asked for tells whether there are more.
    const limit = filter.limit;
    const found = await app.list(limit === undefined ? filter : { ...filter, limit: limit + 1 });
    const sessions = limit === undefined ? found : found.slice(0, limit);
    const more = found.length > sessions.length;
    out.result({ sessions, more }, (page) => {
      if (sessions.length === 0) {
        page.line(isNarrowed(filter) ? 'No session is like that.' : 'There are no sessions yet.');
        if (!isNarrowed(filter))
          describeSteps(page, [{ command: 'cc-sessions capture', label: "Read the agents' files" }]);
        return;
      }
      showSessions(page, sessions, io.now());
      if (more)
        page.line(
          page.paint.dim(`First ${formatNumber(sessions.length)}; --all shows every one, --limit so many.`),
        );
    });
    return EXIT.ok;
  });
}

function filterOf(options: OptionValues): Filter {
  const { project, device, state } = options;
  return {
    ...(options['all']
      ? {}
      : { limit: wholeNumber('--limit', options['limit'], { least: 1, most: 1_000_000 }) }),
    ...(typeof project === 'string' ? { project } : {}),
    ...(typeof device === 'string' ? { device } : {}),
    ...(typeof state === 'string' ? { state: state as SessionState } : {}),
  };
}

function isNarrowed({ project, device, state }: Filter): boolean {
  return project !== undefined || device !== undefined || state !== undefined;
}

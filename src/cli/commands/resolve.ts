import type { ResolveRequest } from '../../main/composed-app.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import { safeLine } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';
import { byBeginning } from '../whole-id.ts';

type Keep = Extract<ResolveRequest['keep'], string>;

export async function run(
  context: CommandContext,
  { args: [typed = ''], options }: Invocation,
): Promise<ExitCode> {
  const { out } = context;
  const keep = options['keep'] as Keep;
  const device = typeof options['device'] === 'string' ? options['device'] : undefined;
  return withApp(context, async (app) => {
    const conflicts = (await app.conflicts()).filter(
      (conflict) => !device || conflict.remote.device === device,
    );
    const conflict = byBeginning(conflicts, ({ session }) => session, typed);
    if (!conflict) throw new AppError('CONFLICT_UNKNOWN', { session: typed, ...(device ? { device } : {}) });
    const rivals = conflicts.filter(({ session }) => session === conflict.session);
    if (rivals.length > 1) {
      const devices = rivals.map(({ remote }) => remote.device).join(', ');
      throw new UsageError(
        `${conflict.session} has versions on several devices: ${devices}.`,
        'Say which with --device.',
      );
    }
    const { session, local, remote } = conflict;
    const resolution = await app.resolve({
      session,
      device: remote.device,
      keep,
      seen: { local: local.contentHash, remote: remote.contentHash },
    });
    out.result({ ...resolution, kept: keep, device: remote.device }, (page) => {
      page.line(`${safeLine(session)}: ${outcome(keep, remote.device)}`);
      if (resolution.fork) page.line(`  The other version goes on as ${page.paint.cyan(resolution.fork)}.`);
      const { trashed } = resolution;
      if (trashed.length > 0)
        page.line('  What was said in the other version goes to the trash, for 30 days from the next sync.');
      describeSteps(page, [
        { command: 'cc-sessions sync', label: 'Tell the other devices' },
        ...trashed.map((id) => ({
          command: `cc-sessions undelete ${safeLine(id)}`,
          label: 'Bring it back, as a session of its own',
        })),
      ]);
    });
    return EXIT.ok;
  });
}

function outcome(keep: Keep, device: string): string {
  const words: Readonly<Record<Keep, string>> = {
    local: "this device's version goes on.",
    remote: `the version of ${safeLine(device)} goes on.`,
    both: 'both versions go on.',
  };
  return words[keep];
}

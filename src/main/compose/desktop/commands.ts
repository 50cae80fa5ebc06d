/** All commands of the desktop app that are answered here; those of the window itself are main/desktop's. */
import type { CommandHandlers } from '../../../shared/contract.ts';
import type { DesktopContext } from './context.ts';
import type { Notices } from './notices.ts';
import type { Pausing } from './pausing.ts';
import { syncCommands } from './sync-commands.ts';

export interface CommandParts {
  readonly pausing: Pausing;
  readonly notices: Notices;
}

export function commandsOf(context: DesktopContext, { pausing, notices }: CommandParts): CommandHandlers {
  const { host, emit } = context;
  return {
    status: async () => (await host.current()).app.status(),
    'notice.dismiss': async ({ id }) => {
      notices.dismiss(id);
      emit({ type: 'patch', patch: { notices: notices.shown } });
      return {};
    },
    ...syncCommands(context, pausing),
  };
}

/** All commands of the desktop app that are answered here; those of the window itself are main/desktop's. */
import type { CommandHandlers } from '../../../shared/contract.ts';
import { appCommands } from './app-commands.ts';
import { diagnosticsCommands } from './diagnostics-commands.ts';
import { settingsCommands } from './settings-commands.ts';
import { conflictCommands } from './conflict-commands.ts';
import type { DesktopContext } from './context.ts';
import type { Decisions } from './decisions.ts';
import type { Notices } from './notices.ts';
import type { Pausing } from './pausing.ts';
import { deviceCommands } from './device-commands.ts';
import { keyCommands } from './key-commands.ts';
import { pairingCommands } from './pairing-commands.ts';
import { recoveryCommands } from './recovery.ts';
import { setupCommands } from './setup-commands.ts';
import type { SetupDraftStore } from './setup-draft.ts';
import { sessionCommands } from './session-commands.ts';
import type { SessionViews } from './session-views.ts';
import { costCommands } from './cost-commands.ts';
import { syncCommands } from './sync-commands.ts';
import { TestRuns } from './test-runs.ts';

export interface CommandParts {
  readonly pausing: Pausing;
  readonly notices: Notices;
  readonly drafts: SetupDraftStore;
  readonly views: SessionViews;
  readonly decisions: Decisions;
}

export function commandsOf(context: DesktopContext, parts: CommandParts): CommandHandlers {
  const { pausing, notices, drafts, views } = parts;
  const { host, emit } = context;
  const runs = new TestRuns(emit);
  return {
    status: async () => (await host.current()).app.status(),
    'notice.dismiss': async ({ id }) => {
      notices.dismiss(id);
      emit({ type: 'patch', patch: { notices: notices.shown } });
      return {};
    },
    ...syncCommands(context, pausing),
    ...setupCommands(context, drafts, runs),
    ...sessionCommands(context, views),
    ...conflictCommands(context, parts),
    ...deviceCommands(context, views),
    ...costCommands(context),
    ...settingsCommands(context, pausing),
    ...diagnosticsCommands(context, runs),
    ...appCommands(context),
    ...keyCommands(context),
    ...recoveryCommands(context, drafts),
    ...pairingCommands(context, drafts),
  };
}

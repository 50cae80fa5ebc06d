import type { CommandContext, CommandModule } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import type { Page } from '../page.ts';
import { safeLine } from '../terminal-text.ts';
import { hookActions, type HookActions, type HooksFileStatus } from '../../main/compose/hooks.ts';

const WORDS = {
  install: {
    all: 'Claude Code tells cc-sessions when an answer is given, before it compacts, and when a session ends.',
    some: 'Only some of the hooks are in the settings.',
    none: 'The hooks are not in the settings.',
  },
  uninstall: {
    all: 'The hooks are still in the settings.',
    some: 'Some of the hooks are still in the settings.',
    none: 'The hooks are not in the settings any more.',
  },
  status: {
    all: 'The hooks are installed.',
    some: 'Only some of the hooks are installed.',
    none: 'The hooks are not installed.',
  },
} as const;

/** `hook install`, `hook uninstall`, `hook status`. */
export function hookSettings(action: keyof typeof WORDS): CommandModule {
  return {
    async run({ io, out }: CommandContext) {
      const hooks = hookActions(io.env);
      const status = await hooks[action]();
      out.result(status, (page) => {
        page.line(WORDS[action][status.installed]);
        describe(page, hooks, status);
        if (action === 'status' && status.installed !== 'all') {
          page.line().line(page.paint.dim('cc-sessions hook install adds what is missing.'));
        }
      });
      return EXIT.ok;
    },
  };
}

function describe(page: Page, { events }: HookActions, status: HooksFileStatus): void {
  const { path, backup, commands, disabled } = status;
  page.facts([
    ['Settings', safeLine(path)],
    ['Events', status.events.join(', ') || null],
    [
      'Missing',
      status.events.length > 0
        ? events.filter((event) => !status.events.some((known) => known === event)).join(', ') || null
        : null,
    ],
    ['Command', commands.map(safeLine).join(', ') || null],
    ['Before', backup === null ? null : `kept in ${safeLine(backup)}`],
  ]);
  if (disabled)
    page.line().line(page.paint.yellow('disableAllHooks is set there: Claude Code runs no hook at all.'));
}

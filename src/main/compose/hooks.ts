/** Our hooks in Claude Code, for the command line: where its settings are, and how our program is called from there. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { claudeConfigDirectory } from '../capture/claude-code/find.ts';
import { resolveHome } from '../config/home.ts';
import { HOOK_COMMAND, HOOK_EVENTS } from '../hooks/claude-settings.ts';
import { runHook } from '../hooks/enqueue.ts';
import {
  claudeSettingsPath,
  installHooks,
  readHooks,
  uninstallHooks,
  type HooksFileStatus,
} from '../hooks/settings-file.ts';

export type { HooksFileStatus } from '../hooks/settings-file.ts';

export interface HookActions {
  /** What all hooks together are. */
  readonly events: readonly string[];
  status(): Promise<HooksFileStatus>;
  install(): Promise<HooksFileStatus>;
  uninstall(): Promise<HooksFileStatus>;
  /** What `cc-sessions hook` does when it was not started by its own, faster way. Never rejects. */
  run(stdin: Readable, now: number): Promise<void>;
}

/** @param program the file this program was started from */
export function hookActions(env: NodeJS.ProcessEnv, program: string = process.argv[1] ?? ''): HookActions {
  const settings = claudeSettingsPath(claudeConfigDirectory(env));
  return {
    events: HOOK_EVENTS,
    status: () => readHooks(settings),
    install: () => installHooks(settings, hookCommand(env, program)),
    uninstall: () => uninstallHooks(settings),
    run: (stdin, now) => runHook({ home: resolveHome(env).home, stdin, now }),
  };
}

/** By its name when the shell finds it, else by its path: a checkout is on nobody's PATH. */
export function hookCommand(env: NodeJS.ProcessEnv, program: string): string {
  const names = process.platform === 'win32' ? ['cc-sessions.cmd', 'cc-sessions.exe'] : ['cc-sessions'];
  const directories = (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory));
  if (directories.some((directory) => names.some((name) => existsSync(path.join(directory, name))))) {
    return HOOK_COMMAND;
  }
  const launcher = [program, path.resolve(path.dirname(program), '../../bin/cc-sessions.mjs')].find(
    (file) => /^cc-sessions(\.mjs)?$/.test(path.basename(file)) && existsSync(file),
  );
  if (launcher === undefined) return HOOK_COMMAND;
  return process.platform === 'win32' ? `node "${launcher}" hook` : `"${launcher}" hook`;
}

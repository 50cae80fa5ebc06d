import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { hookActions } from '../../main/compose/hooks.ts';

/** Agents call this by its own way (hook-entry.ts); it comes here when it was called by another one. */
export async function run({ io, out }: CommandContext): Promise<ExitCode> {
  if (io.stdin.isTTY) {
    throw new UsageError(
      'This command is called by Claude Code, which tells it of a session.',
      'See cc-sessions hook --help',
    );
  }
  await hookActions(io.env).run(io.stdin, io.now());
  out.result({}, () => undefined);
  return EXIT.ok;
}

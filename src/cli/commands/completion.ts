import { completionScript, SHELLS, type CompletionCommand } from '../completion.ts';
import type { CommandModule } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

export function completionCommand(program: CompletionCommand): CommandModule {
  return {
    run({ out }, { args: [typed = ''] }) {
      const shell = SHELLS.find((known) => known === typed);
      if (!shell)
        throw new UsageError(`There is no completion for ${typed}.`, `There is for ${SHELLS.join(', ')}.`);
      const script = completionScript(shell, program);
      out.result({ shell, script }, (page) => page.line(script.trimEnd()));
      return Promise.resolve(EXIT.ok);
    },
  };
}

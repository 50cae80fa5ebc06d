import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const key = await app.revealKey();
    const info = await app.keyInfo();
    out.note(
      'Whoever has this key and access to the bucket can read every session. Keep it in a password manager.',
    );
    out.result({ key, ...info }, (page) => page.line(key));
    return EXIT.ok;
  });
}

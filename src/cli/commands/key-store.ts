import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';

/** Moves what the config file holds of secrets to the keychain. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const moved = await app.moveSecrets();
    out.result({ moved }, (page) => {
      if (moved.length === 0) page.line('The config file holds no secrets. Nothing had to be moved.');
      else page.line(`Moved from the config file to the keychain: ${moved.join(', ')}.`);
    });
    return EXIT.ok;
  });
}

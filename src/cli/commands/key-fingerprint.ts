import type { KeyInfo } from '../../main/composed-app.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';

export const STORED_IN: Readonly<Record<KeyInfo['storedIn'], string>> = {
  environment: 'in CC_SESSIONS_ENCRYPTION_KEY',
  'config-file': 'in the config file',
  keychain: 'in the keychain',
  none: 'nowhere yet',
};

export async function run(context: CommandContext): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const info = await app.keyInfo();
    if (info.storedIn === 'none') throw new AppError('KEY_MISSING');
    out.result(info, (page) => page.line(`${info.fingerprint}  ${page.paint.dim(STORED_IN[info.storedIn])}`));
    return EXIT.ok;
  });
}

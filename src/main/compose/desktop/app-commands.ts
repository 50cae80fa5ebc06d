/** Commands on the app itself. */
import type { CommandHandlers } from '../../../shared/contract.ts';
import { EXTERNAL_HOSTS } from '../../../shared/contract/shell.ts';
import { AppError } from '../../../shared/errors.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import type { DesktopContext } from './context.ts';
import { openPath } from './open-path.ts';

export function appCommands(context: DesktopContext): CommandHandlers {
  const { native, language } = context;
  return {
    'app.info': async () => {
      const { home, configFile } = context.machine().paths;
      const { electron, chrome, node, locale, packaged } = native.info;
      const platform = `${process.platform}-${process.arch}`;
      const versions = { version: APP_VERSION, electron, chrome, node, platform };
      return { ...versions, home, configFile, licence: 'MIT', locale, language: language(), packaged };
    },
    'app.quit': async () => {
      // Answered first: the window that asked goes with the app.
      setTimeout(() => native.quit(), 50);
      return {};
    },
    'app.hide': async () => {
      setTimeout(() => native.hide(), 50);
      return {};
    },
    'clipboard.copy': async ({ text }) => {
      await native.writeClipboard(text);
      return {};
    },
    'open.external': async ({ url }) => {
      if (!isAllowed(url)) throw new AppError('IPC_REFUSED', { command: 'open.external', problem: 'host' });
      await native.openExternal(url);
      return {};
    },
    'engine.retry': async () => {
      await context.reopen(async () => undefined);
      await context.runtime();
      return {};
    },
    'open.home': async () => {
      await openPath(native, context.machine().paths.home);
      return {};
    },
  };
}

/** https, a host of the list, no credentials and no other port. */
export function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  const plain = protocol === 'https:' && port === '' && username === '' && password === '';
  return plain && (EXTERNAL_HOSTS as readonly string[]).includes(hostname);
}

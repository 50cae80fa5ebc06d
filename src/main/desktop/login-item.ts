/** Start at login, hidden: by the system's own list, on Linux by a desktop entry (XDG Autostart). */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import { autostartEntry } from './autostart-entry.ts';
import { HIDDEN_FLAG } from './arguments.ts';

const ENTRY_NAME = 'cc-sessions-sync.desktop';

export function canStartAtLogin(): boolean {
  return ['linux', 'darwin', 'win32'].includes(process.platform);
}

/** Never throws: a home directory that cannot be written to must not stop the app. */
export function startAtLogin(wanted: boolean): void {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [HIDDEN_FLAG] });
    return;
  }
  const config = process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  const file = path.join(config, 'autostart', ENTRY_NAME);
  try {
    if (!wanted) {
      rmSync(file, { force: true });
      return;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, autostartEntry(program()));
  } catch {
    return;
  }
}

/** Whether the system started the app at login, where that takes no argument (macOS). */
export function wasStartedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** What starts this app: the AppImage rather than what it is unpacked to; from a checkout the directory as well. */
function program(): string[] {
  const executable = process.env.APPIMAGE ?? process.execPath;
  return app.isPackaged ? [executable] : [executable, app.getAppPath()];
}

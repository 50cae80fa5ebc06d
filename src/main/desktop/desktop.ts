/** The app as a person meets it on a desktop: one instance, one window, and the engine behind it. */
import path from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { handlersOf, type Backend } from './backend.ts';
import { refusePermissions, refuseWhatPagesNeverNeed } from './hardening.ts';
import { serveCommands } from './ipc.ts';
import { createWindow, showWindow } from './window.ts';

export interface DesktopOptions {
  /** Directory of the built program: holds preload/ and renderer/. */
  readonly out: string;
  /** Where Chromium keeps its own files; the single instance is one per such directory. `null`: its default. */
  readonly profile: string | null;
  /** Opens the engine; called once, and only in the instance that stays. */
  readonly open: () => Promise<Backend>;
}

function prepareChromium(profile: string | null): void {
  if (profile !== null) app.setPath('userData', profile);
  // Pages keep no cookies or passwords: Chromium shall not ask the keychain for a key of its own.
  app.commandLine.appendSwitch('password-store', 'basic');
  // The menu's shortcuts (reload, developer tools) are none of ours; macOS needs its menu for copy and paste.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
}

/**
 * The app ends only after the engine has: nothing half-written, no lock left behind. It then exits rather than
 * quits: a second `quit` from within a prevented one is lost (electron/electron#33643).
 */
function closeBeforeQuitting(backend: Promise<Backend>): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    // Never within the event: Electron is still in the middle of quitting then, and may hang.
    const end = (code: number): void => {
      setImmediate(() => {
        app.exit(code);
      });
    };
    backend
      .then((opened) => opened.close())
      .then(
        () => {
          end(0);
        },
        () => {
          end(1);
        },
      );
  });
  // Without handlers of our own Chromium aborts when a quit that a signal began is prevented.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      app.quit();
    });
  }
}

/** Starts the app, or hands over to the instance that already runs and ends. Call before Electron is ready. */
export function startDesktop(options: DesktopOptions): void {
  prepareChromium(options.profile);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  registerAppScheme();
  refuseWhatPagesNeverNeed();
  const backend = options.open();
  // Said to whoever asks it something; without this line it would end the process.
  backend.catch(() => undefined);
  serveCommands(handlersOf(backend));
  closeBeforeQuitting(backend);
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window) showWindow(window);
  });
  void app.whenReady().then(() => {
    refusePermissions();
    serveApp(path.join(options.out, 'renderer'));
    createWindow(options.out);
  });
}

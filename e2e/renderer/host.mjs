/**
 * Electron with the built window and without the app behind it: served and hardened as the product does it, but
 * without preload; `window.ccSessions` comes from the test (window.ts).
 */
import path from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';
import { registerAppScheme, serveApp } from '../../src/main/desktop/app-protocol.ts';
import { APP_ORIGIN } from '../../src/main/desktop/app-url.ts';
import { refusePermissions, refuseWhatPagesNeverNeed } from '../../src/main/desktop/hardening.ts';

app.setPath('userData', path.join(process.env.TMPDIR ?? '/tmp', `cc-renderer-${process.pid}`));
app.commandLine.appendSwitch('password-store', 'basic');
Menu.setApplicationMenu(null);
registerAppScheme();
refuseWhatPagesNeverNeed();

void app.whenReady().then(() => {
  refusePermissions();
  serveApp(process.env.CC_E2E_RENDERER);
  const window = new BrowserWindow({
    width: 1000,
    height: 700,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  // Not the page itself: it must not run before the test has put its answers in place.
  void window.loadURL(`${APP_ORIGIN}/missing.html`);
});

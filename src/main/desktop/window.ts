import path from 'node:path';
import { BrowserWindow } from 'electron';
import { APP_ORIGIN } from './app-url.ts';

/** The app's window; shown once it has something to show. @param out directory of the built program. */
export function createWindow(out: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1000,
    height: 700,
    minWidth: 480,
    minHeight: 360,
    show: false,
    title: 'cc-sessions Cloud Sync',
    backgroundColor: '#f7f7f5',
    webPreferences: {
      preload: path.join(out, 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

/** Brings the window to the person, from wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

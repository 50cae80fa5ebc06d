/** Dialogs, clipboard, printing and the like of the system, for the commands composed in main/compose/desktop. */
import { app, BrowserWindow, dialog, nativeImage, nativeTheme, shell, systemPreferences } from 'electron';
import { AppError } from '../../shared/errors.ts';
import type { FileKind, NativePort, Pixels } from '../compose/desktop/native-port.ts';
import { canStartAtLogin, startAtLogin } from './login-item.ts';
import { canTellMetered } from './surroundings.ts';
import { clipboardImage, clipboardText, writeClipboard } from './system-clipboard.ts';

export interface NativeDeps {
  /** The window dialogs belong to; `null`: none is open. */
  readonly window: () => BrowserWindow | null;
  /** The recovery kit that the app was opened with last. */
  readonly offered: () => string | null;
  readonly hide: () => void;
  readonly quit: () => void;
}

const filters = (kinds: readonly FileKind[]): { name: string; extensions: string[] }[] =>
  kinds.map(({ name, extensions }) => ({ name, extensions: [...extensions] }));

export function nativePort(deps: NativeDeps): NativePort {
  return {
    info: {
      electron: process.versions.electron ?? '',
      chrome: process.versions.chrome ?? '',
      node: process.versions.node,
      locale: app.getLocale() || 'en',
      packaged: app.isPackaged,
      startAtLogin: canStartAtLogin(),
      battery: true,
      metered: canTellMetered(),
    },
    chooseSave: async ({ title, name, kinds }) => {
      const options = { title, defaultPath: name, filters: filters(kinds) };
      const window = deps.window();
      const { filePath } = await (window
        ? dialog.showSaveDialog(window, options)
        : dialog.showSaveDialog(options));
      return filePath || null;
    },
    chooseFile: ({ title, kinds }) => chooseExisting(deps, title, ['openFile'], kinds),
    chooseDirectory: ({ title }) => chooseExisting(deps, title, ['openDirectory', 'createDirectory'], []),
    offeredFile: deps.offered,
    confirmPerson: (request) => confirmPerson(deps, request),
    print,
    clipboardText,
    writeClipboard,
    clipboardImage,
    decodeImage,
    openPath: async (path) => {
      const reason = await shell.openPath(path);
      if (reason !== '') throw new AppError('INTERNAL', { reason, path });
    },
    openExternal: (url) => shell.openExternal(url),
    apply: ({ theme, startAtLogin: wanted }) => {
      nativeTheme.themeSource = theme === 'auto' ? 'system' : theme;
      startAtLogin(wanted);
    },
    hide: deps.hide,
    quit: deps.quit,
  };
}

async function chooseExisting(
  deps: NativeDeps,
  title: string,
  properties: ('openFile' | 'openDirectory' | 'createDirectory')[],
  kinds: readonly FileKind[],
): Promise<string | null> {
  const options = { title, properties, filters: filters(kinds) };
  const window = deps.window();
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}

/** Touch ID where there is one. Elsewhere Electron offers no proof of the person, so the question has to do. */
async function confirmPerson(
  deps: NativeDeps,
  { title, message, button, cancel }: Parameters<NativePort['confirmPerson']>[0],
): Promise<boolean> {
  if (process.platform === 'darwin' && systemPreferences.canPromptTouchID()) {
    return systemPreferences.promptTouchID(title).then(
      () => true,
      () => false,
    );
  }
  const options = {
    type: 'warning' as const,
    title,
    message: title,
    detail: message,
    buttons: [button, cancel],
    defaultId: 1,
    cancelId: 1,
  };
  const window = deps.window();
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0;
}

/** A window of its own that is never seen, without scripts and without our preload. */
async function print(html: string): Promise<boolean> {
  const page = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  });
  try {
    await page.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
    return await new Promise<boolean>((resolve) => {
      page.webContents.print({ silent: false, printBackground: true }, (printed) => resolve(printed));
    });
  } finally {
    page.destroy();
  }
}

/** Pictures larger than this are no photograph of a code. */
const MOST_PIXELS = 40_000_000;

function decodeImage(bytes: Uint8Array): Pixels | null {
  const image = nativeImage.createFromBuffer(Buffer.from(bytes));
  const { width, height } = image.getSize();
  if (image.isEmpty() || width * height > MOST_PIXELS) return null;
  const bitmap = image.toBitmap();
  const rgba = new Uint8ClampedArray(bitmap);
  // Skia's order is blue, green, red.
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    rgba[at] = bitmap[at + 2] ?? 0;
    rgba[at + 2] = bitmap[at] ?? 0;
  }
  return { width, height, rgba };
}

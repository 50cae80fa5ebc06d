/** The app's one window. Closing it ends its process; what was in it is shown anew when it is opened again. */
import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { APP_ORIGIN } from './app-url.ts';
import { fittingBounds, type WindowPlace } from './window-place.ts';

export interface AppWindowOptions {
  /** Directory of the built program. */
  readonly out: string;
  readonly title: string;
  readonly place: () => WindowPlace | null;
  readonly onPlace: (place: WindowPlace) => void;
  /** Asked before the window goes; the app goes on without it. */
  readonly onClose: (window: BrowserWindow) => Promise<void>;
}

const SIZE = { width: 1080, height: 740 };
/** Colours of the page's ground, so that nothing flashes before it is drawn. */
const GROUND = { light: '#f7f7f5', dark: '#1b1d21' };

export class AppWindow {
  readonly #options: AppWindowOptions;
  #window: BrowserWindow | null = null;

  constructor(options: AppWindowOptions) {
    this.#options = options;
  }

  get current(): BrowserWindow | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window : null;
  }

  /** Brings it to the person, from wherever it is. @returns whether it had to be made */
  open(): boolean {
    const window = this.current;
    if (!window) {
      this.#create();
      return true;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return false;
  }

  /** Goes through `onClose` as its button does. */
  close(): void {
    this.current?.close();
  }

  #create(): void {
    const { out, title } = this.#options;
    const place = this.#options.place();
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...SIZE,
      ...(place ? fittingBounds(place.bounds, areas) : {}),
      minWidth: 480,
      minHeight: 360,
      show: false,
      title,
      icon: path.join(out, '..', 'assets', 'icons', '256x256.png'),
      backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
      webPreferences: {
        preload: path.join(out, 'preload', 'index.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    this.#window = window;
    if (place?.maximized) window.maximize();
    this.#rememberPlace(window);
    this.#closeWithCare(window);
    window.once('ready-to-show', () => window.show());
    void window.loadURL(`${APP_ORIGIN}/index.html`);
  }

  #rememberPlace(window: BrowserWindow): void {
    const remember = (): void => {
      if (window.isMinimized() || window.isFullScreen()) return;
      this.#options.onPlace({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    };
    let timer: NodeJS.Timeout | null = null;
    const soon = (): void => {
      if (timer) clearTimeout(timer);
      timer = setTimeout(() => {
        if (!window.isDestroyed()) remember();
      }, 400);
    };
    window.on('resize', soon);
    window.on('move', soon);
    window.on('close', remember);
  }

  /** The page is not asked: it holds nothing that the main process does not hold as well. */
  #closeWithCare(window: BrowserWindow): void {
    let closing = false;
    window.on('close', (event) => {
      event.preventDefault();
      if (closing) return;
      closing = true;
      void this.#options.onClose(window).finally(() => {
        if (!window.isDestroyed()) window.destroy();
      });
    });
    // A page that died shows nothing any more: the next click on the tray makes a new one.
    window.webContents.on('render-process-gone', () => window.destroy());
  }
}

/** Draws what tray-model.ts computes. On Linux a StatusNotifierItem, which takes a panel that shows it. */
import path from 'node:path';
import { app, Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Mood } from '../../shared/app-state.ts';
import { hasTrayHost } from './session-bus.ts';
import type { TrayEntry, TrayIntent, TrayView } from './tray-model.ts';

/** Milliseconds between two looks for a panel: it may be started after us, and end before, which is rare. */
const HOST_INTERVAL = { absent: 60_000, shown: 15 * 60_000 };

export interface TrayIconOptions {
  readonly onIntent: (intent: TrayIntent) => void;
  /** A plain click on the icon, where the system tells it from opening the menu. */
  readonly onClick: () => void;
  readonly onHost: (tray: 'unknown' | 'shown' | 'absent') => void;
}

export class TrayIcon {
  readonly #options: TrayIconOptions;
  #tray: Tray | null = null;
  #view: TrayView | null = null;
  #drawn = '';

  constructor(options: TrayIconOptions) {
    this.#options = options;
    nativeTheme.on('updated', () => this.#redraw());
  }

  /** Makes the icon where there is a panel for it, now or later, and tells whether there is one. */
  async start(): Promise<void> {
    const host = process.platform === 'linux' ? await hasTrayHost() : true;
    this.#options.onHost(host === null ? 'unknown' : host ? 'shown' : 'absent');
    if (host !== false && this.#tray === null) this.#make();
    if (process.platform === 'linux' && host !== null)
      setTimeout(() => void this.start(), HOST_INTERVAL[host ? 'shown' : 'absent']).unref();
  }

  #make(): void {
    this.#tray = new Tray(iconFor(this.#view?.mood ?? 'idle'));
    this.#tray.on('click', () => {
      if (process.platform !== 'darwin') this.#options.onClick();
    });
    this.#redraw();
  }

  /** Only what differs is drawn: a menu that is set anew closes under the hand. */
  show(view: TrayView): void {
    this.#view = view;
    const key = JSON.stringify(view, (name, value: unknown) => (name === 'until' ? undefined : value));
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#redraw();
  }

  #redraw(): void {
    if (!this.#tray || !this.#view) return;
    const { mood, tooltip, entries } = this.#view;
    this.#tray.setImage(iconFor(mood));
    this.#tray.setToolTip(tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries.map((entry) => this.#item(entry))));
  }

  #item(entry: TrayEntry): MenuItemConstructorOptions {
    switch (entry.type) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: plain(entry.label), enabled: false };
      case 'menu':
        return { label: plain(entry.label), submenu: entry.entries.map((inner) => this.#item(inner)) };
      case 'action':
        return {
          label: plain(entry.label),
          enabled: entry.enabled,
          click: () => this.#options.onIntent(entry.intent),
        };
    }
  }
}

/** A single & would become a shortcut. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}

/** Points of the icon: Windows 16, Linux panels 22; macOS finds both colours itself in a template. */
function iconFor(mood: Mood): Electron.NativeImage {
  const folder = path.join(app.getAppPath(), 'assets', 'tray');
  if (process.platform === 'darwin') {
    const template = nativeImage.createFromPath(path.join(folder, `${mood}Template.png`));
    template.setTemplateImage(true);
    return template;
  }
  const panel = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light';
  const points = process.platform === 'win32' ? 16 : 22;
  return nativeImage.createFromPath(path.join(folder, `${mood}-${panel}-${points}.png`));
}

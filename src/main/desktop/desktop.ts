/** The app as a person meets it on a desktop: one instance, a tray icon, a window, and the engine behind them. */
import path from 'node:path';
import { app, dialog, Menu, Notification } from 'electron';
import type { AppEvent, AppState, CommandHandlers, Screen } from '../../shared/contract.ts';
import { desktopStrings, type DesktopStrings } from '../../shared/strings/desktop.ts';
import { languageFor, type Language } from '../../shared/strings/language.ts';
import type { DesktopBackend } from '../compose/desktop/backend.ts';
import type { NativePort } from '../compose/desktop/native-port.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { isHiddenStart, kitIn } from './arguments.ts';
import { explainIn } from './explain.ts';
import { refusePermissions, refuseWhatPagesNeverNeed } from './hardening.ts';
import { pushToWindows, serveCommands } from './ipc.ts';
import { wasStartedAtLogin } from './login-item.ts';
import { nativePort } from './native.ts';
import { newsOf, NO_NEWS } from './news.ts';
import { StateHub } from './state-hub.ts';
import { watchSurroundings } from './surroundings.ts';
import { TrayIcon } from './tray.ts';
import { trayView, type TrayIntent } from './tray-model.ts';
import { AppWindow } from './window.ts';

export interface DesktopOptions {
  /** Directory of the built program: holds preload/ and renderer/. */
  readonly out: string;
  /** Where Chromium keeps its own files; the single instance is one per such directory. `null`: its default. */
  readonly profile: string | null;
  /** Makes the backend; called once, and only in the instance that stays. It starts when told to. */
  readonly connect: (native: NativePort, emit: (event: AppEvent) => void) => DesktopBackend;
}

/** Milliseconds after which words are made anew ("2 minutes ago" grows old) and lasting trouble is looked for. */
const CLOCK_INTERVAL = 60_000;

function prepareChromium(profile: string | null): void {
  if (profile !== null) app.setPath('userData', profile);
  // Notifications of Windows go by the name that the installer registered.
  app.setAppUserModelId('io.github.cc-sessions-sync');
  // Pages keep no cookies or passwords: Chromium shall not ask the keychain for a key of its own.
  app.commandLine.appendSwitch('password-store', 'basic');
  // The menu's shortcuts (reload, developer tools) are none of ours; macOS needs its menu for copy and paste.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
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
  // The app lives in the tray: without a listener Electron would end it with its last window.
  app.on('window-all-closed', () => undefined);
  const files = filesOfMac();
  void app.whenReady().then(() => {
    const desktop = new Desktop(options);
    desktop.start();
    files.deliver((file) => desktop.startedWith([file], '/'));
  });
}

/** macOS hands over files by an event, which may come before the app is ready. */
function filesOfMac(): { deliver(to: (file: string) => void): void } {
  const waiting: string[] = [];
  let take = (file: string): void => void waiting.push(file);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    take(file);
  });
  return {
    deliver: (to) => {
      take = to;
      waiting.splice(0).forEach(to);
    },
  };
}

class Desktop {
  readonly #out: string;
  readonly #hub: StateHub;
  readonly #backend: DesktopBackend;
  readonly #window: AppWindow;
  readonly #tray: TrayIcon;
  #memory = NO_NEWS;
  /** Where the next page that asks for the state is to go. */
  #destination: { screen: Screen; session: string | null } | null = null;
  /** The recovery kit that the app was opened with last. */
  #kit: string | null = null;

  constructor({ out, connect }: DesktopOptions) {
    this.#out = out;
    this.#hub = new StateHub(pushToWindows);
    const native = nativePort({
      window: () => this.#window.current,
      offered: () => this.#kit,
      hide: () => this.#window.close(),
      quit: () => app.quit(),
    });
    this.#backend = connect(native, (event) => {
      this.#hub.dispatch(event);
      // The language may have changed.
      if (event.type === 'changed' && event.what === 'settings') this.#drawTray();
    });
    const { preferences } = this.#backend;
    this.#window = new AppWindow({
      out,
      title: this.#strings().appName,
      place: () => preferences.remembered.window,
      onPlace: (window) => preferences.remember({ window }),
      onClose: () => this.#explainClosing(),
    });
    this.#tray = new TrayIcon({
      onIntent: (intent) => this.#carryOut(intent),
      onClick: () => this.open('overview'),
      onHost: (tray) => this.#hub.dispatch({ type: 'patch', patch: { tray } }),
    });
  }

  start(): void {
    closeBeforeQuitting(this.#backend);
    app.on('second-instance', (_event, argv, directory) => this.startedWith(argv, directory));
    app.on('activate', () => this.#window.open());
    refusePermissions();
    serveApp(path.join(this.#out, 'renderer'));
    serveCommands(this.#handlers());
    this.#hub.listen((state, before) => this.#stateChanged(state, before));
    this.#drawTray();
    setInterval(() => this.#stateChanged(this.#hub.state, this.#hub.state), CLOCK_INTERVAL).unref();
    void this.#tray.start();
    if (!wasStartedAtLogin()) this.startedWith(process.argv, process.cwd());
    this.#backend.start();
    watchSurroundings({
      onConditions: (change) => this.#backend.observe(change),
      onWake: () => this.#backend.nudge(),
      wantsMetered: () => this.#backend.preferences.settings.onMetered === 'wait',
    });
  }

  /** By a person, or by the system for one: also a second time, while it runs. */
  startedWith(argv: readonly string[], directory: string): void {
    const kit = kitIn(argv, directory);
    if (kit !== null) {
      this.#kit = kit;
      this.open('setup', 'kit');
    } else if (!isHiddenStart(argv)) this.#window.open();
  }

  /** Opens the window at a screen. */
  open(screen: Screen, session: string | null = null): void {
    this.#destination = { screen, session };
    // A page that is there already asks for nothing: it is told.
    if (!this.#window.open()) this.#navigate();
  }

  #navigate(): void {
    const destination = this.#destination;
    this.#destination = null;
    if (destination) this.#hub.dispatch({ type: 'navigate', ...destination });
  }

  #handlers(): CommandHandlers {
    const snapshot = this.#hub.handlers['state.get'];
    return {
      ...this.#backend.handlers,
      'state.get': async (request) => {
        // A page listens before it asks, so it hears where to go after it has its answer.
        setImmediate(() => this.#navigate());
        return snapshot ? snapshot(request) : { revision: 0, state: this.#hub.state };
      },
    };
  }

  #language(): Language {
    return languageFor(this.#backend.preferences.settings.language, app.getLocale());
  }

  #strings(): DesktopStrings {
    return desktopStrings(this.#language());
  }

  #stateChanged(state: AppState, before: AppState): void {
    this.#drawTray();
    this.#tellNews(state, before);
  }

  #tellNews(state: AppState, before: AppState): void {
    const { news, memory } = newsOf({
      before,
      state,
      memory: this.#memory,
      enabled: this.#backend.preferences.settings.notifications,
      strings: this.#strings(),
      explain: explainIn(this.#language()),
      now: Date.now(),
    });
    this.#memory = memory;
    for (const { title, body, screen } of news) {
      const notification = new Notification({ title, body });
      notification.on('click', () => this.open(screen));
      notification.show();
    }
  }

  #drawTray(): void {
    this.#tray.show(
      trayView(this.#hub.state, {
        strings: this.#strings(),
        explain: explainIn(this.#language()),
        now: Date.now(),
        locale: app.getLocale() || 'en-GB',
      }),
    );
  }

  #carryOut(intent: TrayIntent): void {
    const { handlers } = this.#backend;
    // Failures show in the state; there is nobody here to answer.
    const ask = (work: Promise<unknown> | undefined): void => void work?.catch(() => undefined);
    switch (intent.kind) {
      case 'sync-now':
        return ask(handlers['sync.now']?.({}));
      case 'cancel-sync':
        return ask(handlers['sync.cancel']?.({}));
      case 'pause':
        return this.#backend.pause(intent.until);
      case 'resume':
        return ask(handlers['sync.resume']?.({}));
      case 'open':
        return this.open(intent.screen, intent.session ?? null);
      case 'quit':
        app.quit();
    }
  }

  /** Once: that the app goes on without its window, and how to come back. */
  async #explainClosing(): Promise<void> {
    const { preferences } = this.#backend;
    if (preferences.remembered.closeExplained) return;
    preferences.remember({ closeExplained: true });
    const { notifications, menu, dialogs } = this.#strings();
    const detail =
      this.#hub.state.tray === 'absent' ? notifications.stillHereNoTray : notifications.stillHere;
    const options = {
      type: 'info' as const,
      title: this.#strings().appName,
      message: notifications.stillHereTitle,
      detail,
      buttons: [dialogs.ok, menu.quit],
      defaultId: 0,
      cancelId: 0,
    };
    const window = this.#window.current;
    const { response } = await (window
      ? dialog.showMessageBox(window, options)
      : dialog.showMessageBox(options));
    if (response === 1) app.quit();
  }
}

/**
 * The app ends only after the engine has: nothing half-written, no lock left behind. It then exits rather than
 * quits: a second `quit` from within a prevented one is lost (electron/electron#33643), and the window, which
 * does not close but go, would prevent it.
 */
function closeBeforeQuitting(backend: DesktopBackend): void {
  let closing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    // Never within the event: Electron is still in the middle of quitting then, and may hang.
    const end = (code: number): void => {
      setImmediate(() => {
        app.exit(code);
      });
    };
    backend.close().then(
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

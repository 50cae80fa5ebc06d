/** The engine as the desktop app uses it: commands, events, and passes that begin by themselves. */
import { desktopStrings } from '../../../shared/strings/desktop.ts';
import { languageFor } from '../../../shared/strings/language.ts';
import type { AppEvent, AppState, CommandHandlers } from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { resolveHome } from '../../config/home.ts';
import { Machine } from '../machine.ts';
import { AppLog } from './app-log.ts';
import { commandsOf } from './commands.ts';
import { ConfigWatch } from './config-watch.ts';
import type { DesktopContext } from './context.ts';
import { Decisions } from './decisions.ts';
import { EngineHost, type OpenEngine } from './engine-host.ts';
import { liveState } from './live-state.ts';
import type { NativePort } from './native-port.ts';
import { Notices } from './notices.ts';
import { Pausing, type Conditions } from './pausing.ts';
import { Preferences } from './preferences.ts';
import { SessionViews } from './session-views.ts';
import { SetupDraftStore } from './setup-draft.ts';
import { StorageMeter } from './storage-meter.ts';
import { SyncRuntime } from './sync-runtime.ts';
import { recordTraffic } from './traffic-record.ts';

export interface DesktopOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly native: NativePort;
  readonly emit: (event: AppEvent) => void;
  readonly now?: () => number;
}

/** Milliseconds over which changes are collected before they are looked up. */
const REFRESH_DELAY = 150;

/** Failures that mean the bucket was not reached at all. */
const UNREACHED = new Set(['DNS_FAILED', 'CONNECTION_REFUSED', 'CONNECTION_LOST', 'TIMEOUT', 'PROXY_FAILED']);

export class DesktopBackend {
  readonly preferences: Preferences;
  readonly handlers: CommandHandlers;
  readonly #options: DesktopOptions;
  readonly #log: AppLog;
  readonly #host: EngineHost;
  readonly #pausing: Pausing;
  readonly #notices: Notices;
  readonly #config: ConfigWatch;
  readonly #drafts: SetupDraftStore;
  readonly #views: SessionViews;
  readonly #storage = new StorageMeter();
  readonly #decisions = new Decisions();
  readonly #context: DesktopContext;
  readonly #now: () => number;
  #runtime: Promise<SyncRuntime> | null = null;
  #refreshing: NodeJS.Timeout | null = null;
  /** Opening and closing one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: DesktopOptions) {
    const { env, emit } = options;
    const { home, configFile } = resolveHome(env);
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.preferences = new Preferences(home);
    this.#log = new AppLog(home, this.#now);
    this.#notices = new Notices(this.preferences);
    this.#host = new EngineHost({
      env,
      settings: () => this.preferences.settings,
      onRequest: (line) => this.#log.write('debug', line),
      onNotice: (notice) => {
        this.#notices.add(notice, this.#now());
        this.#log.write('warn', `notice ${notice.code} ${JSON.stringify(notice.data)}`);
        emit({ type: 'patch', patch: { notices: this.#notices.shown } });
      },
      onMintedKey: ({ savedIn }) => this.#log.write('info', `a new key was made, kept in ${savedIn}`),
      onWait: (holder) => emit({ type: 'patch', patch: { sync: { state: 'elsewhere', ...holder } } }),
    });
    this.#pausing = new Pausing({
      preferences: this.preferences,
      emit,
      now: this.#now,
      onHeld: (held) =>
        void this.#runtime?.then(
          (runtime) => runtime.hold(held),
          () => undefined,
        ),
      onPaused: () =>
        void this.#runtime?.then(
          (runtime) => runtime.cancel(),
          () => undefined,
        ),
    });
    this.#config = new ConfigWatch(configFile, () => void this.#configChanged());
    this.#context = this.#makeContext();
    this.#drafts = new SetupDraftStore({
      home,
      keychain: () => this.#context.machine().keychain,
      now: this.#now,
      onChange: (setupDraft) => emit({ type: 'patch', patch: { setupDraft } }),
    });
    this.#views = new SessionViews(this.#context);
    this.handlers = commandsOf(this.#context, {
      pausing: this.#pausing,
      notices: this.#notices,
      drafts: this.#drafts,
      views: this.#views,
      decisions: this.#decisions,
    });
  }

  #makeContext(): DesktopContext {
    const { env, native, emit } = this.#options;
    const language = () => languageFor(this.preferences.settings.language, native.info.locale);
    return {
      env,
      native,
      emit,
      language,
      host: this.#host,
      preferences: this.preferences,
      log: this.#log,
      now: this.#now,
      refresh: () => this.#refreshSoon(),
      machine: () => new Machine({ env, holder: 'app' }),
      runtime: () => this.#runtime ?? Promise.reject(new AppError('INTERNAL', { reason: 'is closed' })),
      reopen: (work) => this.#reopen(work),
      strings: () => desktopStrings(language()),
    };
  }

  /** Opens the engine and begins to watch. */
  start(): void {
    this.#log.write('info', 'started');
    this.#options.native.apply(this.preferences.settings);
    this.#options.emit({ type: 'patch', patch: { setupDraft: this.#drafts.exists } });
    this.#pausing.review();
    this.#open();
  }

  /** What the system says of network and power. */
  observe(change: Partial<Conditions>): void {
    const wasOnline = this.#pausing.conditions.online;
    this.#pausing.observe(change);
    if (!wasOnline && this.#pausing.conditions.online) this.nudge();
  }

  /** The computer woke up, or the network is back: a pass now rather than by the clock. */
  nudge(): void {
    void this.#runtime?.then(
      (runtime) => runtime.nudge(),
      () => undefined,
    );
  }

  /** @param until milliseconds since 1970; `null`: until resumed */
  pause(until: number | null): void {
    this.#pausing.pause(until);
  }

  #open(): void {
    const opened = this.#host.current();
    // On a new computer the directory of the settings is made with the engine.
    void opened.catch(() => undefined).then(() => this.#config.start());
    this.#runtime = opened.then((engine) => this.#begin(engine));
    this.#runtime.catch((error: unknown) => {
      const { code, data, message } = toAppError(error);
      this.#log.write('error', `the engine cannot be opened: ${message}`);
      this.#options.emit({ type: 'patch', patch: { engine: 'failed', failure: { code, data } } });
    });
  }

  async #begin(engine: OpenEngine): Promise<SyncRuntime> {
    const { emit } = this.#options;
    const runtime = new SyncRuntime({
      engine,
      emit,
      now: this.#now,
      log: (level, text) => this.#log.write(level, text),
      onChange: () => this.#refreshSoon(),
      onBegin: () => this.#decisions.passBegins(),
      onOutcome: (outcome) => {
        const code = 'error' in outcome ? outcome.error.code : null;
        if (code !== 'CANCELLED') this.#pausing.reached(code === null || !UNREACHED.has(code));
        if ('report' in outcome) recordTraffic(engine.parts.state, outcome.report, this.#now());
        for (const what of ['devices', 'cost'] as const) emit({ type: 'changed', what });
      },
    });
    this.#notices.opened();
    await this.#refresh(engine);
    if (!this.#closed) runtime.start(this.#pausing.held);
    return runtime;
  }

  /** Settings that cannot be used are told, and the last good ones stay in force. */
  async #configChanged(): Promise<void> {
    try {
      await this.#context.machine().config();
    } catch (error) {
      const { code, data } = toAppError(error);
      this.#notices.add({ code, data }, this.#now());
      this.#options.emit({ type: 'patch', patch: { notices: this.#notices.shown } });
      this.#options.emit({ type: 'changed', what: 'settings' });
      return;
    }
    await this.#reopen(async () => undefined);
    this.#options.emit({ type: 'changed', what: 'settings' });
  }

  #refreshSoon(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = null;
      this.#host
        .current()
        .then((engine) => this.#refresh(engine))
        .catch((error: unknown) => this.#log.write('warn', `status: ${toAppError(error).message}`));
    }, REFRESH_DELAY);
  }

  async #refresh(engine: OpenEngine): Promise<void> {
    const opening = this.#runtime;
    const patch = await liveState(engine, this.preferences);
    if (this.#closed || this.#runtime !== opening) return;
    await this.#views.invalidate(unsafeOf(patch));
    const { emit } = this.#options;
    emit({ type: 'patch', patch: { ...patch, notices: this.#notices.shown } });
    for (const what of ['sessions', 'conflicts'] as const) emit({ type: 'changed', what });
    void this.#measureStorage(engine);
  }

  /** Goes on beside everything else; another engine, or the end, is its end. */
  async #measureStorage(engine: OpenEngine): Promise<void> {
    const opening = this.#runtime;
    const isStopped = (): boolean => this.#closed || this.#runtime !== opening;
    try {
      const storage = await this.#storage.measure(engine, isStopped);
      if (!isStopped()) this.#options.emit({ type: 'patch', patch: { storage } });
    } catch (error) {
      if (!isStopped()) this.#log.write('warn', `storage: ${toAppError(error).message}`);
    }
  }

  /** Stops everything, does the work, opens anew: also when the work failed. */
  #reopen<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      await this.#stopRuntime();
      this.#notices.clear();
      try {
        return await this.#host.closedFor(work);
      } finally {
        await this.#config.settle();
        if (!this.#closed) this.#open();
        await this.#runtime?.catch(() => undefined);
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #stopRuntime(): Promise<void> {
    const runtime = await this.#runtime?.catch(() => null);
    this.#runtime = null;
    await runtime?.stop();
  }

  /** Nothing half-written, no lock left behind. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#config.stop();
    this.#pausing.stop();
    if (this.#refreshing) clearTimeout(this.#refreshing);
    await this.#turn;
    await this.#stopRuntime();
    await this.#host.close();
    this.#log.write('info', 'ended');
    this.#log.flush();
  }
}

/** Sessions whose conversation the agent deletes before it is safe. */
function unsafeOf({ expiring = [] }: Partial<AppState>): ReadonlyMap<string, number> {
  const unsafe = expiring.filter(({ safe }) => !safe);
  return new Map(unsafe.map(({ session, expiresAt }) => [session, expiresAt]));
}

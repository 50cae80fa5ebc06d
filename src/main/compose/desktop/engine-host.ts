/** The engine of the desktop app, which is closed and opened anew whenever settings change under it. */
import type { DesktopSettings } from '../../../shared/contract.ts';
import type { AppOptions, Notice } from '../../composed-app.ts';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import { resolveHome } from '../../config/home.ts';
import { Application } from '../application.ts';
import type { ApplicationDeps } from '../open-engine.ts';
import { openConversations, type Conversations } from '../conversation.ts';
import { KeptTranscripts } from '../kept-transcripts.ts';
import { openParts } from '../open-parts.ts';

export interface OpenEngine {
  readonly parts: ApplicationDeps;
  readonly app: Application;
  /** Conversations as the bucket has them, version by version. */
  readonly conversations: Conversations;
}

export interface EngineHostOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Which agents are read, and whether requests are logged; asked when the engine is opened. */
  readonly settings: () => Pick<DesktopSettings, 'capture' | 'debug'>;
  /** One line per request. */
  readonly onRequest: (line: string) => void;
  readonly onNotice: (notice: Notice) => void;
  readonly onMintedKey: (minted: { hex: string; savedIn: 'keychain' | 'config-file' }) => void;
  readonly onWait: NonNullable<AppOptions['onWait']>;
}

/** Milliseconds to wait for another process that is syncing. */
const LOCK_PATIENCE = 120_000;

export class EngineHost {
  readonly #options: EngineHostOptions;
  #engine: Promise<OpenEngine> | null = null;
  #closedFor: Promise<void> | null = null;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** Waits while it is closed for some work. @throws AppError why it cannot be opened; asked again after `close` */
  current(): Promise<OpenEngine> {
    if (this.#closedFor) return this.#closedFor.then(() => this.current());
    this.#engine ??= this.#open();
    return this.#engine;
  }

  /**
   * Closes it, does the work, and lets it be opened again: nobody opens it meanwhile with settings that are about to
   * change. Whoever uses it must have stopped before. `work` must not ask for it.
   */
  async closedFor<T>(work: () => Promise<T>): Promise<T> {
    const working = this.close().then(work);
    const over = working.then(
      () => undefined,
      () => undefined,
    );
    this.#closedFor = over;
    try {
      return await working;
    } finally {
      this.#closedFor = null;
    }
  }

  async #open(): Promise<OpenEngine> {
    const { env, onNotice, onMintedKey, onWait, onRequest } = this.#options;
    const { capture, debug } = this.#options.settings();
    const options: AppOptions = {
      env,
      holder: 'app',
      onNotice,
      onMintedKey,
      onWait,
      lockTimeoutMs: LOCK_PATIENCE,
      ...(debug || resolveHome(env).debug ? { onRequest } : {}),
    };
    try {
      const opened = await openParts(options);
      const read: Readonly<Record<string, boolean>> = capture;
      const parts = { ...opened, adapters: opened.adapters.filter(({ agent }) => read[agent] !== false) };
      const { home } = parts.machine.paths;
      const kept = new KeptTranscripts({ home, transcripts: parts.state.transcripts });
      const vault = (signal?: AbortSignal) => parts.bucketSession.vault(signal);
      const conversations = openConversations({ ...parts, kept }, vault);
      return { parts, conversations, app: new Application(parts) };
    } catch (error) {
      throw toAppError(error);
    }
  }

  /** Whoever uses it must have stopped before. */
  async close(): Promise<AppError | null> {
    const engine = this.#engine;
    this.#engine = null;
    try {
      await (await engine)?.app.close();
      return null;
    } catch (error) {
      return toAppError(error);
    }
  }
}

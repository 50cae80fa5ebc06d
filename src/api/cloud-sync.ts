import { homeOf, openApp } from '../main/compose.ts';
import type {
  BrakeCode,
  ComposedApp,
  Diagnosis,
  DiagnosisStep,
  Notice,
  RemoteSessionInfo,
  SyncProgress,
  SyncReport,
} from '../main/composed-app.ts';
import { AppError } from '../shared/errors.ts';
import { mintedKeyWords, type MintedKey } from '../shared/minted-key.ts';
import type { SessionMemory } from '../shared/session.ts';
import { CLOUD_DEFAULTS, type CloudConfig } from '../shared/settings.ts';
import { environmentOf, type PlaceOptions } from './environment.ts';
import { readSession, type SessionInput } from './session-input.ts';
import type { SessionStore } from './session-store.ts';

/** `config.cloud` of `loadConfig`, or as little as provider and bucket. */
export type CloudSyncConfig = Partial<CloudConfig> & Pick<CloudConfig, 'provider' | 'bucket'>;

export interface CloudSyncOptions extends PlaceOptions {
  /** A key was made, on the very first run. Default: it is printed on stderr, in the words of the manual. */
  readonly onMintedKey?: (minted: MintedKey) => void;
  /** Something a person should know that stops nothing. Default: not shown. */
  readonly onNotice?: (notice: Notice) => void;
  /** Milliseconds to wait for another process that is syncing; then LOCK_HELD. Default: 60,000. */
  readonly lockTimeoutMs?: number;
}

export interface SyncOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Brakes that may be passed. */
  readonly accept?: readonly BrakeCode[];
  /** Read every object again instead of trusting what is known of it. */
  readonly verify?: boolean;
  /** Read new sessions from the agents' own files first, as the command line does. Default: false. */
  readonly capture?: boolean;
}

const LOCK_PATIENCE = 60_000;

/**
 * A bucket and the sessions of this machine. Nothing is opened before the first call; `close` frees what was.
 * Methods reject with AppError (`code`, `data`, `retryable`).
 */
export class CloudSync {
  readonly #cloud: CloudConfig;
  readonly #options: CloudSyncOptions;
  #app: Promise<ComposedApp> | null = null;

  constructor(config: CloudSyncConfig, options: CloudSyncOptions = {}) {
    this.#cloud = { ...CLOUD_DEFAULTS, enabled: true, ...config };
    this.#options = options;
  }

  /** Whether everything that sync needs works; `diagnose` says what does not. Leaves nothing in the bucket. */
  async testConnection(): Promise<boolean> {
    return (await this.diagnose()).ok;
  }

  /** The connection test step by step, with the cause of a failure. */
  async diagnose(onStep?: (step: DiagnosisStep) => void, signal?: AbortSignal): Promise<Diagnosis> {
    return (await this.#open()).diagnose(onStep, signal);
  }

  /**
   * Stores a session on this machine and brings it to the bucket.
   * @throws AppError MEMORY_INVALID {field, problem}, and what `sync` throws
   */
  async uploadSession(session: SessionInput | SessionMemory): Promise<void> {
    const memory = readSession(session);
    await (await this.#open()).uploadSession(memory);
  }

  /**
   * Downloads and decrypts one device's version of a session; it is not stored.
   * @throws AppError OBJECT_NOT_FOUND, OBJECT_UNDECRYPTABLE, OBJECT_MISPLACED, …
   */
  async downloadSession(info: {
    readonly sessionId: string;
    readonly deviceId: string;
  }): Promise<SessionMemory> {
    const { sessionId, deviceId } = info;
    return (await this.#open()).downloadSession({ sessionId, deviceId });
  }

  /** Every session object in the bucket; a session that several devices keep is there several times. */
  async listRemoteSessions(): Promise<RemoteSessionInfo[]> {
    return (await this.#open()).listRemoteSessions();
  }

  /**
   * Brings this machine and the bucket in step: one pass in both directions. Sessions that fail are in the
   * report; the call rejects only when the pass as a whole cannot be done.
   * @param store the store of the same home directory; may be left out
   */
  async sync(store?: SessionStore, options: SyncOptions = {}): Promise<SyncReport> {
    const home = homeOf(environmentOf(this.#options));
    if (store && store.home !== home) {
      throw new AppError('USAGE', { problem: 'The store is of another home directory than this CloudSync.' });
    }
    return (await this.#open()).sync({ capture: false, ...options });
  }

  /** First 8 hex digits of the SHA-256 of the key. @throws AppError KEY_MISSING before the first sync */
  async getKeyFingerprint(): Promise<string> {
    return (await (await this.#open()).keyInfo()).fingerprint;
  }

  /** Under this name the device's sessions stand in the bucket. */
  async getDeviceId(): Promise<string> {
    return (await this.#open()).deviceId;
  }

  async close(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    if (app) await (await app).close();
  }

  #open(): Promise<ComposedApp> {
    this.#app ??= this.#openApp();
    return this.#app;
  }

  async #openApp(): Promise<ComposedApp> {
    const { onNotice, onMintedKey = printKey, lockTimeoutMs = LOCK_PATIENCE } = this.#options;
    try {
      return await openApp({
        env: environmentOf(this.#options),
        holder: 'cli',
        cloud: this.#cloud,
        onMintedKey,
        lockTimeoutMs,
        ...(onNotice ? { onNotice } : {}),
      });
    } catch (error) {
      this.#app = null;
      throw error;
    }
  }
}

function printKey(minted: MintedKey): void {
  process.stderr.write(mintedKeyWords(minted));
}

/** What the commands of the desktop app share. */
import type { AppEvent } from '../../../shared/contract.ts';
import type { Language } from '../../../shared/strings/language.ts';
import type { DesktopStrings } from '../../../shared/strings/desktop.ts';
import type { Machine } from '../machine.ts';
import type { AppLog } from './app-log.ts';
import type { EngineHost } from './engine-host.ts';
import type { NativePort } from './native-port.ts';
import type { Preferences } from './preferences.ts';
import type { SyncRuntime } from './sync-runtime.ts';

export interface DesktopContext {
  readonly env: NodeJS.ProcessEnv;
  readonly host: EngineHost;
  readonly native: NativePort;
  readonly preferences: Preferences;
  readonly log: AppLog;
  readonly now: () => number;
  readonly emit: (event: AppEvent) => void;
  /** Looks up again what tray and window show, soon. */
  readonly refresh: () => void;
  /** A machine with what its files say now. */
  readonly machine: () => Machine;
  /** Passes of the engine that is open. @throws why there is none */
  readonly runtime: () => Promise<SyncRuntime>;
  /**
   * Runs `work` while the engine is closed, and opens it anew: with settings that changed under it.
   * @throws what `work` throws; the engine is open again all the same
   */
  readonly reopen: <T>(work: () => Promise<T>) => Promise<T>;
  readonly language: () => Language;
  readonly strings: () => DesktopStrings;
}

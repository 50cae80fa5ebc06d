/**
 * The operating system's keychain, through keytar. On Linux that is the Secret Service (GNOME Keyring,
 * KWallet), reached over D-Bus.
 *
 * Two habits of keytar shape this file. With a locked or missing collection a read answers null and a delete
 * false, as if there were no such secret; only a write fails. So a null is believed only after a write to a
 * probe account has succeeded, and is then read once more, as the write may have unlocked the collection. And
 * a call may wait for a person to answer a prompt: each has a time limit, and while one is still waiting no
 * further call is begun, because each would hold a thread of Node's pool.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';

/** Every secret of ours is filed under this service. */
export const KEYCHAIN_SERVICE = 'cc-sessions';

/** A person needs a moment to type a password into a prompt; a service that hangs must not hold a sync. */
export const KEYCHAIN_TIMEOUT_MS = 10_000;

/** Why the keychain cannot be used; messages.ts says each in words. */
export type KeychainProblem =
  /** No session bus: a server, a container, an SSH login. */
  | 'no-bus'
  /** A bus, but nothing on it that keeps secrets. */
  | 'no-service'
  | 'no-collection'
  | 'locked'
  /** The person, or a policy, said no. */
  | 'refused'
  | 'no-answer'
  /** keytar or libsecret could not be loaded. */
  | 'not-installed'
  /** What was written did not come back. */
  | 'not-kept'
  | 'unknown';

export type Availability =
  { readonly available: true } | { readonly available: false; readonly error: AppError };

/** A place for secrets. Every method but `availability` throws KEYCHAIN_UNAVAILABLE {reason} when it cannot tell. */
export interface SecretStore {
  /** null: surely not there. */
  get(name: string): Promise<string | null>;
  /** Returns only after the value has been read back. */
  set(name: string, value: string): Promise<void>;
  /** Whether there was something to delete. */
  delete(name: string): Promise<boolean>;
  /** Tries a write. Never throws. */
  availability(): Promise<Availability>;
}

/** The part of keytar that is used. */
export interface KeychainBackend {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  readonly timeoutMs?: number;
  /** Default: keytar, loaded on first use, as loading it needs libsecret. */
  readonly load?: () => Promise<KeychainBackend>;
}

/** The keychain. Touches nothing until the first call. */
export function openKeychain(options: KeychainOptions = {}): SecretStore {
  const call = limitedCaller(options.load ?? loadKeytar, options.timeoutMs ?? KEYCHAIN_TIMEOUT_MS);
  const read = (name: string) => call((keychain) => keychain.getPassword(KEYCHAIN_SERVICE, name));
  const write = (name: string, value: string) =>
    call((keychain) => keychain.setPassword(KEYCHAIN_SERVICE, name, value));
  const remove = (name: string) => call((keychain) => keychain.deletePassword(KEYCHAIN_SERVICE, name));

  async function set(name: string, value: string): Promise<void> {
    await write(name, value);
    if ((await read(name)) !== value) throw unavailable('not-kept');
  }

  async function probe(): Promise<void> {
    // Random: two processes that probe at once must not read each other's value.
    const name = `probe:${randomBytes(8).toString('hex')}`;
    try {
      await set(name, 'probe');
    } finally {
      await remove(name).catch(() => false);
    }
  }

  return {
    set,
    async get(name) {
      const value = await read(name);
      if (value !== null) return value;
      await probe();
      return read(name);
    },
    async delete(name) {
      if (await remove(name)) return true;
      await probe();
      return remove(name);
    },
    async availability() {
      try {
        await probe();
        return { available: true };
      } catch (error) {
        return { available: false, error: error instanceof AppError ? error : unavailable('unknown', error) };
      }
    },
  };
}

async function loadKeytar(): Promise<KeychainBackend> {
  const keytar = await import('keytar');
  return keytar.default;
}

type Caller = <T>(ask: (keychain: KeychainBackend) => Promise<T>) => Promise<T>;

/** Calls with a time limit, one at a time past a call that is still waiting for its answer. */
function limitedCaller(load: () => Promise<KeychainBackend>, timeoutMs: number): Caller {
  let loading: Promise<KeychainBackend> | undefined;
  let waiting = 0;
  return async (ask) => {
    if (waiting > 0) throw unavailable('no-answer');
    const keychain = await (loading ??= load()).catch((error: unknown) => {
      loading = undefined;
      throw unavailable('not-installed', error);
    });
    const answer = ask(keychain);
    const timer = Promise.withResolvers<never>();
    const timeout = setTimeout(() => {
      waiting += 1;
      const settled = (): void => void (waiting -= 1);
      answer.then(settled, settled);
      timer.reject(unavailable('no-answer'));
    }, timeoutMs);
    try {
      return await Promise.race([answer, timer.promise]);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw unavailable(problemOf(error), error);
    } finally {
      clearTimeout(timeout);
    }
  };
}

/** Texts of libsecret, GDBus and the macOS Security framework, as keytar passes them on. */
const PROBLEM_TEXTS: readonly (readonly [RegExp, KeychainProblem])[] = [
  [/locked collection|is locked|interaction is not allowed/i, 'locked'],
  [/dismissed|cancell?ed|denied/i, 'refused'],
  [/autolaunch|could not connect|message bus|connection is closed/i, 'no-bus'],
  [/not provided by any|ServiceUnknown|was not found|StartServiceByName/i, 'no-service'],
  [/does not exist at path|no such (secret )?collection/i, 'no-collection'],
  [/timeout|timed out|NoReply/i, 'no-answer'],
];

function problemOf(error: unknown): KeychainProblem {
  const text = error instanceof Error ? error.message : String(error);
  return PROBLEM_TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

function unavailable(reason: KeychainProblem, cause?: unknown): AppError {
  return new AppError('KEYCHAIN_UNAVAILABLE', { reason }, { cause });
}

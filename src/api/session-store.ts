import { homeOf, openStore } from '../main/compose.ts';
import type { SessionMemory } from '../shared/session.ts';
import { environmentOf, type PlaceOptions } from './environment.ts';
import { readSession, type SessionInput } from './session-input.ts';

type OpenedStore = Awaited<ReturnType<typeof openStore>>;

/** One line of `SessionStore.list`. */
export type StoredSession = ReturnType<OpenedStore['list']>[number];

export interface StoreFilter {
  /** At most so many, newest first. Default: all. */
  readonly limit?: number;
  /** Path or name of a project. */
  readonly project?: string;
}

/**
 * The sessions on this machine (`index.db`, shared with the cc-sessions plugin). The file is opened, or made, by
 * the first call. Methods reject with AppError STORE_UNREADABLE, HOME_UNWRITABLE or DISK_FULL.
 */
export class SessionStore {
  readonly #env: NodeJS.ProcessEnv;
  #opened: Promise<OpenedStore> | null = null;

  constructor(options: PlaceOptions = {}) {
    this.#env = environmentOf(options);
  }

  /** Directory the store is in. */
  get home(): string {
    return homeOf(this.#env);
  }

  /** The whole session; `null` when it is not here. @throws AppError MEMORY_INVALID when its row is damaged */
  async get(id: string): Promise<SessionMemory | null> {
    return (await this.#store()).get(id)?.memory ?? null;
  }

  /** Stores a new session or a new version of one; the next sync uploads it. @throws AppError MEMORY_INVALID */
  async save(session: SessionInput | SessionMemory): Promise<SessionMemory> {
    const memory = readSession(session);
    (await this.#store()).save(memory);
    return memory;
  }

  /** Newest first, without the long texts. */
  async list(filter: StoreFilter = {}): Promise<StoredSession[]> {
    return (await this.#store()).list(filter);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened) (await opened).close();
  }

  #store(): Promise<OpenedStore> {
    this.#opened ??= openStore(this.#env);
    return this.#opened;
  }
}

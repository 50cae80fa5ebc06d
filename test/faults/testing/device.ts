/**
 * A device of a test: a throwaway home with a config written by hand, and the product on it, as the composed
 * application, as the command line within this process, and as a process of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';
import { services } from '../../../src/cli/services.ts';
import { fakeIo } from '../../../src/cli/testing/fake-io.ts';
import { openApp } from '../../../src/main/compose.ts';
import type {
  AppOptions,
  ComposedApp,
  Notice,
  SyncReport,
  SyncRequest,
} from '../../../src/main/composed-app.ts';
import { SessionStore } from '../../../src/main/store/sessions.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { memoryToJson, parseMemory, type SessionMemory } from '../../../src/shared/session.ts';
import { afterTest, tempDirectory } from './cleanup.ts';
import type { Place, Settings } from './place.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = path.join(PROJECT, 'src', 'cli', 'index.ts');

export interface Answer {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The command line in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves with all it has said on stderr once `words` was said so often, or once it has ended. */
  readonly said: (words: string, times?: number) => Promise<string>;
  readonly ended: Promise<Answer>;
}

export interface DeviceOptions {
  /** Default: a directory of its own. */
  readonly home?: string;
  /** Changes to the `cloud:` block; `null` takes a line out. */
  readonly settings?: Readonly<Record<string, string | number | boolean | null>>;
}

export class TestDevice {
  readonly name: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #root = tempDirectory();

  constructor(name: string, place: Place, { home, settings = {} }: DeviceOptions = {}) {
    this.name = name;
    this.home = home ?? path.join(this.#root, '.cc-sessions');
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.#root,
      CC_SESSIONS_HOME: this.home,
      CLAUDE_CONFIG_DIR: path.join(this.#root, '.claude'),
      TMPDIR: path.join(this.#root, 'tmp'),
      // No keychain of the machine takes part.
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    };
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    mkdirSync(path.join(this.#root, 'tmp'));
    this.configure({ ...place.settings, encryption_key: place.keyHex, device_id: name, ...settings });
  }

  get configFile(): string {
    return path.join(this.home, 'config.yml');
  }

  get indexDb(): string {
    return path.join(this.home, 'index.db');
  }

  get syncDb(): string {
    return path.join(this.home, 'sync.db');
  }

  /** Writes the config as people do. */
  configure(settings: Readonly<Record<string, Settings[string] | null>>): void {
    const lines = Object.entries({ enabled: true, ...settings })
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
    this.writeConfig(`cloud:\n${lines.join('')}`);
  }

  writeConfig(text: string): void {
    writeFileSync(this.configFile, text, { mode: 0o600 });
  }

  // --- the composed application ----------------------------------------------------------------------------

  /** Opens the application for as long as `work` takes. */
  async use<T>(work: (app: ComposedApp) => Promise<T>, options: Partial<AppOptions> = {}): Promise<T> {
    const app = await openApp({ env: this.env, holder: 'cli', ...options });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  }

  sync(request: SyncRequest = {}, options: Partial<AppOptions> = {}): Promise<SyncReport> {
    return this.use((app) => app.sync(request), options);
  }

  /** A sync in which nothing fails, and what was said along the way. */
  async goodSync(request: SyncRequest = {}): Promise<SyncReport & { notices: Notice[] }> {
    const notices: Notice[] = [];
    const report = await this.sync(request, { onNotice: (notice) => notices.push(notice) });
    expect(report.failures, `${this.name} syncs without failures`).toEqual([]);
    return { ...report, notices };
  }

  // --- the command line ------------------------------------------------------------------------------------

  /** The command line within this process. */
  async cli(args: readonly string[], env: NodeJS.ProcessEnv = {}, stdin?: string): Promise<Answer> {
    const io = fakeIo({
      env: { ...this.env, ...env },
      now: Date.now,
      ...(stdin === undefined ? {} : { stdin }),
    });
    const code = await runCli(args, io, services, '0.0.0');
    return { code, signal: null, out: io.out(), err: io.err() };
  }

  /** The command line as people run it; killed after the test. @param limits shell commands before it, `ulimit …` */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}, limits?: string): Running {
    const command = [process.execPath, PROGRAM, ...args];
    const [file = '', ...rest] =
      limits === undefined ? command : ['sh', '-c', `${limits}; exec "$@"`, 'sh', ...command];
    const child = spawn(file, rest, {
      env: {
        ...this.env,
        ELECTRON_RUN_AS_NODE: '1',
        NODE_COMPILE_CACHE: path.join(PROJECT, '.cache', 'compiled-tests'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    afterTest(() => child.kill('SIGKILL'));
    return watchChild(child);
  }

  // --- what is on the device -------------------------------------------------------------------------------

  /** Saves sessions as an agent's work does. */
  save(...memories: readonly SessionMemory[]): void {
    const { store } = SessionStore.open(this.indexDb);
    try {
      for (const memory of memories) store.save(memory);
    } finally {
      store.close();
    }
  }

  /** Every row of index.db with every column, read past the product. */
  rows(): Record<string, Record<string, unknown>> {
    return readRows(this.indexDb);
  }

  /** What the rows say, without this device's own marks: equal on devices that are in step. */
  memories(): Record<string, unknown> {
    const { store } = SessionStore.open(this.indexDb);
    try {
      return Object.fromEntries(store.stamps().map(({ id }) => [id, contentOf(store.get(id)!.memory)]));
    } finally {
      store.close();
    }
  }

  /** Names in the home directory and in the directory for temporary files. */
  files(): string[] {
    return [...readdirSync(this.home), ...readdirSync(path.join(this.#root, 'tmp'))].sort();
  }
}

export function readRows(indexDb: string): Record<string, Record<string, unknown>> {
  const db = new DatabaseSync(indexDb, { readOnly: true });
  try {
    const rows = db.prepare('SELECT * FROM sessions ORDER BY id').all();
    return Object.fromEntries(rows.map((row) => [String(row['id']), { ...row }]));
  } finally {
    db.close();
  }
}

function watchChild(child: ChildProcess): Running {
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Answer>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  const said = (words: string, times = 1): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (err.split(words).length <= times) return;
        listeners.delete(look);
        resolve(err);
      };
      listeners.add(look);
      void ended.then(() => resolve(err));
      look();
    });
  return { child, said, ended };
}

/** The failure of something that must fail in a way people can be told about. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    (value) => new Error(`did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

// --- sessions ------------------------------------------------------------------------------------------------

export function contentOf(memory: SessionMemory): Record<string, unknown> {
  const { synced: _synced, syncedAt: _syncedAt, ...content } = memoryToJson(memory);
  return content;
}

/** A session such as agents leave behind. @param size characters of its description */
export function session(id: string, changes: Partial<SessionMemory> = {}, size = 200): SessionMemory {
  const words = `${id} moved the login form to the new router and kept “umlauts äöü” and emoji 🚀. `;
  return parseMemory({
    id,
    claudeSessionId: `agent-${id}`,
    projectPath: '/home/ann/shop',
    projectName: 'shop',
    startedAt: '2026-11-20T09:00:00.000Z',
    endedAt: '2026-11-20T09:42:00.000Z',
    duration: 42,
    summary: `Work on ${id}`,
    description: words.repeat(Math.ceil(size / words.length)).slice(0, size),
    tasks: [
      { id: 't1', description: 'Find the bug', status: 'completed', createdAt: '2026-11-20T09:01:00.000Z' },
    ],
    tasksCompleted: 1,
    filesModified: ['src/login.ts'],
    tokensUsed: 12_345,
    tags: ['auth'],
    ...changes,
  });
}

export function sessions(prefix: string, count: number, size?: number): SessionMemory[] {
  return Array.from({ length: count }, (_, at) =>
    session(`mem_${prefix}${String(at).padStart(3, '0')}`, {}, size),
  );
}

export function contentsById(memories: readonly SessionMemory[]): Record<string, unknown> {
  return Object.fromEntries(memories.map((memory) => [memory.id, contentOf(memory)]));
}

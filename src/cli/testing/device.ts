/** A device for tests: a throwaway home and the real program, in this process or in one of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { APP_VERSION } from '../../shared/version.ts';
import { runCli } from '../run.ts';
import { services } from '../services.ts';
import { fakeIo } from './fake-io.ts';

const PROGRAM = fileURLToPath(new URL('../index.ts', import.meta.url));

export interface Outcome {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  /** stdout as the one JSON document it must be. */
  json<T = Record<string, unknown>>(): T;
}

export interface CallOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Piped in; default: nothing. */
  readonly stdin?: string;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

/** A directory that is removed after the tests of the file. */
export function temporaryDirectory(cleanUp: (remove: () => void) => void): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'cc-cli-'));
  cleanUp(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export class Device {
  /** The person's home directory; `~/.cc-sessions` and `~/.claude` are in it. */
  readonly home: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(root: string, name: string, env: NodeJS.ProcessEnv = {}) {
    this.home = path.join(root, name);
    mkdirSync(this.home, { recursive: true });
    const agents = {
      CLAUDE_CONFIG_DIR: path.join(this.home, '.claude'),
      CODEX_HOME: path.join(this.home, '.codex'),
    };
    this.#env = { ...agents, ...env };
  }

  get configFile(): string {
    return path.join(this.home, '.cc-sessions', 'config.yml');
  }

  writeConfig(text: string): void {
    mkdirSync(path.dirname(this.configFile), { recursive: true });
    writeFileSync(this.configFile, text, { mode: 0o600 });
  }

  /** A session of Claude Code as that leaves it on disk. */
  writeTranscript(name: string, prompt: string, answer = 'Done.'): void {
    const directory = path.join(this.home, '.claude', 'projects', '-home-ann-shop');
    mkdirSync(directory, { recursive: true });
    const common = { sessionId: name, cwd: '/home/ann/shop', version: '2.0.1', isSidechain: false };
    const lines = [
      {
        type: 'user',
        uuid: 'u1',
        parentUuid: null,
        timestamp: '2026-11-20T09:00:00.000Z',
        message: { role: 'user', content: prompt },
      },
      {
        type: 'assistant',
        uuid: 'u2',
        parentUuid: 'u1',
        timestamp: '2026-11-20T09:05:00.000Z',
        message: {
          id: 'msg_1',
          role: 'assistant',
          model: 'claude',
          content: [{ type: 'text', text: answer }],
          usage: { input_tokens: 10, output_tokens: 20 },
        },
      },
    ].map((line) => `${JSON.stringify({ ...common, ...line })}\n`);
    writeFileSync(path.join(directory, `${name}.jsonl`), lines.join(''));
  }

  /** The command line over the real app, in this process: as `run`, without the cost of a process. */
  async call(args: readonly string[], { env = {}, stdin = '' }: CallOptions = {}): Promise<Outcome> {
    const io = fakeIo({
      env: { HOME: this.home, ...this.#env, ...env },
      stdin,
      cwd: this.home,
      now: Date.now,
    });
    const exit = await runCli(args, io, services, APP_VERSION);
    return outcome(exit, io.out(), io.err());
  }

  /** Starts the program; no keychain is in its reach, unless `env` gives one. */
  start(args: readonly string[], { env = {}, node = [] }: CallOptions = {}): ChildProcess {
    const { DBUS_SESSION_BUS_ADDRESS: _bus, NODE_OPTIONS: _options, ...inherited } = process.env;
    for (const name of Object.keys(inherited)) if (name.startsWith('CC_')) delete inherited[name];
    return spawn(process.execPath, [...node, PROGRAM, ...args], {
      cwd: this.home,
      env: {
        ...inherited,
        HOME: this.home,
        USERPROFILE: this.home,
        ELECTRON_RUN_AS_NODE: '1',
        ...this.#env,
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  async run(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
    const child = this.start(args, options);
    child.stdin?.on('error', () => undefined).end(options.stdin ?? '');
    return outcomeOf(child);
  }
}

export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return outcome(exit, out, err);
}

function outcome(exit: number | null, out: string, err: string): Outcome {
  return {
    exit,
    out,
    err,
    json: <T>() => {
      try {
        return JSON.parse(out) as T;
      } catch {
        throw new Error(`stdout is not one JSON document: ${out}\nstderr: ${err}`);
      }
    },
  };
}

/** Resolves when the stream has said something that matches. */
export function said(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<void> {
  let text = '';
  return new Promise((resolve, reject) => {
    stream?.on('data', (chunk: Buffer | string) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve();
    });
    stream?.on('end', () => reject(new Error(`${String(pattern)} was never said: ${text}`)));
  });
}

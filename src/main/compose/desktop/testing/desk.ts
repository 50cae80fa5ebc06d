/** A computer with the desktop app's backend on it, in a temporary directory. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OPENING_STATE, reduce } from '../../../../shared/app-state.ts';
import {
  COMMANDS,
  type AppEvent,
  type AppState,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
} from '../../../../shared/contract.ts';
import { appEvent } from '../../../../shared/contract/state.ts';
import { AppError } from '../../../../shared/errors.ts';
import { DesktopBackend } from '../backend.ts';
import { scriptedNative, type ScriptedNative } from './scripted-native.ts';

export class Desk {
  readonly home: string;
  readonly agent: string;
  readonly native: ScriptedNative = scriptedNative();
  readonly events: AppEvent[] = [];
  state: AppState = OPENING_STATE;
  backend: DesktopBackend;

  private constructor(home: string) {
    this.home = home;
    this.agent = path.join(home, 'claude');
    this.backend = this.#make();
  }

  static async make(): Promise<Desk> {
    return new Desk(await mkdtemp(path.join(tmpdir(), 'cc-desk-')));
  }

  #make(): DesktopBackend {
    const env = {
      HOME: this.home,
      CC_SESSIONS_HOME: this.home,
      CLAUDE_CONFIG_DIR: this.agent,
      CODEX_HOME: path.join(this.home, 'codex'),
    };
    return new DesktopBackend({ env, native: this.native, emit: (event) => this.#hear(event) });
  }

  /** Every event must fit the contract, as the window would refuse it otherwise. */
  #hear(event: AppEvent): void {
    const checked = appEvent.parse(event);
    this.events.push(checked);
    this.state = reduce(this.state, checked);
  }

  /** What the window would be answered: checked on both sides. */
  async ask<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResponse<N>> {
    const handler = this.backend.handlers[name] as ((request: unknown) => Promise<unknown>) | undefined;
    if (!handler) throw new AppError('NOT_AVAILABLE_YET', { command: name });
    const checked = COMMANDS[name].request.parse(request);
    return COMMANDS[name].response.parse(await handler(checked)) as CommandResponse<N>;
  }

  /** Resolves once the state is as wanted. */
  async until(wanted: (state: AppState) => boolean, what = wanted.toString()): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!wanted(this.state)) {
      if (Date.now() > deadline) throw new Error(`never came: ${what}\n${await this.#story()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What is known when a test gives up. */
  async #story(): Promise<string> {
    const { lines } = await this.ask('diagnostics.log', { limit: 30 });
    return [JSON.stringify(this.state), ...lines.map(({ text }) => text)].join('\n');
  }

  async restart(): Promise<void> {
    await this.backend.close();
    this.state = OPENING_STATE;
    this.backend = this.#make();
    this.backend.start();
  }

  /** A conversation as Claude Code writes it. */
  async talk(
    number: number,
    words: string,
    project = '/work/demo',
    answers: readonly string[] = ['Done.'],
  ): Promise<void> {
    const sessionId = `0000000${number}-0000-4000-8000-000000000000`;
    const directory = path.join(this.agent, 'projects', project.replaceAll('/', '-'));
    const base = {
      sessionId,
      cwd: project,
      version: '2.1.0',
      gitBranch: 'main',
      isSidechain: false,
      userType: 'external',
    };
    const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 9 + number, minute)).toISOString();
    const lines: object[] = [
      {
        ...base,
        type: 'user',
        uuid: `u${number}`,
        parentUuid: null,
        timestamp: at(0),
        message: { role: 'user', content: words },
      },
    ];
    for (const [index, text] of answers.entries()) {
      const message = {
        role: 'assistant',
        model: 'claude',
        content: [{ type: 'text', text }],
        usage: { input_tokens: 1, output_tokens: 1 },
      };
      lines.push({
        ...base,
        type: 'assistant',
        uuid: `a${number}${index}`,
        parentUuid: `u${number}`,
        timestamp: at(index + 1),
        message,
      });
    }
    mkdirSync(directory, { recursive: true });
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    await writeFile(path.join(directory, `${sessionId}.jsonl`), text);
  }

  async end(): Promise<void> {
    await this.backend.close();
    await rm(this.home, { recursive: true, force: true });
  }
}

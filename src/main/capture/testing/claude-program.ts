/**
 * The real Claude Code for tests, without a network: the model it talks to is a stand-in on 127.0.0.1, which gives
 * every request the same answer and keeps what it was asked. The program is `$CC_TEST_CLAUDE`, else the one that
 * `.cache/runtime.json` names as `claude`. Without one, starting fails: these tests are never skipped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

/** @throws Error that says how to get the program */
export function claudeProgram(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['CC_TEST_CLAUDE'] || runtimeEntry();
  if (named && existsSync(named)) return named;
  throw new Error(
    `${named ? `There is no Claude Code at ${named}` : 'No Claude Code is known'}: run "npm test" once, which fetches ` +
      'it and writes .cache/runtime.json, or set CC_TEST_CLAUDE to a claude program.',
  );
}

function runtimeEntry(): string | null {
  try {
    const file = path.join(PROJECT, '.cache', 'runtime.json');
    const found = JSON.parse(readFileSync(file, 'utf8')) as { claude?: unknown };
    return typeof found.claude === 'string' ? path.resolve(PROJECT, found.claude) : null;
  } catch {
    return null;
  }
}

/** What the stand-in answers. */
export const ANSWER = 'The stand-in has heard you.';

export class StandInModel {
  /** Texts of all messages of each request, the latest request last. */
  readonly heard: string[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!request.url?.startsWith('/v1/messages') || request.url.includes('count_tokens')) {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"type":"error","error":{"type":"not_found_error","message":"not here"}}');
        return;
      }
      const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        model: string;
        messages: unknown;
      };
      this.heard.push(JSON.stringify(asked.messages));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(answerEvents(asked.model));
    });
  }
}

/** A streamed answer (https://docs.claude.com/en/api/messages-streaming). */
function answerEvents(model: string): string {
  const message = {
    ...{ id: `msg_${Date.now()}`, type: 'message', role: 'assistant', model, content: [] },
    ...{ stop_reason: null, stop_sequence: null, usage: { input_tokens: 10, output_tokens: 1 } },
  };
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ANSWER } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 9 },
    },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

export interface ClaudeCall {
  /** Its configuration directory and the person's home, both throwaway. */
  readonly config: string;
  readonly home: string;
  readonly cwd: string;
  readonly model: StandInModel;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the program. Whatever it might want from the internet goes to a proxy that is not there. */
export function startClaude(call: ClaudeCall, args: readonly string[]): ChildProcess {
  const nowhere = 'http://127.0.0.1:9';
  return spawn(claudeProgram(), [...args], {
    cwd: call.cwd,
    env: {
      ...{
        PATH: process.env['PATH'],
        HOME: call.home,
        USERPROFILE: call.home,
        TMPDIR: process.env['TMPDIR'],
      },
      ...{ CLAUDE_CONFIG_DIR: call.config, ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: call.model.url },
      ...{ HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, NO_PROXY: '127.0.0.1' },
      ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1', DISABLE_TELEMETRY: '1' },
      ...call.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export interface ClaudeOutcome {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** One prompt (`-p`), to its end. */
export async function askClaude(call: ClaudeCall, args: readonly string[]): Promise<ClaudeOutcome> {
  const child = startClaude(call, args);
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin?.end();
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exit, out, err };
}

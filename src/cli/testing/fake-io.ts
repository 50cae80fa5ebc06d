/** Streams, clock and environment for tests of the command line within one process. */
import { PassThrough } from 'node:stream';
import type { CliIo, InputStream, OutputStream } from '../io.ts';

export interface FakeIo extends CliIo {
  readonly out: () => string;
  readonly err: () => string;
  readonly controller: AbortController;
}

export interface FakeIoOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Width of the terminal; none: stdout and stderr are pipes. */
  readonly columns?: number;
  /** Piped in. Default: stdin is a terminal at which nobody types. */
  readonly stdin?: string;
  readonly now?: () => number;
  readonly cwd?: string;
}

export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const stdout = collector(options.columns);
  const stderr = collector(options.columns);
  const controller = new AbortController();
  const stdin: InputStream = Object.assign(new PassThrough(), { isTTY: options.stdin === undefined });
  if (options.stdin !== undefined) (stdin as PassThrough).end(options.stdin);
  return {
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    now: options.now ?? (() => Date.parse('2026-11-22T12:00:00.000Z')),
    signal: controller.signal,
    controller,
    out: stdout.text,
    err: stderr.text,
  };
}

function collector(columns: number | undefined): { stream: OutputStream; text: () => string } {
  const pass = new PassThrough();
  let text = '';
  pass.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const stream = columns === undefined ? pass : Object.assign(pass, { isTTY: true, columns });
  return { stream, text: () => text };
}

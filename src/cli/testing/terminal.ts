/** A person at a terminal, for tests: waits until something is on the screen, then types. */
import { PassThrough } from 'node:stream';
import type { CliIo } from '../io.ts';

export const KEY = { enter: '\r', down: '\u001b[B', ctrlC: '\u0003' } as const;

export interface Terminal extends CliIo {
  /** Everything shown since the last answer, without escape sequences. */
  readonly shown: () => string;
  /** All of stdout and stderr. */
  readonly all: () => string;
  /** Types as soon as `question` has been asked. */
  answer(question: string, ...keys: string[]): Promise<void>;
}

export function terminal(env: NodeJS.ProcessEnv, cwd: string): Terminal {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  let all = '';
  let from = 0;
  const screen = (): PassThrough => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
    stream.on('data', (chunk: Buffer) => (all += chunk.toString('utf8')));
    return stream;
  };
  const controller = new AbortController();
  const escape = new RegExp(`${String.fromCharCode(27)}\\[[0-?]*[ -/]*[@-~]`, 'g');
  const shown = (): string => all.slice(from).replaceAll(escape, '');
  return {
    env: { ...env, TERM: 'xterm' },
    cwd,
    stdin,
    stdout: screen(),
    stderr: screen(),
    now: Date.now,
    signal: controller.signal,
    shown,
    all: () => all.replaceAll(escape, ''),
    async answer(question, ...keys) {
      const deadline = Date.now() + 20_000;
      while (!shown().includes(question)) {
        if (Date.now() > deadline) throw new Error(`“${question}” was never asked. Shown: ${shown()}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      from = all.length;
      for (const key of keys) {
        stdin.write(key);
        // One key at a time, as the escape that begins an arrow key is otherwise taken for the key Escape.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

import { spawn } from 'node:child_process';

/** One line about what the set-up is doing; on stderr, so that stdout stays the command's own. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** A set-up step that cannot be done; its message is the whole story for the person, so no stack is shown. */
export class SetupError extends Error {}

/**
 * Runs a program and collects what it prints.
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} code 124 after `timeoutMs`, 127 when absent.
 */
export function run(file, args, { timeoutMs = 0, cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    let late = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, timeoutMs)
      : undefined;
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => (out[stream] += text));
    }
    const done = (code) => {
      clearTimeout(timer);
      resolve({ code, ...out });
    };
    child.on('error', () => done(127));
    child.on('close', (code) => done(late ? 124 : (code ?? 1)));
  });
}

/** `run` that must succeed. */
export async function mustRun(file, args, options = {}) {
  const result = await run(file, args, options);
  if (result.code !== 0) {
    const said = (result.stderr || result.stdout).trim().split('\n').slice(0, 6).join('\n');
    throw new SetupError(`${[file, ...args].join(' ')} failed (${result.code})\n${said}`);
  }
  return result.stdout;
}

/** How to start npm: the very npm that started us when there is one. Shell-free on every platform. */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') || script?.endsWith('.cjs')) return [process.execPath, [script, ...args]];
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', 'npm', ...args]] : ['npm', args];
}

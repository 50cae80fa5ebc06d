/**
 * Measures one run of a program with everything it starts: wall and CPU seconds, and the largest resident size of
 * any one process in it. CPU and size come from wait4 through GNU time; between it and the measured program stands
 * no other process whose own size could be counted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Characters kept of what the program prints. */
const MOST_OUTPUT = 8 * 1024 * 1024;

function collect(stream) {
  const text = { whole: '' };
  stream.setEncoding('utf8').on('data', (chunk) => {
    if (text.whole.length < MOST_OUTPUT) text.whole += chunk;
  });
  return text;
}

export class Stopwatch {
  #time;
  #directory;
  #number = 0;

  /** `time` is GNU time; its reports go to `directory`. */
  constructor(time, directory) {
    this.#time = time;
    this.#directory = directory;
  }

  /**
   * @param command `{file, args, env, cwd?}`
   * @returns `{wallS, cpuS, peakMB, stdout}`; MB are 10^6 bytes.
   * @throws when the program fails or takes longer than `timeoutMs`; all of it has then been ended
   */
  async measure({ file, args, env, cwd }, timeoutMs = 1_800_000) {
    this.#number += 1;
    const report = path.join(this.#directory, `time-${this.#number}`);
    const wrapped = ['-q', '-f', '%U %S %M', '-o', report, file, ...args];
    const began = performance.now();
    const child = spawn(this.#time, wrapped, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), timeoutMs);
    const exited = once(child, 'exit').then((how) => ({ how, wallS: (performance.now() - began) / 1000 }));
    await once(child, 'close');
    const { how, wallS } = await exited;
    clearTimeout(timer);
    if (how[0] !== 0) {
      const words = `${stdout.whole.slice(-2000)}\n${stderr.whole.slice(-2000)}`;
      throw new Error(`${file} ${args.join(' ')} ended with ${how[0] ?? how[1]}\n${words}`);
    }
    const [user, system, kibibytes] = (await readFile(report, 'utf8')).trim().split(' ').map(Number);
    return { wallS, cpuS: user + system, peakMB: (kibibytes * 1024) / 1e6, stdout: stdout.whole };
  }
}

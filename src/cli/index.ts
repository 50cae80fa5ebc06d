/** Entry of the command line: gives the process to `runCli`, and its exit code back to the process. */
import type { CliIo } from './io.ts';
import { runCli } from './run.ts';
import { services } from './services.ts';
import { APP_VERSION } from '../shared/version.ts';

/** The first signal ends the work cleanly; the second one ends the process. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

const io: CliIo = {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: Date.now,
  signal: interruptSignal(),
};

process.stderr.on('error', () => undefined);
process.exit(await runCli(process.argv.slice(2), io, services, APP_VERSION));

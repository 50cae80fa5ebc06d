/** Entry of the command line: gives the process to `runCli`, and its exit code back to the process. */
import type { Services } from './context.ts';
import type { CliIo } from './io.ts';
import { runCli } from './run.ts';
import { APP_VERSION } from '../shared/version.ts';

/** The composed app is loaded by the commands that need it; help and completion do without. */
const services: Services = {
  open: async (options) => (await import('../main/compose.ts')).openApp(options),
  setup: async (request, options) => (await import('../main/compose.ts')).setup(request, options),
  decrypt: async (request) => (await import('../main/compose.ts')).decryptObject(request),
};

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

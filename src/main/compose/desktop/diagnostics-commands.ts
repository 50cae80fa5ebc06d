/** Commands for when something does not work: connection doctor, log, support bundle. */
import { writeFile } from 'node:fs/promises';
import type { CommandHandlers } from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { logText } from './app-log.ts';
import type { DesktopContext } from './context.ts';
import { bundleText, supportBundle } from './support-bundle.ts';
import type { TestRuns } from './test-runs.ts';

const ALL_LINES = 2_000;

export function diagnosticsCommands(context: DesktopContext, runs: TestRuns): CommandHandlers {
  const { host, log, native, strings, now, emit } = context;
  log.listen(() => emit({ type: 'changed', what: 'log' }));
  const logAsText = (): string => `${log.last(ALL_LINES).map(logText).join('\n')}\n`;
  const day = (): string => new Date(now()).toISOString().slice(0, 10);
  const save = async (title: string, name: string, text: () => Promise<string>) => {
    const path = await native.chooseSave({ title, name, kinds: [{ name: 'txt', extensions: ['txt'] }] });
    if (path !== null) await write(path, await text());
    return { path };
  };
  return {
    'diagnostics.run': async ({ run }) => {
      const { app } = await host.current();
      return runs.run(run, (onStep, signal) => app.diagnose(onStep, signal));
    },
    'diagnostics.cancel': async ({ run }) => {
      runs.cancel(run);
      return {};
    },
    'diagnostics.log': async ({ limit }) => ({ lines: log.last(limit), file: log.file }),
    'diagnostics.copyLog': async () => {
      await native.writeClipboard(logAsText());
      return {};
    },
    'diagnostics.saveLog': () =>
      save(strings().dialogs.saveLog, `cc-sessions-log-${day()}.txt`, async () => logAsText()),
    'diagnostics.previewBundle': async () => ({ files: await supportBundle(context) }),
    'diagnostics.supportBundle': () =>
      save(strings().dialogs.saveBundle, `cc-sessions-support-${day()}.txt`, async () =>
        bundleText(await supportBundle(context)),
      ),
  };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'INTERNAL') throw failure;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('HOME_UNWRITABLE', { path, reason }, { cause: error });
  }
}

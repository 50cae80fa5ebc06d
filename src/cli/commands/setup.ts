import type { SetupRequest, SetupResult } from '../../main/composed-app.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { appOptions, withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import { parseSecrets, readAll, secretsFromEnvironment, type SecretValues } from '../secret-input.ts';
import { answersFromFlags, missingAnswers, setupRequest, type Answers } from '../setup/answers.ts';
import type { CurrentSetup } from '../setup/wizard.ts';
import { showStep } from '../step-lines.ts';
import { safeLine } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';

export const endsItself = true;

const BUSY = 'Talking to the storage …';

export async function run(context: CommandContext, { options }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  const fromStdin = options['secretsFromStdin'] === true;
  const secrets = {
    ...secretsFromEnvironment(io.env),
    ...(fromStdin ? await secretsFromStdin(context) : {}),
  };
  const answers = answersFromFlags(options, secrets);
  const missing = missingAnswers(answers);
  const mayAsk =
    !options['yes'] && !out.json && !fromStdin && io.stdin.isTTY === true && io.stdout.isTTY === true;
  if (missing.length > 0 && !mayAsk) throw missingError(missing);
  try {
    const result =
      mayAsk && missing.length > 0
        ? await guided(context, answers)
        : await attempt(context, setupRequest(answers));
    out.result(result, (page) => {
      page
        .line(`${page.paint.green('✓')} ${page.paint.bold(`Set up with ${safeLine(result.place)}.`)}`)
        .line();
      page.facts([
        ['Device', result.deviceId],
        [
          'Key',
          `${result.keyFingerprint}, ${result.vault === 'created' ? 'new' : 'the one of your other devices'}`,
        ],
        [
          'Secrets',
          result.secretsIn === 'keychain' ? 'in the keychain' : 'in the config file, which only you can read',
        ],
        ['Settings', result.configFile],
      ]);
      page.line();
      describeSteps(page, nextCommands(result));
    });
    return EXIT.ok;
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'CANCELLED' || out.json) throw failure;
    out.note('Stopped. Nothing was saved.');
    return EXIT.interrupted;
  }
}

function nextCommands({ vault }: SetupResult): { command: string; label: string }[] {
  const backup = { command: 'cc-sessions key backup', label: 'Keep the key in a safe place' };
  return [{ command: 'cc-sessions sync', label: 'The first sync' }, ...(vault === 'created' ? [backup] : [])];
}

function missingError(missing: readonly string[]): UsageError {
  const one = missing.length === 1;
  return new UsageError(
    `${one ? 'An answer is' : 'Answers are'} missing: ${missing.join(', ')}.`,
    'Run cc-sessions setup in a terminal to be asked, or see cc-sessions setup --help.',
  );
}

async function secretsFromStdin({ io }: CommandContext): Promise<SecretValues> {
  if (io.stdin.isTTY) throw new UsageError('--secrets-from-stdin needs something piped in.');
  return parseSecrets(await readAll(io.stdin));
}

async function guided(context: CommandContext, answers: Answers): Promise<SetupResult> {
  const [{ clackPrompter }, { runWizard }] = await Promise.all([
    import('../setup/prompts.ts'),
    import('../setup/wizard.ts'),
  ]);
  return runWizard(clackPrompter(context.io), answers, {
    attempt: (request) => attempt(context, request),
    current: await currentSetup(context),
  });
}

/** `null` when nothing usable is there; the set-up then makes it anew. */
async function currentSetup(context: CommandContext): Promise<CurrentSetup | null> {
  try {
    const { cloud } = await context.services.settings(context.io.env);
    const hasKey = await withApp(context, (app) => app.keyInfo()).then(
      () => true,
      () => false,
    );
    return { cloud, hasKey };
  } catch {
    return null;
  }
}

/** Tests and stores; each step is shown as it ends. An interrupt leaves at once: storing is the last step and atomic. */
async function attempt({ io, out, services }: CommandContext, request: SetupRequest): Promise<SetupResult> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    const leave = (): void => {
      reject(new AppError('CANCELLED'));
    };
    if (io.signal.aborted) leave();
    io.signal.addEventListener('abort', leave, { once: true });
  });
  interrupted.catch(() => undefined);
  const onStep: SetupRequest['onStep'] = (step) => {
    out.text((page) => {
      showStep(page, step);
    });
    out.progress.say(BUSY);
  };
  out.progress.say(BUSY);
  try {
    return await Promise.race([services.setup({ ...request, onStep }, appOptions(io.env, out)), interrupted]);
  } finally {
    out.progress.clear();
  }
}

/** Runs one call of the command line from its arguments to its exit code. Knows no process; see index.ts. */
import { CommanderError } from 'commander';
import { AppError, EXIT, toAppError, type ExitCode } from '../shared/errors.ts';
import type { CommandContext, CommandModule, Invocation, Services } from './context.ts';
import type { CliIo } from './io.ts';
import { Output } from './output.ts';
import { buildProgram } from './program.ts';
import { safeLine } from './terminal-text.ts';
import { inWords, UsageError } from './usage-error.ts';

export async function runCli(
  argv: readonly string[],
  io: CliIo,
  services: Services,
  version: string,
): Promise<ExitCode> {
  const out = new Output(io, asksForJson(argv));
  const context: CommandContext = { io, out, services };
  const stdoutFailed = (error: Error): void => {
    out.stdoutFailed(error);
  };
  io.stdout.on('error', stdoutFailed);
  const exit = await settle(argv, context, version);
  out.progress.clear();
  await out.flush();
  io.stdout.off('error', stdoutFailed);
  if (out.stdoutError === null) return exit;
  out.failure(out.stdoutError);
  return out.stdoutError.exitCode;
}

async function settle(argv: readonly string[], context: CommandContext, version: string): Promise<ExitCode> {
  try {
    return await parseAndRun(argv, context, version);
  } catch (error) {
    const failure = inWords(toAppError(error));
    context.out.failure(failure);
    return failure.exitCode;
  }
}

/** `--json` anywhere before `--`; needed before parsing, because parsing may fail. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

async function parseAndRun(
  argv: readonly string[],
  context: CommandContext,
  version: string,
): Promise<ExitCode> {
  refuseSecrets(argv);
  let exit: ExitCode = EXIT.ok;
  let printed = '';
  const program = buildProgram(version, async (load, invocation) => {
    exit = await runCommand(await load(), context, invocation);
  });
  const capture = { writeOut: (text: string) => (printed += text), writeErr: () => undefined };
  for (const command of [program, ...program.commands, ...program.commands.flatMap((sub) => sub.commands)]) {
    command.exitOverride().configureOutput(capture);
  }
  try {
    if (argv.every((arg) => arg === '--json')) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageOf(error, argv);
  }
  if (printed !== '') {
    const document = argv.some((arg) => arg === '-V' || arg === '--version')
      ? { version }
      : { help: printed };
    context.out.result(document, (page) => page.line(printed.trimEnd()));
  }
  return exit;
}

/** A command that cannot be ended from within is simply left when a person interrupts it. */
async function runCommand(
  module: CommandModule,
  context: CommandContext,
  invocation: Invocation,
): Promise<ExitCode> {
  const { signal } = context.io;
  const running = module.run(context, invocation);
  if (module.endsItself) return running;
  const left = Promise.withResolvers<never>();
  const leave = (): void => {
    left.reject(new AppError('CANCELLED'));
  };
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([running, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Names under which people would hand over a secret; the command line is readable to every process. */
const SECRET_FLAG =
  /^--?(?:secret|secret-?key|secret-?access-?key|encryption-?key|passphrase|password|key)(?:=|$)/i;

function refuseSecrets(argv: readonly string[]): void {
  const flag = argv.find((arg) => SECRET_FLAG.test(arg))?.replace(/=.*/s, '');
  if (flag === undefined) return;
  throw new UsageError(
    `Secrets are never arguments (${flag}): other programs can see them, and the shell writes them down.`,
    'Put them into the environment (see cc-sessions setup --help), or use --secrets-from-stdin.',
  );
}

/** Commander's words, without its prefix, and the suggestion it makes. */
function usageOf(error: CommanderError, argv: readonly string[]): UsageError {
  const named =
    error.code === 'commander.unknownCommand' ? '' : (argv.find((arg) => /^[a-z]/.test(arg)) ?? '');
  const help = `See cc-sessions ${named} --help`.replace('  ', ' ');
  if (error.code === 'commander.help' && argv[0] === 'help') {
    return new UsageError(`Unknown command '${safeLine(argv[1] ?? '')}'.`, 'See cc-sessions --help');
  }
  if (error.code === 'commander.help') return new UsageError('A command is missing.', help);
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (?:one of )?(.+?)\??\)/.exec(rest.join(' '))?.[1];
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replace(/\.?$/, '.');
  return new UsageError(sentence, suggestion ? `Did you mean ${suggestion}? ${help}` : help);
}

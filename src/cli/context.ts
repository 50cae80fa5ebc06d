/** What every command gets. */
import type {
  AppOptions,
  ComposedApp,
  DecryptRequest,
  LoadedSettings,
  SetupRequest,
  SetupResult,
} from '../main/composed-app.ts';
import type { ExitCode } from '../shared/errors.ts';
import type { SessionMemory } from '../shared/session.ts';
import type { CliIo } from './io.ts';
import type { Output } from './output.ts';

/** The program behind the commands; compose.ts in life, parts of it in tests. */
export interface Services {
  open(options: AppOptions): Promise<ComposedApp>;
  setup(request: SetupRequest, options: AppOptions): Promise<SetupResult>;
  decrypt(request: DecryptRequest): Promise<SessionMemory>;
  /** The config file, without making anything. @throws CONFIG_* */
  settings(env: NodeJS.ProcessEnv): Promise<LoadedSettings>;
}

export interface CommandContext {
  readonly io: CliIo;
  readonly out: Output;
  readonly services: Services;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One call of a command: its arguments and options as parsed. */
export interface Invocation {
  readonly args: readonly string[];
  readonly options: OptionValues;
}

/** A command in a module of its own, loaded when it is called. Failures are thrown as AppError. */
export interface CommandModule {
  /** It watches `io.signal` and comes to a clean end by itself. */
  readonly endsItself?: boolean;
  run(context: CommandContext, invocation: Invocation): Promise<ExitCode>;
}

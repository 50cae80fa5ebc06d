/** Answers commands of the contract; knows nothing of Electron, so that it is tested without it. */
import {
  COMMANDS,
  isCommandName,
  type CommandAnswer,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
} from '../../shared/contract.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { ComposedApp } from '../composed-app.ts';

export type CommandHandlers = {
  readonly [N in CommandName]: (request: CommandRequest<N>) => Promise<CommandResponse<N>>;
};

/** What the desktop needs of the composed app. */
export type Backend = Pick<ComposedApp, 'status' | 'close'>;

/** Handlers that wait for the engine to be open; one that cannot be opened answers every call with its error. */
export function handlersOf(backend: Promise<Backend>): CommandHandlers {
  return {
    status: async () => (await backend).status(),
  };
}

export function refusal(error: unknown): CommandAnswer {
  const { code, data } = toAppError(error);
  return { ok: false, error: { code, data } };
}

/**
 * Runs one command. Never throws: an unknown name or a request that does not fit its schema is answered with
 * IPC_REFUSED {command, field, problem}, and a handler's own failure with its code.
 */
export async function answerCommand(
  handlers: CommandHandlers,
  name: unknown,
  request: unknown,
): Promise<CommandAnswer> {
  try {
    if (!isCommandName(name)) {
      const command = typeof name === 'string' ? name.slice(0, 80) : typeof name;
      throw new AppError('IPC_REFUSED', { command, problem: 'is not a command' });
    }
    const parsed = COMMANDS[name].request.safeParse(request);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const field = issue?.path.map(String).join('.') ?? '';
      throw new AppError('IPC_REFUSED', { command: name, field, problem: issue?.message ?? 'is not valid' });
    }
    const value = COMMANDS[name].response.parse(await handlers[name](parsed.data));
    return { ok: true, value };
  } catch (error) {
    return refusal(error);
  }
}

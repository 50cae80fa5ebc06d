/** Answers commands of the contract; knows nothing of Electron, so that it is tested without it. */
import { COMMANDS, isCommandName, type CommandAnswer, type CommandHandlers } from '../../shared/contract.ts';
import { AppError, toAppError } from '../../shared/errors.ts';

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
    const handler = handlers[name] as ((checked: unknown) => Promise<unknown>) | undefined;
    if (!handler) throw new AppError('NOT_AVAILABLE_YET', { command: name });
    const value = COMMANDS[name].response.parse(await handler(parsed.data));
    return { ok: true, value };
  } catch (error) {
    return refusal(error);
  }
}

/** The only file of the page that touches what the preload provides. */
import type { CommandName, CommandRequest, CommandResponse, PreloadApi } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';

declare global {
  interface Window {
    readonly ccSessions: PreloadApi;
  }
}

/** Asks the engine. @throws AppError with the engine's own code, or IPC_REFUSED. */
export async function ask<N extends CommandName>(
  name: N,
  request: CommandRequest<N>,
): Promise<CommandResponse<N>> {
  const answer = await window.ccSessions.call(name, request);
  if (!answer.ok) throw new AppError(answer.error.code, answer.error.data);
  return answer.value as CommandResponse<N>;
}

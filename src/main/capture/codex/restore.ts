/** How a Codex CLI session is put back below `$CODEX_HOME`. */
import type { AgentRestore } from '../adapter.ts';
import { AppError } from '../../../shared/errors.ts';

const unfinished = (): never => {
  throw new AppError('INTERNAL', { reason: 'restore' });
};

/** @param codexHome Absolute; Codex's own directory, the one that has `sessions/`. */
export function codexRestore(codexHome: string): AgentRestore {
  void codexHome;
  return {
    placeFor: unfinished,
    targetOf: unfinished,
    locate: unfinished,
    liveness: unfinished,
    newAgentSession: unfinished,
    rewriter: unfinished,
    command: unfinished,
  };
}

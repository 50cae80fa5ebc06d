/** How a Claude Code session is put back below the agent's configuration directory. */
import type { AgentRestore } from '../adapter.ts';
import { AppError } from '../../../shared/errors.ts';

const unfinished = (): never => {
  throw new AppError('INTERNAL', { reason: 'restore' });
};

/** @param configDirectory Absolute; Claude's own directory, the one that has `projects/`. */
export function claudeCodeRestore(configDirectory: string): AgentRestore {
  void configDirectory;
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

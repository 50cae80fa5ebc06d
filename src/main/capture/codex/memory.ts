/** Makes the memory of a Codex session out of its facts. */
import { basename } from 'node:path';
import type { SessionMemory } from '../../../shared/session.ts';
import type { SourceFile } from '../adapter.ts';
import { memoryIdOf, memoryOf } from '../session-memory.ts';
import { rolloutName } from './find.ts';
import type { SessionFacts } from './session-facts.ts';

export const AGENT = 'codex';

/** See `memoryIdOf`. */
export function memoryId(agentSession: string): string {
  return memoryIdOf(AGENT, agentSession);
}

/** `null` when nobody has said anything. */
export function makeMemory(facts: SessionFacts, file: SourceFile): SessionMemory | null {
  facts.tools.end();
  const { prompts, answers } = facts;
  if (prompts.count + answers.count === 0) return null;
  // Lines of the first versions have no times.
  const startedAt =
    facts.startedAt || (rolloutName(basename(file.path))?.startedAt ?? new Date(0).toISOString());
  return memoryOf({
    agent: AGENT,
    agentName: 'Codex',
    agentSession: file.agentSession,
    logFile: file.path,
    projectPath: facts.cwd,
    startedAt,
    endedAt: facts.endedAt || startedAt,
    branch: facts.branch,
    model: facts.model,
    titles: [facts.title, prompts.first, answers.last],
    firstPrompt: prompts.first,
    lastPrompt: prompts.last,
    lastAnswer: answers.last,
    prompts: prompts.count,
    answers: answers.count,
    toolCalls: facts.tools.count,
    tokens: facts.tokens,
    files: facts.tools.files,
    tasks: facts.tools.tasks,
    tags: facts.subagent ? ['subagent'] : [],
  });
}

/** Makes the memory of a Claude Code session out of its facts. */
import type { SessionMemory } from '../../../shared/session.ts';
import type { SourceFile } from '../adapter.ts';
import { memoryIdOf, memoryOf } from '../session-memory.ts';
import type { SessionFacts } from './session-facts.ts';

export const AGENT = 'claude-code';
export const AGENT_NAME = 'Claude Code';

/** See `memoryIdOf`. */
export function memoryId(agentSession: string): string {
  return memoryIdOf(AGENT, agentSession);
}

/** `null` when nobody has said anything: commands, notices and a sub-agent's warming up make no session. */
export function makeMemory(facts: SessionFacts, file: SourceFile): SessionMemory | null {
  facts.tools.end();
  if (facts.prompts + facts.answers === 0) return null;
  const startedAt = facts.startedAt || new Date(file.mtimeMs).toISOString();
  return memoryOf({
    agent: AGENT,
    agentName: AGENT_NAME,
    agentSession: file.agentSession,
    logFile: file.path,
    projectPath: facts.cwd || decodedDirectory(file.path),
    startedAt,
    endedAt: facts.endedAt || startedAt,
    branch: facts.branch,
    model: facts.model,
    titles: [facts.customTitle, facts.aiTitle, facts.summary, facts.firstPrompt, facts.lastAnswer],
    firstPrompt: facts.firstPrompt,
    lastPrompt: facts.lastPrompt,
    lastAnswer: facts.lastAnswer,
    prompts: facts.prompts,
    answers: facts.answers,
    toolCalls: facts.tools.count,
    tokens: facts.tokens,
    files: facts.tools.files,
    tasks: facts.tools.tasks,
  });
}

/**
 * The project that a directory below `projects/` stands for. Claude Code writes `-` for every character of the
 * path that is not a letter or digit, so this is a guess: only for transcripts without any `cwd`.
 */
function decodedDirectory(path: string): string {
  const name = /[\\/]([^\\/]+)[\\/][^\\/]+$/.exec(path)?.[1] ?? '';
  const drive = /^([A-Za-z])--/.exec(name);
  if (drive) return `${drive[1]}:\\${name.slice(3).replaceAll('-', '\\')}`;
  return name.startsWith('-') ? name.replaceAll('-', '/') : name;
}

/** Puts a session back on this machine: which project it belongs to here, which agent it is of, then the restore. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AgentAdapter } from '../capture/adapter.ts';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import { findProject, type ProjectPlace } from '../capture/restore/find-project.ts';
import { findCheckout, remoteOfSession } from '../capture/restore/git-remote.ts';
import { restoreSession } from '../capture/restore/restore-session.ts';
import { memoryIdOf } from '../capture/session-memory.ts';
import type { ResumeRequest, ResumeResult } from '../composed-app.ts';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';

export interface ResumeDeps {
  readonly adapters: readonly AgentAdapter[];
  /** The home directory of cc-sessions, absolute. */
  readonly home: string;
  /** This person's home directory. */
  readonly userHome: string;
  readonly pathMap: Readonly<Record<string, string>>;
  /** Project paths of sessions on this machine, in no particular order; they need not exist. */
  readonly knownProjects: () => readonly string[];
}

/** What is to be put back: the memory, and where the bytes of its bundle come from. */
export interface ResumableSession {
  readonly memory: SessionMemory;
  readonly source: BundleSource;
}

/**
 * @throws AppError PROJECT_NOT_HERE, TRANSCRIPT_UNSUPPORTED, and what `restoreSession` throws
 */
export async function resumeSession(
  deps: ResumeDeps,
  { memory, source }: ResumableSession,
  request: ResumeRequest,
): Promise<ResumeResult> {
  const { agent } = source.transcript;
  const adapter = deps.adapters.find((candidate) => candidate.agent === agent);
  if (!adapter) throw new AppError('TRANSCRIPT_UNSUPPORTED', { agent });
  const { directory, foundBy } = await projectHere(deps, { memory, source }, request);
  const dryRun = request.dryRun ?? false;
  const moved = request.rewritePaths === true && memory.projectPath !== directory;
  const result = await restoreSession({
    source,
    restore: adapter.restore,
    project: directory,
    rewriteFrom: moved ? memory.projectPath : null,
    agentSession: forkedId(agent, memory),
    dryRun,
    scratch: await scratchDirectory(deps.home),
    signal: request.signal,
  });
  return {
    session: memory.id,
    title: memory.summary,
    agent,
    project: directory,
    projectFoundBy: foundBy,
    rewritten: moved,
    dryRun,
    ...result,
  };
}

/** The id of a fork, whose files still carry the one it was forked from; `null` for all other sessions. */
function forkedId(agent: string, { id, claudeSessionId }: SessionMemory): string | null {
  return memoryIdOf(agent, claudeSessionId) === id ? claudeSessionId : null;
}

async function projectHere(
  deps: ResumeDeps,
  { memory, source }: ResumableSession,
  request: ResumeRequest,
): Promise<ProjectPlace> {
  const { userHome, pathMap, knownProjects } = deps;
  const question = { path: memory.projectPath, to: request.to ?? null, home: userHome, pathMap };
  return findProject(question, {
    isDirectory,
    async checkout() {
      const remote = await remoteOfSession(source);
      return remote === null ? null : findCheckout(remote, await existing(knownProjects()));
    },
  });
}

async function isDirectory(place: string): Promise<boolean> {
  if (!path.isAbsolute(place)) return false;
  const found = await stat(place).catch(() => null);
  return found?.isDirectory() === true;
}

/** Projects asked for; more of them lie beside the same ones. */
const MOST_PROJECTS = 500;

async function existing(projects: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of [...new Set(projects)].slice(0, MOST_PROJECTS)) {
    if (await isDirectory(place)) found.push(place);
  }
  return found;
}

/** Parts of conversations lie in it for a moment: for nobody else to read. */
async function scratchDirectory(home: string): Promise<string> {
  const scratch = path.join(home, 'scratch');
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  return scratch;
}

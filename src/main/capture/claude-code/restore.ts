/** How a Claude Code session is put back below the agent's configuration directory. */
import { randomUUID } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AgentRestore, LineRewriter, Liveness, RewriteRequest, SourceFile } from '../adapter.ts';
import { safeAgentSession, sideSegments } from '../restore/bundle-path.ts';
import { relocated } from '../restore/foreign-path.ts';
import { jsonLineScanner, type LineRules } from '../restore/json-line.ts';
import { writtenRecently } from '../restore/recent-writes.ts';
import { foundFile } from '../source-files.ts';
import { runningWith } from './restore-live.ts';
import { projectDirectory } from './restore-place.ts';

const EXTENSION = '.jsonl';
/** Sub-agents from before 2.1 lie beside their session and not in its directory. */
const EARLY_SUBAGENT = /^agent-.+\.jsonl$/;

/** @param configDirectory Absolute; Claude's own directory, the one that has `projects/`. */
export function claudeCodeRestore(configDirectory: string): AgentRestore {
  const projects = join(configDirectory, 'projects');
  return {
    async placeFor({ agentSession, project }) {
      // Claude Code asks the system where it is, which answers without symbolic links.
      const cwd = await realpath(project).catch(() => project);
      return join(await projectDirectory(projects, cwd), `${safeAgentSession(agentSession)}${EXTENSION}`);
    },
    targetOf,
    forkPath: (path) => (isEarlySubagent(path) ? path.replace('side/', 'side/subagents/') : path),
    locate: (agentSession) => locate(projects, safeAgentSession(agentSession)),
    liveness: (agentSession) => liveness(configDirectory, safeAgentSession(agentSession)),
    newAgentSession: randomUUID,
    rewriter,
    command: (agentSession) => `claude --resume ${safeAgentSession(agentSession)}`,
  };
}

function isEarlySubagent(path: string): boolean {
  const segments = sideSegments(path);
  return segments.length === 1 && EARLY_SUBAGENT.test(segments[0] as string);
}

/** The session's own directory has the name of the main file without its extension. */
const sideDirectory = (main: string): string => join(dirname(main), basename(main, EXTENSION));

function targetOf(main: string, path: string): string {
  const segments = sideSegments(path);
  if (segments.length === 0) return main;
  return join(isEarlySubagent(path) ? dirname(main) : sideDirectory(main), ...segments);
}

async function locate(projects: string, agentSession: string): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const file = await foundFile(join(projects, entry.name, `${agentSession}${EXTENSION}`), {});
    if (file) found.push({ ...file, agentSession });
  }
  return found;
}

async function liveness(configDirectory: string, agentSession: string): Promise<Liveness | null> {
  const pid = await runningWith(configDirectory, agentSession);
  if (pid !== null) return { reason: 'running', pid };
  for (const { path } of await locate(join(configDirectory, 'projects'), agentSession)) {
    const own = sideDirectory(path);
    if (await writtenRecently(path, [own, join(own, 'subagents')])) return { reason: 'recent', pid: null };
  }
  return null;
}

/**
 * Members that carry the id of the session. `requestSessionId` (2.1) and `forkedFrom.sessionId` name another
 * session as a rule; only what equals the id that is replaced is changed.
 */
const ID_MEMBERS = new Set(['sessionId', 'session_id', 'requestSessionId', 'parentSessionId']);

/** Members whose strings are paths, in lines and in the tools' inputs and results. */
const PATH_MEMBERS = new Set([
  ...['cwd', 'originalCwd', 'originCwd', 'workingDirectory', 'additionalWorkingDirectories'],
  ...['projectPath', 'projectDir', 'gitRoot', 'worktreePath', 'rootDir', 'directory'],
  ...['file_path', 'filePath', 'notebook_path', 'notebookPath', 'path', 'filename', 'filenames'],
]);

function rewriter({ agentSession, project }: RewriteRequest): LineRewriter {
  const rules: LineRules = {
    wants: (member) =>
      (agentSession !== undefined && ID_MEMBERS.has(member)) ||
      (project !== undefined && PATH_MEMBERS.has(member)),
    replace(member, value) {
      if (agentSession && ID_MEMBERS.has(member)) return value === agentSession.from ? agentSession.to : null;
      return project && PATH_MEMBERS.has(member) ? relocated(value, project.from, project.to) : null;
    },
    ...(agentSession && {
      // `…/projects/<project>/<id>.jsonl` and `…/<id>/…`: the session's own files, which move along.
      mentions: {
        ...agentSession,
        counts: (before, after) =>
          /[/\\]projects[/\\]+[^/\\"]+[/\\]+$/.test(before) && /^(?:[/\\"]|\.jsonl)/.test(after),
      },
    }),
  };
  return (role) =>
    role === 'main' || role === 'subagent' || role === 'subagent-meta' ? jsonLineScanner(rules) : null;
}

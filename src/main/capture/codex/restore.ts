/** How a Codex CLI session is put back below `$CODEX_HOME`. */
import { randomBytes } from 'node:crypto';
import { join, posix } from 'node:path';
import type { AgentRestore, LineRewriter, Liveness, RewriteRequest, SourceFile } from '../adapter.ts';
import { AppError } from '../../../shared/errors.ts';
import { safeAgentSession, sideSegments } from '../restore/bundle-path.ts';
import { relocated } from '../restore/foreign-path.ts';
import { jsonLineScanner, type LineRules } from '../restore/json-line.ts';
import { holderOf } from '../restore/process-alive.ts';
import { writtenRecently } from '../restore/recent-writes.ts';
import { findRollouts, rolloutName } from './find.ts';

/** `rollout-<local time>-<id>.jsonl`; the first versions had no time of day. */
const STEM = /^rollout-(\d{4})-(\d\d)-(\d\d)(?:T[\d-]{8})?(?=-)/;

/** @param codexHome Absolute; Codex's own directory, the one that has `sessions/`. */
export function codexRestore(codexHome: string): AgentRestore {
  return {
    // An archived session goes to the others, as it is to be resumed.
    placeFor: ({ agentSession, place }) =>
      Promise.resolve(join(codexHome, 'sessions', ...rolloutPlace(safeAgentSession(agentSession), place))),
    targetOf(main, path) {
      if (sideSegments(path).length === 0) return main;
      throw new AppError('RESTORE_UNSAFE', { path, problem: 'name' });
    },
    locate: (agentSession) => locate(codexHome, safeAgentSession(agentSession)),
    liveness: (agentSession) => liveness(codexHome, safeAgentSession(agentSession)),
    newAgentSession: timeOrderedUuid,
    rewriter,
    command: (agentSession) => `codex resume ${safeAgentSession(agentSession)}`,
  };
}

/**
 * Directories and name below `sessions/`. Codex finds a session by the id in its file's name, and believes it only
 * when `session_meta` says the same. A place that is no rollout's gets the time of now.
 */
function rolloutPlace(agentSession: string, place: string): readonly string[] {
  const name = posix.basename(place);
  const second = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const thread = rolloutName(name)?.thread;
  const [stem = `rollout-${second}`, ...date] = (thread && STEM.exec(name)) || [];
  const kept = thread === agentSession ? name : `${stem}-${agentSession}.jsonl`;
  return [...(date.length > 0 ? date : second.slice(0, 10).split('-')), kept];
}

async function locate(codexHome: string, agentSession: string): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const file of findRollouts(codexHome)) {
    if (file.agentSession.toLowerCase() === agentSession.toLowerCase()) found.push(file);
  }
  return found;
}

/** Codex keeps no list of what runs; it holds the file of a session open. */
async function liveness(codexHome: string, agentSession: string): Promise<Liveness | null> {
  for (const { path } of await locate(codexHome, agentSession)) {
    const pid = await holderOf(path);
    if (pid !== null) return { reason: 'running', pid };
    if (await writtenRecently(path, [])) return { reason: 'recent', pid: null };
  }
  return null;
}

/** UUID version 7 (RFC 9562, section 5.7), as Codex gives it: 48 bits of time, then chance. */
function timeOrderedUuid(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `id` and `session_id` of `session_meta`, `thread_id` of events; only what equals the id is changed. */
const ID_MEMBERS = new Set(['id', 'session_id', 'thread_id', 'conversation_id']);

const PATH_MEMBERS = new Set([
  ...['cwd', 'runtime_workspace_roots', 'workspace_roots', 'writable_roots', 'workdir'],
  ...['path', 'file_path', 'root'],
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
      mentions: {
        ...agentSession,
        counts: (before, after) =>
          /rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-$/.test(before) && after.startsWith('.jsonl'),
      },
    }),
  };
  return (role) => (role === 'main' ? jsonLineScanner(rules) : null);
}

/** How a Codex CLI session is put back below `$CODEX_HOME`. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentRestore, LineRewriter, Liveness, RewriteRequest, SourceFile } from '../adapter.ts';
import { AppError } from '../../../shared/errors.ts';
import { safeAgentSession, sideSegments } from '../restore/bundle-path.ts';
import { relocated } from '../restore/foreign-path.ts';
import { jsonLineScanner, type LineRules } from '../restore/json-line.ts';
import { holderOf } from '../restore/process-alive.ts';
import { writtenRecently } from '../restore/recent-writes.ts';
import { foundFile } from '../source-files.ts';

/**
 * `rollout-<local time>-<id>.jsonl` in a directory of its date (codex-rs/rollout/src/list.rs). Codex finds a session
 * by the id in the name, and believes the name only when `session_meta` says the same.
 */
const ROLLOUT = /(?:^|\/)rollout-((\d{4})-(\d\d)-(\d\d)T\d\d-\d\d-\d\d)-[0-9a-f-]{36}\.jsonl$/i;

/** Where Codex keeps sessions; archived ones lie without directories of dates. */
const [SESSIONS, ARCHIVED] = ['sessions', 'archived_sessions'];
/** `YYYY/MM/DD`. */
const DEPTH = 3;

/** @param codexHome Absolute; Codex's own directory, the one that has `sessions/`. */
export function codexRestore(codexHome: string): AgentRestore {
  return {
    // An archived session goes to the others, as it is to be resumed.
    placeFor: ({ agentSession, place }) =>
      Promise.resolve(join(codexHome, SESSIONS, ...rolloutPlace(safeAgentSession(agentSession), place))),
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

/** Directories and name below `sessions/`. A place that is no rollout's gets the time of now. */
function rolloutPlace(agentSession: string, place: string): readonly string[] {
  const [, time, year, month, day] = ROLLOUT.exec(place) ?? [];
  if (time && year && month && day) return [year, month, day, `rollout-${time}-${agentSession}.jsonl`];
  const now = new Date().toISOString();
  const second = now.slice(0, 19).replaceAll(':', '-');
  return [...now.slice(0, 10).split('-'), `rollout-${second}-${agentSession}.jsonl`];
}

async function locate(codexHome: string, agentSession: string): Promise<readonly SourceFile[]> {
  const ending = `-${agentSession}.jsonl`.toLowerCase();
  const paths = [
    ...(await namesBelow(join(codexHome, SESSIONS), DEPTH)),
    ...(await namesBelow(join(codexHome, ARCHIVED), 0)),
  ].filter((path) => path.toLowerCase().endsWith(ending) && ROLLOUT.test(path.replaceAll('\\', '/')));
  const found: SourceFile[] = [];
  for (const path of paths) {
    const file = await foundFile(path, {});
    if (file) found.push({ ...file, agentSession });
  }
  return found;
}

/** Files of a directory and of those below it, as deep as told. */
async function namesBelow(directory: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const paths: string[] = [];
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isFile()) paths.push(path);
    else if (entry.isDirectory() && depth > 0) paths.push(...(await namesBelow(path, depth - 1)));
  }
  return paths;
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

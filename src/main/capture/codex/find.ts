/**
 * Where Codex CLI keeps its sessions: `$CODEX_HOME/sessions/YYYY/MM/DD/rollout-<time>-<thread id>.jsonl`, and in
 * `archived_sessions/` those that a person archived. Each file is one thread; a sub-agent has a thread of its own.
 * (codex-rs/rollout/src/list.rs of openai/codex.)
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FindOptions, SourceFile } from '../adapter.ts';
import { directoryEntries, foundFiles } from '../source-files.ts';

/** Codex's own directory: `$CODEX_HOME`, else `~/.codex`. */
export function codexHomeDirectory(environment: NodeJS.ProcessEnv, home: string = homedir()): string {
  const configured = environment['CODEX_HOME'];
  return configured ? resolve(configured) : join(home, '.codex');
}

/** Directories below Codex's own that hold rollouts. */
export const ROLLOUT_DIRECTORIES = ['sessions', 'archived_sessions'] as const;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The first versions had no time of day; a second id is that of a rollout the thread was taken back to. */
const ROLLOUT_NAME = new RegExp(
  `^rollout-(\\d{4}-\\d\\d-\\d\\d)(?:T(\\d\\d)-(\\d\\d)-(\\d\\d))?-(${UUID})(?:_${UUID})?\\.jsonl$`,
  'i',
);
const DATE_PART = /^\d{2,4}$/;
/** `YYYY/MM/DD`. */
const DATE_DEPTH = 3;

export interface RolloutName {
  readonly thread: string;
  /** ISO 8601. The name has the local time of the machine without its zone, so this may be hours off. */
  readonly startedAt: string;
}

/** `null` when it is no rollout's name. */
export function rolloutName(name: string): RolloutName | null {
  const [, date, hour = '00', minute = '00', second = '00', thread] = ROLLOUT_NAME.exec(name) ?? [];
  const time = Date.parse(`${date}T${hour}:${minute}:${second}.000Z`);
  return thread && !Number.isNaN(time) ? { thread, startedAt: new Date(time).toISOString() } : null;
}

/** Every rollout, see `AgentAdapter.find`. */
export async function* findRollouts(home: string, options: FindOptions = {}): AsyncIterable<SourceFile> {
  for (const directory of ROLLOUT_DIRECTORIES) yield* rolloutsIn(join(home, directory), DATE_DEPTH, options);
}

async function* rolloutsIn(
  directory: string,
  depth: number,
  options: FindOptions,
): AsyncIterable<SourceFile> {
  options.signal?.throwIfAborted();
  const entries = await directoryEntries(directory, options);
  const rollouts = entries.flatMap((entry) => {
    const rollout = entry.isFile() ? rolloutName(entry.name) : null;
    return rollout ? [{ name: entry.name, known: rollout.thread }] : [];
  });
  for await (const { known, ...file } of foundFiles(directory, rollouts, options))
    yield { ...file, agentSession: known };
  if (depth === 0) return;
  for (const entry of entries) {
    if (entry.isDirectory() && DATE_PART.test(entry.name))
      yield* rolloutsIn(join(directory, entry.name), depth - 1, options);
  }
}

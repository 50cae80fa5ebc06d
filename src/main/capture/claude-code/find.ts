/**
 * Where Claude Code keeps its transcripts: `<config>/projects/<project>/<session id>.jsonl`. Sub-agents write to
 * `<project>/<session id>/…` (since 2.1) or `<project>/agent-<id>.jsonl` (before): parts of a session, not
 * sessions.
 */
import { lstat, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FindOptions, SourceFile } from '../adapter.ts';

/** Claude Code's configuration directory: `$CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function claudeConfigDirectory(environment: NodeJS.ProcessEnv, home: string = homedir()): string {
  const configured = environment['CLAUDE_CONFIG_DIR'];
  return configured ? resolve(configured) : join(home, '.claude');
}

const EXTENSION = '.jsonl';
/** Files asked about at once. */
const STATS_AT_ONCE = 64;

function isTranscriptName(name: string): boolean {
  return name.endsWith(EXTENSION) && name.length > EXTENSION.length && !name.startsWith('agent-');
}

/** Every transcript below `projects`, see `AgentAdapter.find`. */
export async function* findTranscripts(
  projects: string,
  options: FindOptions = {},
): AsyncIterable<SourceFile> {
  for (const project of await entries(projects, options)) {
    if (!project.isDirectory()) continue;
    options.signal?.throwIfAborted();
    const directory = join(projects, project.name);
    const names = (await entries(directory, options))
      .filter((entry) => entry.isFile() && isTranscriptName(entry.name))
      .map((entry) => entry.name);
    for (let index = 0; index < names.length; index += STATS_AT_ONCE) {
      options.signal?.throwIfAborted();
      const batch = names.slice(index, index + STATS_AT_ONCE);
      const found = await Promise.all(batch.map((name) => sourceFile(directory, name, options)));
      for (const file of found) if (file) yield file;
    }
  }
}

async function entries(directory: string, { onUnreadable }: FindOptions) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onUnreadable?.(directory, error as NodeJS.ErrnoException);
    return [];
  }
}

async function sourceFile(directory: string, name: string, options: FindOptions): Promise<SourceFile | null> {
  const path = join(directory, name);
  try {
    const stat = await lstat(path);
    if (!stat.isFile()) return null;
    return {
      path,
      size: stat.size,
      mtimeMs: Math.floor(stat.mtimeMs),
      ino: stat.ino,
      agentSession: name.slice(0, -EXTENSION.length),
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT') options.onUnreadable?.(path, error as NodeJS.ErrnoException);
    return null;
  }
}

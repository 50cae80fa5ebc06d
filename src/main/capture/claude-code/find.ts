/**
 * Where Claude Code keeps its transcripts: `<config>/projects/<project>/<session id>.jsonl`. Sub-agents write to
 * `<project>/<session id>/…` (since 2.1) or `<project>/agent-<id>.jsonl` (before): parts of a session, not
 * sessions.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FindOptions, SourceFile } from '../adapter.ts';
import { directoryEntries, foundFiles } from '../source-files.ts';

/** Claude Code's configuration directory: `$CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function claudeConfigDirectory(environment: NodeJS.ProcessEnv, home: string = homedir()): string {
  const configured = environment['CLAUDE_CONFIG_DIR'];
  return configured ? resolve(configured) : join(home, '.claude');
}

const EXTENSION = '.jsonl';

function isTranscriptName(name: string): boolean {
  return name.endsWith(EXTENSION) && name.length > EXTENSION.length && !name.startsWith('agent-');
}

/** Every transcript below `projects`, see `AgentAdapter.find`. */
export async function* findTranscripts(
  projects: string,
  options: FindOptions = {},
): AsyncIterable<SourceFile> {
  for (const project of await directoryEntries(projects, options)) {
    if (!project.isDirectory()) continue;
    options.signal?.throwIfAborted();
    const directory = join(projects, project.name);
    const transcripts = (await directoryEntries(directory, options))
      .filter((entry) => entry.isFile() && isTranscriptName(entry.name))
      .map(({ name }) => ({ name, known: name.slice(0, -EXTENSION.length) }));
    for await (const { known, ...file } of foundFiles(directory, transcripts, options))
      yield { ...file, agentSession: known };
  }
}

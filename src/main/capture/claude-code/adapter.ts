/** Claude Code (https://claude.com/claude-code) as a source of sessions. */
import { join, relative, sep } from 'node:path';
import type { AgentAdapter, ReadOptions, ReadSession, SourceFile } from '../adapter.ts';
import { readRecords } from '../jsonl/read-records.ts';
import { Bundles } from './bundle.ts';
import { findTranscripts } from './find.ts';
import { claudeHistory } from './history.ts';
import { AGENT, makeMemory } from './memory.ts';
import { claudeCodeRestore } from './restore.ts';
import { claudeRetention } from './retention.ts';
import { SessionFacts } from './session-facts.ts';
import { transcriptProjector } from './transcript-line.ts';

/** To be raised with every change that makes another memory of the same transcript. */
const VERSION = `${AGENT}/2`;

/** @param configDirectory see `claudeConfigDirectory` */
export function claudeCodeAdapter(configDirectory: string): AgentAdapter {
  const projects = join(configDirectory, 'projects');
  const bundles = new Bundles();
  return {
    agent: AGENT,
    version: VERSION,
    roots: [projects],
    find: (options) => findTranscripts(projects, options),
    read: readTranscript,
    bundle: (file, options) => bundles.of(file, options),
    placeOf: (file) => relative(configDirectory, file.path).split(sep).join('/'),
    restore: claudeCodeRestore(configDirectory),
    retention: () => claudeRetention(configDirectory),
    history: claudeHistory(configDirectory),
  };
}

/** One for all files: reading a line is over before anything else can run. */
const PROJECTOR = transcriptProjector();

async function readTranscript(file: SourceFile, options: ReadOptions = {}): Promise<ReadSession | null> {
  const facts = new SessionFacts();
  const lines = await readRecords({
    path: file.path,
    size: file.size,
    projector: PROJECTOR,
    take: (line) => facts.add(line),
    signal: options.signal,
  });
  const memory = makeMemory(facts, file);
  return memory && { memory, source: file.path, lines };
}

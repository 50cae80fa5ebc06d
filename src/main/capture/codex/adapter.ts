/** Codex CLI (https://github.com/openai/codex) as a source of sessions. */
import { join, relative, sep } from 'node:path';
import type {
  AgentAdapter,
  BundleFile,
  FindOptions,
  ReadOptions,
  ReadSession,
  SourceFile,
} from '../adapter.ts';
import { readRecords } from '../jsonl/read-records.ts';
import { foundFile } from '../source-files.ts';
import { findRollouts, ROLLOUT_DIRECTORIES } from './find.ts';
import { AGENT, makeMemory } from './memory.ts';
import { codexRestore } from './restore.ts';
import { rolloutProjector } from './rollout-line.ts';
import { SessionFacts } from './session-facts.ts';

/** To be raised with every change that makes another memory of the same rollout. */
const VERSION = `${AGENT}/1`;

/** @param home see `codexHomeDirectory` */
export function codexAdapter(home: string): AgentAdapter {
  return {
    agent: AGENT,
    version: VERSION,
    roots: ROLLOUT_DIRECTORIES.map((directory) => join(home, directory)),
    find: (options) => findRollouts(home, options),
    read: readRollout,
    bundle: bundleOf,
    placeOf: (file) => relative(home, file.path).split(sep).join('/'),
    restore: codexRestore(home),
  };
}

/** One for all files: reading a line is over before anything else can run. */
const PROJECTOR = rolloutProjector();

async function readRollout(file: SourceFile, options: ReadOptions = {}): Promise<ReadSession | null> {
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

/** A rollout is one file, and all there is of its thread. Empty when it is not there any more. */
async function bundleOf(file: SourceFile, options: FindOptions = {}): Promise<readonly BundleFile[]> {
  const main = await foundFile(file.path, options);
  if (!main) return [];
  const { path: source, ...stat } = main;
  return [{ path: 'main.jsonl', role: 'main', source, ...stat, growth: 'lines' }];
}

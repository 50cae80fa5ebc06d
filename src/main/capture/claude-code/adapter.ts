/** Claude Code (https://claude.com/claude-code) as a source of sessions. */
import { join } from 'node:path';
import type { AgentAdapter, LineCounts, ReadOptions, ReadSession, SourceFile } from '../adapter.ts';
import { readLines, type RawLine } from '../jsonl/read-lines.ts';
import { findTranscripts } from './find.ts';
import { AGENT, makeMemory } from './memory.ts';
import { SessionFacts } from './session-facts.ts';
import { transcriptProjector } from './transcript-line.ts';

/** To be raised with every change that makes another memory of the same transcript. */
const VERSION = `${AGENT}/1`;

/** @param configDirectory see `claudeConfigDirectory` */
export function claudeCodeAdapter(configDirectory: string): AgentAdapter {
  const projects = join(configDirectory, 'projects');
  return {
    agent: AGENT,
    version: VERSION,
    roots: [projects],
    find: (options) => findTranscripts(projects, options),
    read: readTranscript,
  };
}

async function readTranscript(file: SourceFile, options: ReadOptions = {}): Promise<ReadSession | null> {
  const reader = new TranscriptReader();
  await readLines(file.path, file.size, (line) => reader.take(line), options.signal);
  const lines = reader.counts();
  const memory = makeMemory(reader.facts, file);
  return memory && { memory, source: file.path, lines };
}

/** One for all files: reading a line is over before anything else can run. */
const PROJECTOR = transcriptProjector();

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

class TranscriptReader {
  readonly facts = new SessionFacts();
  #total = 0;
  #malformed = 0;
  #unknown = 0;
  #oversized = 0;
  /** The line before this point could not be read. Whether that is a torn end shows with the next line. */
  #unreadable = false;

  take(line: RawLine): void {
    const { bytes, end } = line;
    let { start } = line;
    if (this.#total === 0 && BYTE_ORDER_MARK.every((byte, index) => bytes[start + index] === byte))
      start += 3;
    if (line.extent === 'whole' && isBlank(bytes, start, end)) return;
    if (this.#unreadable) this.#malformed++;
    this.#unreadable = false;
    this.#total++;
    if (line.extent !== 'whole') this.#oversized++;
    if (line.extent === 'dropped') return;
    const parts = PROJECTOR.read(bytes, start, end);
    if (parts === null) this.#unreadable = true;
    else if (!this.facts.add(parts)) this.#unknown++;
  }

  counts(): LineCounts {
    return {
      total: this.#total,
      malformed: this.#malformed,
      unknown: this.#unknown,
      oversized: this.#oversized,
      torn: this.#unreadable ? 1 : 0,
    };
  }
}

/** White space and NUL only. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if ((bytes[index] as number) > 0x20) return false;
  return true;
}

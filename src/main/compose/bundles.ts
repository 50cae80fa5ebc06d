/** Where the bytes of a session's files come from: the agent's own files on this machine, or the bucket. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { AgentAdapter, BundleFile, SourceFile } from '../capture/adapter.ts';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import { memoryIdOf } from '../capture/session-memory.ts';
import type { PartVault } from '../engine/transcript-ports.ts';
import { TranscriptReader } from '../transcripts/transcript-reader.ts';
import type { KeptTranscripts } from './kept-transcripts.ts';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { Transcript, TranscriptFile } from '../../shared/transcript.ts';

export interface BundlesDeps {
  readonly adapters: readonly AgentAdapter[];
  /** The transcript that belongs to a session's row as it stands. */
  readonly transcriptOf: (session: string) => Transcript | null;
  /** Versions that are on this machine although another device made them. */
  readonly kept: Pick<KeptTranscripts, 'source'>;
  /** Opened when the first byte is needed: what is here already needs no network. */
  readonly vault: (signal: AbortSignal | undefined) => Promise<Pick<PartVault, 'readPart'>>;
}

/** The session's files on this machine. */
export interface LocalBundle {
  readonly agent: string;
  readonly place: string;
  readonly files: readonly BundleFile[];
}

export class Bundles {
  readonly #deps: BundlesDeps;

  constructor(deps: BundlesDeps) {
    this.#deps = deps;
  }

  /**
   * The session as it is to be put back: as the bucket has it; one that was never uploaded, as it is here.
   * @throws AppError TRANSCRIPT_MISSING, TRANSCRIPT_UNSUPPORTED, the file system's
   */
  async toResume(memory: SessionMemory, signal?: AbortSignal): Promise<BundleSource> {
    return this.stored(memory, signal, true) ?? (await this.#asItIsHere(memory)) ?? missing(memory);
  }

  /** What the bucket has; `null` when no transcript is known. @throws AppError TRANSCRIPT_UNSUPPORTED */
  stored(memory: SessionMemory, signal?: AbortSignal, lends = false): BundleSource | null {
    const transcript = this.#deps.transcriptOf(memory.id) ?? memory.transcript;
    if (transcript)
      return this.#deps.kept.source(memory.id, transcript) ?? this.fetched(transcript, signal, lends);
    if (memory.extra?.['transcript'] === undefined) return null;
    throw new AppError('TRANSCRIPT_UNSUPPORTED', { session: memory.id });
  }

  /** Any transcript of the bucket. `lends`: a chunk may be used until the next is asked for, and no longer. */
  fetched(transcript: Transcript, signal?: AbortSignal, lends = false): BundleSource {
    let reader: Promise<TranscriptReader> | null = null;
    const opened = (): Promise<TranscriptReader> =>
      (reader ??= this.#deps
        .vault(signal)
        .then((vault) => new TranscriptReader(vault, transcript, { signal, lends })));
    return {
      transcript,
      async *open(path) {
        yield* (await opened()).open(path);
      },
    };
  }

  /** The files of the newest copy here; `null` when the agent has swept them, or another device made them. */
  async local(memory: SessionMemory): Promise<LocalBundle | null> {
    const { claudeSessionId: agentSession } = memory;
    const adapter = this.#deps.adapters.find(({ agent }) => memoryIdOf(agent, agentSession) === memory.id);
    const file = adapter && (await newestCopy(adapter, agentSession));
    if (!file) return null;
    const files = await adapter.bundle(file);
    return files.length > 0 ? { agent: adapter.agent, place: adapter.placeOf(file), files } : null;
  }

  async #asItIsHere(memory: SessionMemory): Promise<BundleSource | null> {
    const bundle = await this.local(memory);
    if (!bundle) return null;
    const files: TranscriptFile[] = [];
    for (const file of bundle.files) files.push(await hashed(file));
    const { agent, place } = bundle;
    const parts: Transcript['parts'] = [];
    const names = { device: '', session: memory.id, agentSession: memory.claudeSessionId };
    return { transcript: { v: 1, agent, place, ...names, files, parts }, open: opener(memory, bundle) };
  }
}

/** Reads files of a bundle on this machine. */
export function opener(
  memory: SessionMemory,
  { files }: LocalBundle,
): (path: string) => AsyncIterable<Buffer> {
  const places = new Map(files.map(({ path, source }) => [path, source]));
  return (path) => createReadStream(places.get(path) ?? missing(memory)) as AsyncIterable<Buffer>;
}

function missing({ id }: SessionMemory): never {
  throw new AppError('TRANSCRIPT_MISSING', { session: id });
}

async function newestCopy(adapter: AgentAdapter, agentSession: string): Promise<SourceFile | null> {
  // Ids of another shape belong to nothing that could be put back.
  const found = await adapter.restore.locate(agentSession).catch(() => []);
  return found.toSorted((one, other) => other.mtimeMs - one.mtimeMs)[0] ?? null;
}

async function hashed({ path, role, source }: BundleFile): Promise<TranscriptFile> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(source) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { path, role, size, sha256: hash.digest('hex') };
}

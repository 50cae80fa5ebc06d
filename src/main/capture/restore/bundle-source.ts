/** Where the bytes of a bundle come from, and what is done to them on their way. */
import { createHash, randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Transcript, TranscriptFile } from '../../../shared/transcript.ts';
import type { LineRewriter } from '../adapter.ts';
import { fileChunks } from './file-chunks.ts';
import { rewriteLines } from './rewrite-lines.ts';

/** A bundle whose files can be read, each as often as needed. */
export interface BundleSource {
  readonly transcript: Transcript;
  /**
   * The whole file, in pieces that may be valid only until the next one is asked for. Breaking off early costs
   * nothing further.
   * @throws AppError TRANSCRIPT_DAMAGED, or of the bucket
   */
  open(path: string): AsyncIterable<Buffer>;
}

/** @throws AppError TRANSCRIPT_DAMAGED when the transcript has no such file. */
export function fileOf(transcript: Transcript, path: string): TranscriptFile {
  const file = transcript.files.find((candidate) => candidate.path === path);
  if (!file) throw new AppError('TRANSCRIPT_DAMAGED', { session: transcript.session, path });
  return file;
}

interface Written {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface WriteOptions {
  /** On the disk when it is done, not only on its way there. */
  readonly durable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a stream to a new private file. On failure the file stays, for the caller to remove. */
async function writeStream(
  chunks: AsyncIterable<Buffer>,
  path: string,
  { durable = false, signal }: WriteOptions = {},
): Promise<Written> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hash.update(chunk);
      size += chunk.length;
      await writeAll(handle, chunk);
    }
    if (durable) await handle.sync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await handle.write(chunk, done, chunk.length - done)).bytesWritten;
  }
}

/** Writes one file of a bundle. @throws AppError TRANSCRIPT_DAMAGED when its bytes are not those of the transcript. */
export async function writeVerified(
  source: BundleSource,
  path: string,
  target: string,
  options?: WriteOptions,
): Promise<void> {
  const expected = fileOf(source.transcript, path);
  const written = await writeStream(source.open(path), target, options);
  if (written.size !== expected.size || written.sha256 !== expected.sha256) {
    throw new AppError('TRANSCRIPT_DAMAGED', { session: source.transcript.session, path });
  }
}

const scratchFile = (scratch: string): string => join(scratch, randomBytes(8).toString('hex'));

/** A source whose files were fetched and verified once and are read from this disk. */
export interface KeptSource extends BundleSource {
  /** Where a file of the bundle lies, fetched when it was not yet. */
  fetched(path: string): Promise<string>;
}

/** @param scratch a private directory */
export function keptSource(source: BundleSource, scratch: string): KeptSource {
  const kept = new Map<string, Promise<string>>();
  const fetch = async (path: string): Promise<string> => {
    const file = scratchFile(scratch);
    await writeVerified(source, path, file);
    return file;
  };
  const fetched = (path: string): Promise<string> => {
    const file = kept.get(path) ?? fetch(path);
    kept.set(path, file);
    return file;
  };
  return {
    transcript: source.transcript,
    fetched,
    async *open(path) {
      yield* fileChunks(await fetched(path));
    },
  };
}

export interface RewrittenRequest {
  readonly source: KeptSource;
  readonly rewriter: LineRewriter;
  /** The id the lines have afterwards. */
  readonly agentSession: string;
  /** See `AgentRestore.forkPath`. */
  readonly pathOf: (path: string) => string;
  readonly scratch: string;
}

/** The bundle with its lines changed; its transcript has the sizes and hashes of what it is now. */
export async function rewrittenSource(request: RewrittenRequest): Promise<BundleSource> {
  const { source, rewriter, scratch, pathOf } = request;
  const origins = new Map<string, () => AsyncIterable<Buffer>>();
  const files: TranscriptFile[] = [];
  for (const file of source.transcript.files) {
    const scanner = rewriter(file.role);
    const path = pathOf(file.path);
    if (!scanner) {
      origins.set(path, () => source.open(file.path));
      files.push({ ...file, path });
      continue;
    }
    const changed = scratchFile(scratch);
    const written = await writeStream(rewriteLines(await source.fetched(file.path), scanner), changed);
    origins.set(path, () => fileChunks(changed));
    files.push({ ...file, ...written, path });
  }
  files.sort((one, other) => (one.path < other.path ? -1 : 1));
  return {
    transcript: { ...source.transcript, agentSession: request.agentSession, files },
    open(path) {
      const origin = origins.get(path);
      if (!origin) throw new AppError('TRANSCRIPT_DAMAGED', { session: source.transcript.session, path });
      return origin();
    },
  };
}

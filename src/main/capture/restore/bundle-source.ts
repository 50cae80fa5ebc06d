/** Where the bytes of a bundle come from, and what is done to them on their way. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Transcript, TranscriptFile } from '../../../shared/transcript.ts';
import type { LineRewriter } from '../adapter.ts';
import { rewriteLines } from './rewrite-lines.ts';

/** A bundle whose files can be read, each as often as needed. */
export interface BundleSource {
  readonly transcript: Transcript;
  /**
   * The whole file. Breaking off early costs nothing further.
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

/** Writes a stream to a new private file, durably. On failure the file stays, for the caller to remove. */
async function writeStream(
  chunks: AsyncIterable<Buffer>,
  path: string,
  signal?: AbortSignal,
): Promise<Written> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hash.update(chunk);
      size += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

/** Writes one file of a bundle. @throws AppError TRANSCRIPT_DAMAGED when its bytes are not those of the transcript. */
export async function writeVerified(
  source: BundleSource,
  path: string,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const expected = fileOf(source.transcript, path);
  const written = await writeStream(source.open(path), target, signal);
  if (written.size !== expected.size || written.sha256 !== expected.sha256) {
    throw new AppError('TRANSCRIPT_DAMAGED', { session: source.transcript.session, path });
  }
}

const scratchFile = (scratch: string): string => join(scratch, randomBytes(8).toString('hex'));

/** The same source, but every file is fetched and verified once and then read from `scratch`, a private directory. */
export function keptSource(source: BundleSource, scratch: string): BundleSource {
  const kept = new Map<string, Promise<string>>();
  const fetched = async (path: string): Promise<string> => {
    const file = scratchFile(scratch);
    await writeVerified(source, path, file);
    return file;
  };
  return {
    transcript: source.transcript,
    async *open(path) {
      const file = kept.get(path) ?? fetched(path);
      kept.set(path, file);
      yield* createReadStream(await file) as AsyncIterable<Buffer>;
    },
  };
}

export interface RewrittenRequest {
  readonly source: BundleSource;
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
    const [raw, changed] = [scratchFile(scratch), scratchFile(scratch)];
    await writeVerified(source, file.path, raw);
    const written = await writeStream(rewriteLines(raw, scanner), changed);
    origins.set(path, () => createReadStream(changed) as AsyncIterable<Buffer>);
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

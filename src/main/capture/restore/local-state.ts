/** Compares what is on this machine with a bundle. Reads only. */
import { createHash, type Hash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import type { TranscriptFile } from '../../../shared/transcript.ts';
import type { AgentRestore } from '../adapter.ts';
import type { BundleSource } from './bundle-source.ts';
import { fileChunks } from './file-chunks.ts';
import type { ComparedFile, LocalCopy, LocalState, Relation } from './plan-restore.ts';

export interface StateRequest {
  /** The bundle as it is to be here. */
  readonly source: BundleSource;
  readonly restore: AgentRestore;
  /** Absolute; where the main file would go. */
  readonly main: string;
}

/** @throws AppError RESTORE_UNSAFE when something that is no regular file is where a file would go */
export async function localState({ source, restore, main }: StateRequest): Promise<LocalState> {
  const { agentSession } = source.transcript;
  const found = (await restore.locate(agentSession)).toSorted((one, other) => other.mtimeMs - one.mtimeMs);
  const copies: LocalCopy[] = [];
  for (const { path } of found) copies.push(await compared(source, restore, path));
  const place = copies.find((copy) => copy.main === main) ?? (await compared(source, restore, main));
  return { place, copies, liveness: await restore.liveness(agentSession) };
}

async function compared(source: BundleSource, restore: AgentRestore, main: string): Promise<LocalCopy> {
  const files: ComparedFile[] = [];
  for (const file of source.transcript.files) {
    files.push(await compareFile(source, file, restore.targetOf(main, file.path)));
  }
  return { main, files };
}

/** One file of the bundle against what is, or is not, at its target. */
export async function compareFile(
  source: BundleSource,
  file: TranscriptFile,
  target: string,
): Promise<ComparedFile> {
  const stat = await lstat(target).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  });
  const { path, role } = file;
  if (!stat) return { path, role, target, relation: 'missing', stamp: null };
  if (stat.isSymbolicLink()) throw new AppError('RESTORE_UNSAFE', { path: target, problem: 'symlink' });
  if (!stat.isFile()) throw new AppError('RESTORE_UNSAFE', { path: target, problem: 'occupied' });
  const { size, mtimeMs, ino } = stat;
  const relation = await relationOf(source, file, target, size);
  return { path, role, target, relation, stamp: { size, mtimeMs, ino } };
}

async function relationOf(
  source: BundleSource,
  file: TranscriptFile,
  target: string,
  size: number,
): Promise<Relation> {
  const common = Math.min(size, file.size);
  const here = await hashOfHead(fileChunks(target), common);
  if (size >= file.size) {
    if (here !== file.sha256) return 'apart';
    return size === file.size ? 'same' : 'ahead';
  }
  return here === (await hashOfHead(source.open(file.path), common)) ? 'behind' : 'apart';
}

/** SHA-256 of the first bytes, lower-case hex. */
export async function hashOfHead(chunks: AsyncIterable<Buffer>, length: number): Promise<string> {
  const hash: Hash = createHash('sha256');
  let left = length;
  if (left === 0) return hash.digest('hex');
  for await (const chunk of chunks) {
    hash.update(chunk.length > left ? chunk.subarray(0, left) : chunk);
    left -= chunk.length;
    if (left <= 0) break;
  }
  return hash.digest('hex');
}

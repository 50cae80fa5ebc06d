/** Reads those files of a bundle that changed since they were last captured. */
import type { Transcript } from '../../shared/transcript.ts';
import type { BundleFile } from '../capture/adapter.ts';
import type { BundleFileRow, BundleRow } from '../engine/transcript-ports.ts';
import { isSameStamp, scanFile, TORN_LINE_MS, type ScannedFile } from './bundle-reader.ts';
import { CaptureFailure } from './capture-failure.ts';
import { checkpointsOf } from './part-plan.ts';
import type { LocalFile } from './standing.ts';

export interface ScanFilesRequest {
  readonly files: readonly BundleFile[];
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A file that changes while it is read is read again; one that still does waits for the next pass. */
const ATTEMPTS = 3;

/**
 * The files that are there, in the given order; those that are gone are left out.
 * @throws CaptureFailure when one is being written to; the file system's error; the signal's reason
 */
export async function scanFiles(
  request: ScanFilesRequest,
  row: BundleRow | null,
  own: Transcript | null,
  known: Transcript | null,
): Promise<LocalFile[]> {
  const captured = new Map(row?.files.map((file) => [file.path, file]));
  const locals: LocalFile[] = [];
  for (const file of request.files) {
    const before = captured.get(file.path);
    if (isCaptured(before, file, request.now())) {
      const { captured: bytes, sha256 } = before;
      locals.push({ file, stamp: file, captured: bytes, sha256, scan: null });
      continue;
    }
    const scan = await scanSettled(request, file, own, known);
    if (scan) locals.push(scanned(file, scan));
  }
  return locals;
}

/** Whether nothing of the file was written since it was captured, and nothing more of it is due. */
export function isCaptured(
  before: BundleFileRow | undefined,
  file: BundleFile,
  now: number,
): before is BundleFileRow {
  if (!before) return false;
  const isComplete = before.captured === before.size || now - file.mtimeMs <= TORN_LINE_MS;
  return isComplete && isSameStamp(before, file);
}

export function scanned(file: BundleFile, scan: ScannedFile): LocalFile {
  const { size, mtimeMs, ino, captured, sha256 } = scan;
  return { file, stamp: { size, mtimeMs, ino }, captured, sha256, scan };
}

/** `null`: the file is gone. @throws CaptureFailure */
export async function scanSettled(
  { now, signal }: Pick<ScanFilesRequest, 'now' | 'signal'>,
  file: BundleFile,
  own: Transcript | null,
  known: Transcript | null,
): Promise<ScannedFile | null> {
  const size = known?.files.find(({ path }) => path === file.path)?.size;
  const points = new Set([...checkpointsOf(own, file.path), ...(size === undefined ? [] : [size])]);
  const checkpoints = [...points].sort((a, b) => a - b);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await scanFile({ file, checkpoints, now: now(), signal });
    if (result === 'gone') return null;
    if (result !== 'changing') return result;
  }
  throw new CaptureFailure(file.path);
}

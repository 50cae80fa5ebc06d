/**
 * Whether a local file is the beginning of a file of a transcript, with as little as possible fetched: parts that are
 * wholly within it are told by their SHA-256 alone.
 */
import { hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Transcript } from '../../shared/transcript.ts';
import { READ_FLAGS } from './bundle-reader.ts';
import type { TranscriptReader } from './transcript-reader.ts';

/**
 * `source`: absolute path of the local file, of which the first `bytes` bytes count.
 * @throws as `TranscriptReader.open`; the file system's error
 */
export async function isBeginningOf(
  reader: TranscriptReader,
  path: string,
  source: string,
  bytes: number,
): Promise<boolean> {
  if (bytes === 0) return true;
  const handle = await open(source, READ_FLAGS);
  try {
    for (const run of reader.runs(path)) {
      if (run.offset >= bytes) return true;
      const length = Math.min(run.length, bytes - run.offset);
      const mine = await readRun(handle, run.offset, length);
      if (mine === null) return false;
      const sha256 = length === run.length ? soleHash(reader.transcript, run.part) : null;
      const same =
        sha256 === null
          ? mine.equals(await reader.range(path, run.offset, length))
          : hash('sha256', mine) === sha256;
      if (!same) return false;
    }
    return true;
  } finally {
    await handle.close();
  }
}

/** The SHA-256 of the part's bytes where they are one run. */
function soleHash({ parts }: Transcript, part: number): string | null {
  const known = parts[part];
  return known?.segments.length === 1 ? known.sha256 : null;
}

async function readRun(handle: FileHandle, offset: number, length: number): Promise<Buffer | null> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) return null;
    filled += bytesRead;
  }
  return bytes;
}

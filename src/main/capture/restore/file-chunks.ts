/** Reads files in large pieces through one buffer: allocating it anew for each would cost more than reading. */
import { open, type FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 512 * 1024;

/** The bytes of a file, in pieces that are valid only until the next one is asked for. */
export async function* fileChunks(path: string): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    yield* rangeChunks(file, 0, Number.MAX_SAFE_INTEGER);
  } finally {
    await file.close();
  }
}

/** The same for the bytes from `start` to `end`, or to the end of the file. */
export async function* rangeChunks(file: FileHandle, start: number, end: number): AsyncIterable<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(CHUNK_BYTES, end - start)));
  let position = start;
  while (position < end) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - position), position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

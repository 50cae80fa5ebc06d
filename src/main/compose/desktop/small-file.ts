/** Files that a person chose: read whole, as they are small, or refused. */
import { open } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';

const MOST_BYTES = 20 * 1024 * 1024;

/** @throws USAGE {problem: 'file-too-large' | 'file-unreadable', path} */
export async function smallFile(path: string): Promise<Buffer> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new AppError('USAGE', { problem: 'file-unreadable', path }, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES) throw new AppError('USAGE', { problem: 'file-too-large', path, size });
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Files that a person chose: read whole, as they are small, or refused. */
import { open } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';

const MOST_BYTES = 20 * 1024 * 1024;

/** @throws FILE_UNREADABLE {path, problem?: 'too-large'} */
export async function smallFile(path: string): Promise<Buffer> {
  const unreadable = (error: unknown): never => {
    throw new AppError('FILE_UNREADABLE', { path }, { cause: error });
  };
  const handle = await open(path, 'r').catch(unreadable);
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES) throw new AppError('FILE_UNREADABLE', { path, problem: 'too-large', size });
    return await handle.readFile().catch(unreadable);
  } finally {
    await handle.close();
  }
}

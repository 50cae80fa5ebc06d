import { access } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import type { NativePort } from './native-port.ts';

/** Opens a file or folder with what the system has for it. @throws PATH_UNOPENED {path, problem?: 'missing'} */
export async function openPath(native: Pick<NativePort, 'openPath'>, path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    throw new AppError('PATH_UNOPENED', { path, problem: 'missing' }, { cause: error });
  });
  await native.openPath(path).catch((error: unknown) => {
    throw new AppError('PATH_UNOPENED', { path }, { cause: error });
  });
}

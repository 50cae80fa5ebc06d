/**
 * What a file system reports, as bucket errors: the counterpart of s3-errors.ts for folders. Pure.
 * `data`: `{operation, bucket: <directory>, key?, reason: <errno name>}`.
 */
import { AppError } from '../../shared/errors.ts';
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';

export interface FolderFailure {
  readonly operation: 'put' | 'get' | 'list' | 'delete' | 'open';
  readonly directory: string;
  readonly key?: string;
  /** Whether the bucket's directory can be read; tells a read-only folder from a closed one. */
  readonly readable: boolean;
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EROFS: 'KEY_READ_ONLY',
  ENAMETOOLONG: 'OBJECT_KEY_UNSAFE',
  ELOOP: 'OBJECT_KEY_UNSAFE',
  EINVAL: 'REQUEST_REFUSED',
  EISDIR: 'REQUEST_REFUSED',
  ENOTDIR: 'REQUEST_REFUSED',
  EFBIG: 'OBJECT_TOO_LARGE',
  // A network drive or a FUSE mount that went away.
  ENOTCONN: 'BUCKET_MISSING',
  ENODEV: 'BUCKET_MISSING',
  ENXIO: 'BUCKET_MISSING',
  ESTALE: 'CONNECTION_LOST',
  EIO: 'CONNECTION_LOST',
  ETIMEDOUT: 'TIMEOUT',
  EHOSTDOWN: 'CONNECTION_REFUSED',
  EHOSTUNREACH: 'CONNECTION_REFUSED',
  // Too many open files, or a file that a virus scanner holds: it passes.
  EMFILE: 'SERVER_ERROR',
  ENFILE: 'SERVER_ERROR',
  EBUSY: 'SERVER_ERROR',
  EAGAIN: 'SERVER_ERROR',
};

export function mapFolderError(failure: FolderFailure, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { operation, directory, key, readable } = failure;
  const errno = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const data: ErrorData = {
    operation,
    bucket: directory,
    ...(key === undefined ? {} : { key }),
    reason: errno,
  };
  const writes = operation === 'put' || operation === 'delete';
  const denied = errno === 'EACCES' || errno === 'EPERM';
  const code: ErrorCode = denied
    ? writes && readable
      ? 'KEY_READ_ONLY'
      : 'ACCESS_DENIED'
    : (CODES[errno] ?? 'REQUEST_REFUSED');
  return new AppError(code, data, { cause: error });
}

export function errnoOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? '';
}

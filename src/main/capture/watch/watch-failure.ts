/** Why the system would not let us watch, in words for people. */

export interface WatchFailure {
  /** The system's code, e.g. ENOSPC. */
  readonly code: string;
  readonly path: string;
  /** What it means and what helps. */
  readonly explanation: string;
}

/** inotify(7): ENOSPC and EMFILE are limits per user, not a full disk. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the limit of watched directories is reached (raise fs.inotify.max_user_watches)',
  EMFILE: 'the limit of open watches is reached (raise fs.inotify.max_user_instances, or ulimit -n)',
  ENFILE: 'the system has too many open files',
};

export function watchFailureOf(error: NodeJS.ErrnoException, path: string): WatchFailure {
  const code = error.code ?? error.name;
  return { code, path, explanation: EXPLANATIONS[code] ?? 'this file system does not report changes' };
}

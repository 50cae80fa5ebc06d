/** A disk that can be full or read-only: a file system in memory, where this machine lets us mount one. */
import { spawnSync } from 'node:child_process';
import { afterTest, tempDirectory } from './cleanup.ts';

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Whether file systems may be mounted here: as root, and not in a container that forbids it. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return false;
  return run('unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt');
}

export interface SmallDisk {
  readonly path: string;
  /** Kilobytes it may hold from now on; not less than it holds already. */
  resize(kilobytes: number): void;
  setReadOnly(readOnly: boolean): void;
}

/** Mounted until the test ends. */
export function mountSmallDisk(kilobytes: number): SmallDisk {
  const path = tempDirectory();
  const mount = (options: string, ...more: readonly string[]): void => {
    if (!run('mount', ...more, '-t', 'tmpfs', '-o', options, 'none', path))
      throw new Error(`mount ${options} ${path} failed`);
  };
  mount(`size=${kilobytes}k,mode=0700`);
  afterTest(() => run('umount', '--lazy', path));
  return {
    path,
    resize: (to) => mount(`remount,size=${to}k`),
    setReadOnly: (readOnly) => mount(`remount,${readOnly ? 'ro' : 'rw'}`),
  };
}

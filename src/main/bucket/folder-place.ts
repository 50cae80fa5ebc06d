/**
 * Where keys lie in a folder, and that they lie inside it. A bucket's folder may be shared (a NAS, a
 * synchronised directory), so others can put symbolic links into it; none is ever followed below the bucket's
 * directory.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { errnoOf } from './folder-errors.ts';
import { assertSafeKey } from './object-keys.ts';

/** Unfinished files are called `.tmp-…`; no key may be. */
export const TEMP_PREFIX = '.tmp-';

/** Most file systems end names at 255 bytes. */
const MAX_NAME_BYTES = 255;

/** Names that Windows gives another meaning: devices, streams, wildcards, and endings it drops. */
const WINDOWS_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|[<>:"|?*]|[. ]$/i;

/**
 * With its parents. Not by `recursive: true`: where a file system answers ENOENT although the parent is there (/proc,
 * some network mounts), Node tries again without end (nodejs/node lib/fs, MKDirpAsync).
 */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await fs.mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const parent = path.dirname(directory);
    if (errnoOf(error) === 'EEXIST') return;
    if (errnoOf(error) === 'ENOTDIR')
      throw new AppError('BUCKET_MISSING', { bucket: parent, reason: 'not-a-directory' });
    if (errnoOf(error) !== 'ENOENT' || parent === directory) throw error;
    await makeDirectory(parent);
    await makeIn(directory);
  }
}

/** The parent is there. */
async function makeIn(directory: string): Promise<void> {
  try {
    await fs.mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw new AppError('BUCKET_MISSING', { bucket: directory, reason: 'absent' });
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

export class FolderPlace {
  /** Absolute path without symbolic links. */
  readonly root: string;

  readonly #identity: string;

  private constructor(root: string, identity: string) {
    this.root = root;
    this.#identity = identity;
  }

  /**
   * @param create makes the directory (0700) when it is missing: only for setting up, as a directory that is
   * missing later may be a drive that is not mounted
   * @throws AppError BUCKET_MISSING {bucket, reason: 'absent' | 'not-a-directory'}, or the errno of making it
   */
  static async open(directory: string, create: boolean): Promise<FolderPlace> {
    if (create) await makeDirectory(path.resolve(directory));
    let root: string;
    try {
      root = await fs.realpath(directory);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT')
        throw new AppError('BUCKET_MISSING', { bucket: directory, reason: 'absent' });
      throw error;
    }
    const stat = await fs.stat(root);
    if (!stat.isDirectory())
      throw new AppError('BUCKET_MISSING', { bucket: directory, reason: 'not-a-directory' });
    return new FolderPlace(root, identityOf(stat));
  }

  /** @throws AppError OBJECT_KEY_UNSAFE {key, reason} */
  pathOf(key: string): string {
    assertSafeKey(key);
    for (const name of key.split('/')) {
      const reason = unsafeName(name);
      if (reason !== null) throw new AppError('OBJECT_KEY_UNSAFE', { key: key.slice(0, 200), reason });
    }
    return path.join(this.root, ...key.split('/'));
  }

  /**
   * Whether the bucket's directory is still the one that was opened. An unmounted drive leaves an empty
   * directory in its place, which must not pass for an empty bucket.
   */
  async isThere(): Promise<boolean> {
    return fs.stat(this.root).then(
      (stat) => identityOf(stat) === this.#identity,
      () => false,
    );
  }

  /**
   * That no part of the directory is a symbolic link.
   * @returns false when the directory does not exist
   * @throws AppError OBJECT_KEY_UNSAFE {reason: 'symlink'}; BUCKET_MISSING when the bucket's directory is
   * gone
   */
  async contains(directory: string, key: string): Promise<boolean> {
    try {
      if ((await fs.realpath(directory)) === directory) return true;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      if (!(await this.isThere()))
        throw new AppError('BUCKET_MISSING', { bucket: this.root, reason: 'absent' });
      if (!(await isLink(directory))) return false;
    }
    throw new AppError('OBJECT_KEY_UNSAFE', { key: key.slice(0, 200), reason: 'symlink' });
  }

  /** Makes the directory and those above it, one by one, so that no link in between is followed. */
  async make(directory: string, key: string): Promise<void> {
    if (await this.contains(directory, key)) return;
    const names = path.relative(this.root, directory).split(path.sep);
    let current = this.root;
    for (const name of names) {
      current = path.join(current, name);
      await fs.mkdir(current, { mode: 0o700 }).catch((error: unknown) => {
        if (errnoOf(error) !== 'EEXIST') throw error;
      });
      if (!(await this.contains(current, key)))
        throw new AppError('OBJECT_KEY_UNSAFE', { key, reason: 'symlink' });
    }
  }
}

function identityOf(stat: { readonly dev: number; readonly ino: number }): string {
  return `${stat.dev}:${stat.ino}`;
}

async function isLink(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    (stat) => stat.isSymbolicLink(),
    () => false,
  );
}

function unsafeName(name: string): string | null {
  if (name.startsWith(TEMP_PREFIX)) return 'reserved';
  if (name.length > MAX_NAME_BYTES / 3 && Buffer.byteLength(name) > MAX_NAME_BYTES) return 'too-long';
  return process.platform === 'win32' && WINDOWS_NAME.test(name) ? 'windows' : null;
}

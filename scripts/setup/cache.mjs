import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PROJECT } from './project.mjs';
import { mustRun, npmCommand, SetupError } from './say.mjs';

const NAME = 'cc-sessions-sync';

function userCacheRoot() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches');
  return path.join(homedir(), '.cache');
}

/** Directory for what is fetched once per user; inside the project when the user's own is not writable. */
export async function cacheDirectory() {
  for (const directory of [path.join(userCacheRoot(), NAME), path.join(PROJECT, '.cache', 'downloads')]) {
    try {
      await mkdir(directory, { recursive: true });
      await access(directory, constants.W_OK);
      return directory;
    } catch {
      // The next place may do.
    }
  }
  throw new SetupError(`no writable cache directory: tried ${userCacheRoot()} and ${PROJECT}/.cache`);
}

/** Digest of a file, read as a stream. */
export async function digest(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}

/**
 * Fetches one file tree into `<cache>/<entry>` so that it is either whole or absent, however often and by how
 * many processes it is tried: `fill` works in a scratch directory beside it and returns what is to be kept.
 */
export async function intoCache(entry, fill) {
  const cache = await cacheDirectory();
  const target = path.join(cache, entry);
  if (existsSync(target)) return target;
  const scratch = await mkdtemp(path.join(cache, '.unpack-'));
  try {
    const kept = await fill(scratch);
    await rename(kept, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Downloads a package's tarball from the npm registry and unpacks it, running nothing of it.
 * @param integrity `sha512-<base64>` the tarball must have; checked here, not left to npm.
 * @returns the directory with the package's files.
 */
export async function unpackFromRegistry(spec, scratch, integrity) {
  const [file, args] = npmCommand([
    'pack',
    spec,
    '--pack-destination',
    scratch,
    '--ignore-scripts',
    '--silent',
  ]);
  await mustRun(file, args, { cwd: scratch });
  const tarball = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new SetupError(`npm pack ${spec} left no tarball`);
  const found = `sha512-${await digest(path.join(scratch, tarball), 'sha512', 'base64')}`;
  if (integrity && found !== integrity) {
    throw new SetupError(`${spec} is not what was pinned: expected ${integrity}, got ${found}`);
  }
  await mustRun('tar', ['-xzf', tarball, '--no-same-owner'], { cwd: scratch });
  await rm(path.join(scratch, tarball));
  return path.join(scratch, 'package');
}

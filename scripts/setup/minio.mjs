import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { digest, intoCache, unpackFromRegistry } from './cache.mjs';
import { say, SetupError } from './say.mjs';

/** MinIO's own linux-x64 build, carried by an npm package; docs/decisions.md, "MinIO for tests". */
const CARRIER = {
  spec: '@dragon-den/install-minio@0.0.3',
  file: path.join('target', 'bin', 'minio'),
  sha256: '0975863cc1b1a55508cdbcb8d62a6917443344ded59a475c4331983e8133006e',
  entry: 'minio-RELEASE.2023-03-13',
};

function onPath() {
  const name = process.platform === 'win32' ? 'minio.exe' : 'minio';
  const places = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return places.map((place) => path.join(place, name)).find((file) => existsSync(file)) ?? null;
}

async function fetchCarried() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('the tests need a MinIO server: install `minio` so that it is on the PATH');
  }
  return intoCache(CARRIER.entry, async (scratch) => {
    say(`fetching a MinIO server for the tests (${CARRIER.spec}, checked; never part of the product)`);
    const file = path.join(await unpackFromRegistry(CARRIER.spec, scratch), CARRIER.file);
    const found = await digest(file, 'sha256', 'hex');
    if (found !== CARRIER.sha256) throw new SetupError(`${CARRIER.spec} carries an unknown minio (${found})`);
    await chmod(file, 0o755);
    return path.dirname(file);
  });
}

/** @returns {Promise<string>} path of a MinIO server program: `$CC_TEST_MINIO`, one on the PATH, or the carried one. */
export async function ensureMinio() {
  const named = process.env.CC_TEST_MINIO;
  if (named && existsSync(named)) return named;
  return onPath() ?? path.join(await fetchCarried(), 'minio');
}

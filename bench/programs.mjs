/** Programs the measurements need, found rather than fetched; and running them where time does not matter. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const PROJECT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The built command line, for Electron's Node. */
export const CLI_JS = path.join(PROJECT, 'out', 'cli', 'index.js');

const execute = promisify(execFile);

function onPath(name) {
  const places = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return places.map((place) => path.join(place, name)).find((file) => existsSync(file)) ?? null;
}

function fromSetup(name) {
  try {
    const file = JSON.parse(readFileSync(path.join(PROJECT, '.cache', 'runtime.json'), 'utf8'))[name];
    return file && existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

function need(program, what) {
  if (program) return program;
  throw new Error(`${what} is missing. Run \`npm run setup\` first.`);
}

/** Paths; `null` for a program to compare with that is not installed. */
export function findPrograms() {
  const { CC_TEST_MINIO: minio, ELECTRON_OVERRIDE_DIST_PATH: dist } = process.env;
  return {
    minio: need(minio || onPath('minio') || fromSetup('minio'), 'A MinIO server'),
    electron: need((dist && path.join(dist, 'electron')) || fromSetup('electron'), 'The Electron runtime'),
    rclone: onPath('rclone'),
    restic: onPath('restic'),
    time: need(existsSync('/usr/bin/time') ? '/usr/bin/time' : null, 'GNU time (Debian package "time")'),
  };
}

/** Runs a program to its end. @throws with what it printed, when it fails */
export async function run(file, args, { env = process.env, cwd } = {}) {
  try {
    return (await execute(file, args, { env, cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    throw new Error(`${[file, ...args].join(' ')} failed\n${error.stderr || error.message}`, {
      cause: error,
    });
  }
}

/** Runs one of our own scripts on Electron's Node, which has node:sqlite and reads TypeScript. */
export function runOnElectron(electron, script, args) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' };
  return run(electron, [path.join(PROJECT, 'bench', script), ...args], { env });
}

/** Writes out what lies in the page cache, so that one measurement does not pay for the writes before it. */
export const settleDisk = () => run('sync', []);

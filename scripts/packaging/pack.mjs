/** electron-builder, told what to pack where it cannot fetch its own parts. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../setup/project.mjs';
import { mustRun, run, say } from '../setup/say.mjs';
import { ensureSystemPackages } from '../setup/system-packages.mjs';
import { runVisibly } from '../unit.mjs';

const OFFICIAL = path.join(PROJECT, 'node_modules', 'electron', 'dist');

/**
 * Users get Electron's official runtime. The fallback that set-up may have found for tests is packed where there is
 * none, so that packaging itself can be tried: what comes out is named `test-runtime`.
 * @returns {Promise<{options: string[], official: boolean}>}
 */
export async function runtimeOptions(electron) {
  const directory = path.dirname(electron);
  if (path.resolve(directory) === OFFICIAL)
    return { options: [`-c.electronDist=${OFFICIAL}`], official: true };
  const asNode = { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
  const version = (await mustRun(electron, ['-p', 'process.versions.electron'], asNode)).trim();
  const name = 'cc-sessions-sync-${version}-test-runtime-${arch}.${ext}';
  const options = [
    `-c.electronDist=${directory}`,
    `-c.electronVersion=${version}`,
    `-c.artifactName=${name}`,
  ];
  return { options, official: false };
}

/** What can be made without downloads: AppImage and rpm need programs that electron-builder fetches from GitHub. */
export async function offlineTargets() {
  if (process.platform !== 'linux') return { targets: ['dir'], env: {} };
  const env = {};
  const targets = ['dir'];
  const sevenZip = await ensureSevenZip();
  if (sevenZip) {
    env.ELECTRON_BUILDER_7ZIP_PATH = sevenZip;
    targets.push('tar.gz');
  }
  if ((await run('dpkg-deb', ['--version'])).code === 0) {
    env.CUSTOM_FPM_PATH = path.join(PROJECT, 'scripts', 'packaging', 'fpm-for-deb.mjs');
    targets.push('deb');
  }
  return { targets: ['--linux', ...targets], env };
}

async function ensureSevenZip() {
  const found = () => ['/usr/bin/7zz', '/usr/bin/7z'].find((place) => existsSync(place));
  if (!found()) await ensureSystemPackages(['7zip']).catch((error) => say(error.message));
  return found();
}

/** @returns {Promise<number>} electron-builder's exit code. */
export function pack(args, env = {}) {
  const builder = path.join(PROJECT, 'node_modules', 'electron-builder', 'cli.js');
  const { ELECTRON_OVERRIDE_DIST_PATH: _override, ELECTRON_RUN_AS_NODE: _asNode, ...own } = process.env;
  return runVisibly([process.execPath, builder, '--publish', 'never', ...args], { ...own, ...env });
}

const FOR_TESTS = path.join(PROJECT, '.cache', 'packaged');

/**
 * The app as users get it, unpacked into .cache/packaged, for the tests.
 * @returns {Promise<string>} the directory with the program
 */
export async function packForTests(electron) {
  const { options } = await runtimeOptions(electron);
  const code = await pack(['--dir', `-c.directories.output=${FOR_TESTS}`, ...options]);
  if (code !== 0) throw new Error(`electron-builder ended with ${code}`);
  return path.join(FOR_TESTS, process.platform === 'linux' ? 'linux-unpacked' : '');
}

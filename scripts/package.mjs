/**
 * `npm run package [electron-builder option...]`: installers for this platform into dist/. Users get Electron's
 * official runtime. Where its download cannot be reached, the fallback that set-up found for tests goes in instead, so
 * that packaging itself can be tried and tested: what comes out is named `test-runtime` and is for nobody else.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { mustRun, run, say } from './setup/say.mjs';
import { ensureSystemPackages } from './setup/system-packages.mjs';
import { runVisibly } from './unit.mjs';

const OFFICIAL = path.join(PROJECT, 'node_modules', 'electron', 'dist');

/** What electron-builder is to pack, where it is not to fetch it itself. */
async function runtimeOptions(electron) {
  const directory = path.dirname(electron);
  if (path.resolve(directory) === OFFICIAL)
    return { options: [`-c.electronDist=${OFFICIAL}`], official: true };
  const asNode = { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
  const version = (await mustRun(electron, ['-p', 'process.versions.electron'], asNode)).trim();
  say(`packing the runtime of ${directory}: for tests on this machine, not for users`);
  const name = 'cc-sessions-sync-${version}-test-runtime-${arch}.${ext}';
  const options = [
    `-c.electronDist=${directory}`,
    `-c.electronVersion=${version}`,
    `-c.artifactName=${name}`,
  ];
  return { options, official: false };
}

/** What can be made without downloads: AppImage and rpm need programs that builder fetches from GitHub. */
async function offlineTargets() {
  if (process.platform !== 'linux') return { targets: ['dir'], env: {} };
  const env = {};
  const targets = ['dir'];
  if (await sevenZip()) {
    env.ELECTRON_BUILDER_7ZIP_PATH = await sevenZip();
    targets.push('tar.gz');
  }
  if ((await run('dpkg-deb', ['--version'])).code === 0) {
    env.CUSTOM_FPM_PATH = path.join(PROJECT, 'scripts', 'packaging', 'fpm-for-deb.mjs');
    targets.push('deb');
  }
  return { targets, env };
}

async function sevenZip() {
  const places = ['/usr/bin/7zz', '/usr/bin/7z'];
  const found = () => places.find((place) => existsSync(place));
  if (!found()) await ensureSystemPackages(['7zip']).catch((error) => say(error.message));
  return found();
}

await runMain(async () => {
  const { electron } = await setup('app', { build: false });
  await buildAll({ types: true });
  const { options, official } = await runtimeOptions(electron);
  const given = process.argv.slice(2);
  const { targets, env: offlineEnv } =
    official || given.length > 0 ? { targets: [], env: {} } : await offlineTargets();
  const platform = targets.length > 0 && process.platform === 'linux' ? ['--linux', ...targets] : targets;
  const builder = path.join(PROJECT, 'node_modules', 'electron-builder', 'cli.js');
  const { ELECTRON_OVERRIDE_DIST_PATH: _override, ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const command = [process.execPath, builder, '--publish', 'never', ...options, ...platform, ...given];
  return runVisibly(command, { ...env, ...offlineEnv });
});

/**
 * Where the built app is tried: its sandbox on, under Xvfb, with a throwaway HOME and a real keychain. Chromium refuses
 * its sandbox to root, so root runs it as `nobody`, from a copy which that user can read.
 */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packForTests } from './packaging/pack.mjs';
import { PROJECT } from './setup/project.mjs';
import { mustRun, run } from './setup/say.mjs';
import { runVisibly, throwawayUser, underKeyring } from './unit.mjs';

/** What tests, measurements and the built app read; all else of the checkout stays out of sight. */
const STAGED = [
  ...['package.json', 'out', 'e2e', 'assets', 'scripts/with-keyring.sh', 'node_modules/keytar'],
  ...['node_modules/@playwright/test', 'node_modules/playwright', 'node_modules/playwright-core'],
  ...['node_modules/electron/package.json', 'node_modules/electron/index.js'],
  // The window's tests answer by the contract, and serve the page by the product's own code.
  ...['src/shared', 'src/main/desktop', 'src/renderer'],
  'src/main/bucket/testing/minio.ts',
  'bench/desktop',
];

/** Packages of the tests that bring packages of their own. */
const STAGED_PACKAGES = ['dbus-next', 'zod', 'axe-core', 'aws4'];

/** A package and all it needs, by name; what is optional and not there is left out. */
async function withDependencies(name, found = new Set()) {
  const file = path.join(PROJECT, 'node_modules', name, 'package.json');
  if (found.has(name) || !existsSync(file)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(await readFile(file, 'utf8'));
  for (const dependency of Object.keys(dependencies)) await withDependencies(dependency, found);
  return found;
}

const isRoot = process.platform === 'linux' && process.getuid() === 0;

async function nobody() {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => mustRun('id', [flag, 'nobody'])));
  return { uid: uid.trim(), gid: gid.trim() };
}

const asUser = ({ uid, gid }) => ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];

/** Copies a tree; links its files instead where the file system can, as the runtime is 300 MB. */
async function duplicate(from, to, { link = false } = {}) {
  await mkdir(path.dirname(to), { recursive: true });
  if (link && (await run('cp', ['-al', from, to])).code === 0) return;
  await rm(to, { recursive: true, force: true });
  await mustRun('cp', ['-a', from, to]);
}

/** Where user namespaces are refused, Chromium's sandbox needs its set-uid helper; only root can make it one. */
async function prepareSandbox(source, runtime, user) {
  const [file, ...args] = [...asUser(user), 'unshare', '--user', 'true'];
  if ((await run(file, args)).code === 0) return;
  const helper = path.join(runtime, 'chrome-sandbox');
  await rm(helper, { force: true });
  await cp(path.join(source, 'chrome-sandbox'), helper);
  await chmod(helper, 0o4755);
}

/** @returns where the tests run from, and how a command is started there. */
async function stage(scratch, { electron, minio }) {
  if (!isRoot) return { project: PROJECT, electron, minio, prefix: [] };
  const project = path.join(scratch, 'app');
  const runtime = path.join(scratch, 'runtime');
  const packages = await Promise.all(STAGED_PACKAGES.map((name) => withDependencies(name)));
  const places = packages.flatMap((names) => [...names].map((name) => path.join('node_modules', name)));
  for (const name of [...STAGED, ...new Set(places)])
    await duplicate(path.join(PROJECT, name), path.join(project, name));
  await duplicate(path.dirname(electron), runtime, { link: true });
  const server = path.join(scratch, 'server', path.basename(minio));
  await duplicate(minio, server, { link: true });
  await mustRun('chmod', ['-R', 'a+rX', project]);
  const user = await nobody();
  await mustRun('chown', [
    '-R',
    `${user.uid}:${user.gid}`,
    path.join(scratch, 'home'),
    path.join(scratch, 'results'),
  ]);
  await chmod(scratch, 0o755);
  await prepareSandbox(path.dirname(electron), runtime, user);
  // Xvfb makes this directory only as root.
  await mkdir('/tmp/.X11-unix', { recursive: true }).then(() => chmod('/tmp/.X11-unix', 0o1777));
  return {
    project,
    electron: path.join(runtime, path.basename(electron)),
    minio: server,
    prefix: asUser(user),
  };
}

/** Xvfb also on a desktop: windows that pop up are a nuisance, and focus would differ from run to run. */
function underDisplay(command) {
  if (process.platform !== 'linux') return command;
  return ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24 -nolisten tcp', ...command];
}

/** The packaged app as the tests' user sees it. @returns {Promise<string>} its directory */
async function stagePackaged(scratch, electron) {
  const packed = await packForTests(electron);
  if (!isRoot) return packed;
  const staged = path.join(scratch, 'packaged');
  await duplicate(packed, staged, { link: true });
  await mustRun('chmod', ['-R', 'a+rX', staged]);
  await prepareSandbox(packed, staged, await nobody());
  return staged;
}

/**
 * Runs a command there and hands out what it leaves.
 * @param found programs, as `setup` gives them
 * @param work.command `({project, electron}) => string[]`, with paths as that user sees them
 * @param work.env `({project}) => object`, beside what all get: CC_E2E_PROJECT, CC_E2E_RESULTS (a directory), and so on
 * @param work.packaged whether the packaged app is needed: CC_E2E_PACKAGED
 * @param work.prepare `(home) => Promise<void>`: puts something into the HOME before
 * @param work.during `(results, isOver) => Promise<void>`: goes on beside it until it is over
 * @param work.keep `(results) => Promise<void>`: takes out what is to stay
 * @returns {Promise<number>} the command's exit code
 */
export async function runStaged(
  found,
  { command, env = () => ({}), packaged = false, prepare, during, keep },
) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'cc-e2e-'));
  const [home, results] = ['home', 'results'].map((name) => path.join(scratch, name));
  let over = false;
  try {
    await Promise.all([mkdir(home, { mode: 0o700 }), mkdir(results)]);
    await prepare?.(home);
    const { project, electron, minio, prefix } = await stage(scratch, found);
    const places = {
      ...throwawayUser(home),
      ELECTRON_RUN_AS_NODE: '1',
      ELECTRON_OVERRIDE_DIST_PATH: path.dirname(electron),
      CC_TEST_MINIO: minio,
      CC_E2E_PROJECT: project,
      CC_E2E_PACKAGED: packaged ? await stagePackaged(scratch, found.electron) : '',
      CC_E2E_RESULTS: results,
      TMPDIR: home,
      ...env({ project }),
    };
    const whole = [...prefix, ...underDisplay(underKeyring(command({ project, electron }), project))];
    const beside = during?.(results, () => over);
    const code = await runVisibly(whole, places, project);
    over = true;
    await beside;
    await keep?.(results);
    return code;
  } finally {
    over = true;
    await rm(scratch, { recursive: true, force: true });
  }
}

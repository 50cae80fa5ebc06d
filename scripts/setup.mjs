/**
 * Brings a fresh checkout to where a command can run: `node scripts/setup.mjs [build|demo|app|test]`. Plain Node,
 * no dependencies, as it runs before there are any. Does only what is missing and says each step in one line;
 * when nothing is missing it needs neither time nor network.
 */
import { pathToFileURL } from 'node:url';
import { ensureClaudeCode } from './setup/claude-code.mjs';
import { ensureElectron } from './setup/electron-runtime.mjs';
import { ensureMinio } from './setup/minio.mjs';
import { ensureNodeModules, ensureOwnCommand } from './setup/node-modules.mjs';
import { writeRuntime } from './setup/project.mjs';
import { run, say, SetupError } from './setup/say.mjs';
import { ensureSystemPackages, LIBRARIES, TEST_PROGRAMS } from './setup/system-packages.mjs';

/**
 * What each purpose needs. `demo` is whatever runs the command line: a Node that is new enough, else Electron
 * as plain Node, which links the desktop libraries all the same. `services`: the programs of others that tests run.
 */
const NEEDS = {
  build: { runtime: false, display: false, services: false },
  demo: { runtime: !nodeIsEnough(), display: false, services: false },
  app: { runtime: true, display: false, services: false },
  test: { runtime: true, display: true, services: true },
};

/** node:sqlite without a flag and zstd; the same test as in bin/cc-sessions.mjs. */
function nodeIsEnough() {
  return Number(process.versions.node.split('.')[0]) >= 24;
}

/** A runtime that lacks a library says so only when started. */
async function ensureStarts(electron) {
  const start = () => run(electron, ['--version'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  if ((await start()).code === 0) return;
  await ensureSystemPackages(LIBRARIES);
  const { code, stderr } = await start();
  if (code !== 0)
    throw new SetupError(`${electron} does not start (${code}): ${stderr.trim().split('\n')[0]}`);
}

/**
 * @param purpose key of NEEDS.
 * @param options.build whether to bring out/ up to date as well.
 * @returns {Promise<{electron?: string, minio?: string, claude?: string}>} paths of the programs found.
 */
export async function setup(purpose, { build = true } = {}) {
  const needs = NEEDS[purpose];
  await ensureNodeModules();
  await ensureOwnCommand();
  if (needs.display) await ensureSystemPackages([...LIBRARIES, ...TEST_PROGRAMS]);
  const found = {};
  if (needs.runtime) {
    found.electron = await ensureElectron();
    await ensureStarts(found.electron);
  }
  if (needs.services) {
    found.minio = await ensureMinio();
    found.claude = await ensureClaudeCode();
  }
  await writeRuntime(found);
  if (build) {
    const { buildIfStale } = await import('./build.mjs');
    if (await buildIfStale()) say('built the program into out/');
  }
  return found;
}

/** Runs a script's main function; a SetupError becomes its message, anything else keeps its stack. */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof SetupError) process.stderr.write(`stopped: ${error.message}\n`);
    else throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const purpose = process.argv[2] ?? 'test';
  await runMain(async () => {
    if (!(purpose in NEEDS))
      throw new SetupError(`unknown purpose ${purpose}: ${Object.keys(NEEDS).join(', ')}`);
    await setup(purpose);
    say('everything needed is in place');
  });
}

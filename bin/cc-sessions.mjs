#!/usr/bin/env node
// Starts the command line. It needs Node 24's node:sqlite and zstd: with such a Node it runs right here, else
// on Electron's own Node, which is the one the app uses. Kept small, as every call pays for it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
import { pathToFileURL } from 'node:url';

const project = path.dirname(path.dirname(realpathSync(process.argv[1])));
const program = path.join(project, 'out', 'cli', 'index.js');

/** Exit code "configuration" (src/shared/errors.ts). */
function stop(sentence) {
  process.stderr.write(`cc-sessions: ${sentence}\n`);
  process.exit(3);
}

/** Compiled code is kept in the user's own cache, never in a shared temporary directory. */
function compileCache() {
  const home = process.env.XDG_CACHE_HOME || (process.env.HOME && path.join(process.env.HOME, '.cache'));
  return home ? path.join(home, 'cc-sessions-sync', 'compiled') : undefined;
}

function electronProgram() {
  const name =
    { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
  const candidates = [
    () => process.env.ELECTRON_OVERRIDE_DIST_PATH && path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH, name),
    () => JSON.parse(readFileSync(path.join(project, '.cache', 'runtime.json'), 'utf8')).electron,
    () => path.join(project, 'node_modules', 'electron', 'dist', name),
  ];
  for (const candidate of candidates) {
    try {
      const file = candidate();
      if (file && existsSync(file)) return file;
    } catch {
      // Not set up that way.
    }
  }
  return stop(
    `found no runtime. It needs Node 24 or newer (this is ${process.version}) or Electron: ` +
      'run `npm run setup` in the checkout, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
  );
}

/**
 * Megabytes of V8's young generation, a third of it. By default it grows to 48 MB for a process that streams, most of
 * it garbage; what buffers hold outside of it is given back only when it is looked through, so a small one keeps both
 * small. Costs many small sessions up to 7 % of processor time.
 */
const YOUNG_GENERATION = '--max-semi-space-size=1';

function runOnElectron() {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const cache = compileCache();
  if (cache && !env.NODE_COMPILE_CACHE) env.NODE_COMPILE_CACHE = cache;
  const electron = electronProgram();
  const args = [YOUNG_GENERATION, program, ...process.argv.slice(2)];
  // Newer Nodes can become the other program: no second process, no signals to pass on.
  if (process.execve && process.platform !== 'win32') process.execve(electron, [electron, ...args], env);
  const child = spawn(electron, args, { stdio: 'inherit', env });
  // From a terminal both processes get ^C; a signal sent to this process alone is passed on. Either way the
  // child decides how to end, and its end is ours.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !isatty(0)) child.kill(signal);
    });
  }
  child.on('error', (error) => stop(`the runtime could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

// An agent waits for its hook: no second process, and nothing of the big program. It must never fail the agent.
if (process.argv.length === 3 && process.argv[2] === 'hook' && !isatty(0)) {
  await import(pathToFileURL(path.join(project, 'out', 'cli', 'hook.js')).href).catch(() => undefined);
  process.exit(0);
}
if (!existsSync(program)) stop('is not built yet. Run `npm run build` in the checkout.');
if (Number(process.versions.node.split('.')[0]) >= 24 && !process.versions.electron) {
  const { enableCompileCache } = await import('node:module');
  const cache = compileCache();
  if (cache) enableCompileCache(cache);
  await import(pathToFileURL(program).href);
} else {
  runOnElectron();
}

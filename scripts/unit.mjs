/**
 * Unit tests on the runtime the product runs on, Electron's Node, with a throwaway HOME and a real keychain.
 * Usage: node scripts/unit.mjs [vitest filter or option...]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { SetupError } from './setup/say.mjs';

/** On Linux the keychain is a session service, so it is brought along; elsewhere it is the system's. */
export function underKeyring(command, project = PROJECT) {
  if (process.platform !== 'linux') return command;
  return ['dbus-run-session', '--', path.join(project, 'scripts', 'with-keyring.sh'), ...command];
}

/**
 * Starts a program with our standard streams and answers its exit code. It has a process group of its own: when
 * we are told to stop, all of it is, and only then do we go on to clean up.
 */
export function runVisibly([file, ...args], env, cwd = PROJECT) {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const child = spawn(file, args, { cwd, env, stdio: 'inherit', detached });
    let stopped = false;
    const stop = (signal) => {
      stopped = true;
      process.kill(detached ? -child.pid : child.pid, signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, stop);
      if (stopped) reject(new SetupError('interrupted'));
      else resolve(code ?? 1);
    });
  });
}

/** The environment of a user who has nothing yet: no test can touch or depend on the real home. */
export function throwawayUser(home) {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  for (const name of Object.keys(env)) {
    if (/^(XDG_|CC_SESSIONS_|CC_MEMORY_|CLAUDE_|AWS_|DBUS_SESSION_)/.test(name)) delete env[name];
  }
  return { ...env, HOME: home, USERPROFILE: home };
}

/** @returns {Promise<number>} Vitest's exit code. */
export async function runUnitTests(found, args) {
  const home = await mkdtemp(path.join(tmpdir(), 'cc-unit-'));
  try {
    const programs = { CC_TEST_MINIO: found.minio, CC_TEST_CLAUDE: found.claude };
    const env = { ...throwawayUser(home), ELECTRON_RUN_AS_NODE: '1', ...programs };
    const vitest = path.join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
    return await runVisibly(underKeyring([found.electron, vitest, 'run', ...args]), env);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => runUnitTests(await setup('test'), process.argv.slice(2)));
}

/** Throwaway directories and child processes for the tests of this room. */
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const made: (() => void)[] = [];
afterEach(() => {
  for (const undo of made.splice(0).reverse()) undo();
});

/** Runs after the test, whatever its outcome; last registered first. */
export function afterTest(undo: () => void): void {
  made.push(undo);
}

export function tempHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'store-test-'));
  afterTest(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Runs a script of this directory under the engine that runs the tests; killed after the test. */
export function runScript(name: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  afterTest(() => void child.kill('SIGKILL'));
  return child;
}

/** What the script printed, once it has ended by itself. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve) => child.on('close', resolve));
  return output.trim();
}

/** Starts the built app as a person would: sandbox on, a home of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

export const RESULTS = required('CC_E2E_RESULTS');

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm run test:e2e\``);
  return value;
}

/** The tests run on Electron as Node; the app must not inherit that. */
export function appEnvironment(
  home: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env;
  const defined = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const agents = { CLAUDE_CONFIG_DIR: path.join(home, 'claude'), CODEX_HOME: path.join(home, 'codex') };
  return { ...Object.fromEntries(defined), ...agents, CC_SESSIONS_HOME: home, ...extra };
}

/**
 * Without `executablePath`, on purpose: Playwright then finds Electron by ELECTRON_OVERRIDE_DIST_PATH and loads its
 * own start-up code into the app, which makes the app wait for it. With one, a window that opens while Playwright
 * still connects hangs the launch now and then.
 */
export async function launchApp(
  home: string,
  { args = [], env = {} }: { args?: string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<ElectronApplication> {
  return _electron.launch({
    args: [required('CC_E2E_PROJECT'), ...args],
    chromiumSandbox: true,
    env: appEnvironment(home, env),
  });
}

/** Starts the app without Playwright and waits for its end. @returns the exit code. */
export async function startAndWait(home: string): Promise<number | null> {
  const program = path.join(required('ELECTRON_OVERRIDE_DIST_PATH'), 'electron');
  const child = spawn(program, [required('CC_E2E_PROJECT')], { env: appEnvironment(home), stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

interface Fixtures {
  /** A fresh `CC_SESSIONS_HOME`. */
  readonly home: string;
  readonly app: ElectronApplication;
  readonly page: Page;
}

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(tmpdir(), 'cc-home-'));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },
  app: async ({ home }, use) => {
    const app = await launchApp(home);
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    await use(await app.firstWindow());
  },
});

export { expect } from '@playwright/test';

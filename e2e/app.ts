/** Starts the built app as a person would: sandbox on, a home of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

export const RESULTS = required('CC_E2E_RESULTS');

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm run test:e2e\``);
  return value;
}

/** The tests run on Electron as Node; the app must not inherit that. */
function appEnvironment(home: string): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env;
  const defined = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(defined), CC_SESSIONS_HOME: home };
}

export async function launchApp(home: string): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: required('CC_E2E_ELECTRON'),
    args: [required('CC_E2E_PROJECT')],
    chromiumSandbox: true,
    env: appEnvironment(home),
  });
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

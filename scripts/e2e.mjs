/**
 * End-to-end tests: the built app as staging.mjs puts it up.
 * Usage: node scripts/e2e.mjs [playwright filter or option...]
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { runStaged } from './staging.mjs';

/** Where screenshots and traces of the last run are left. */
const RESULTS = path.join(PROJECT, '.cache', 'e2e');

/** Packaging takes half a minute: only for who asks for its test, or for all. */
const wantsPackaged = (args) => args.length === 0 || args.some((argument) => argument.includes('packaged'));

/** @returns {Promise<number>} Playwright's exit code. */
export async function runEndToEnd(found, args, report) {
  return runStaged(found, {
    packaged: wantsPackaged(args),
    command: ({ project, electron }) => {
      const playwright = path.join(project, 'node_modules', '@playwright', 'test', 'cli.js');
      const config = path.join(project, 'e2e', 'playwright.config.ts');
      return [electron, playwright, 'test', '--config', config, ...args];
    },
    keep: (results) => keepResults(results, report),
  });
}

async function keepResults(results, report) {
  await rm(RESULTS, { recursive: true, force: true });
  await cp(results, RESULTS, { recursive: true });
  const json = path.join(results, 'report.json');
  if (!report || !existsSync(json)) return;
  await mkdir(path.dirname(report), { recursive: true });
  await cp(json, report);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => runEndToEnd(await setup('test'), process.argv.slice(2)));
}

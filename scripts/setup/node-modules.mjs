import { chmod, lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from './project.mjs';
import { mustRun, npmCommand, say } from './say.mjs';

async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(path.join(PROJECT, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Whether node_modules holds what package-lock.json names; compared by version, as checkouts touch dates. */
export async function nodeModulesCurrent() {
  const wanted = await packagesIn('package-lock.json');
  const found = await packagesIn('node_modules/.package-lock.json');
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const have = found[place];
    return have ? have.version === entry.version && have.name === entry.name : entry.optional === true;
  });
}

/**
 * `npm ci` when needed. No install script of any package is run: none is needed (keytar carries its prebuilt
 * binaries), so no compiler is either.
 */
export async function ensureNodeModules() {
  if (await nodeModulesCurrent()) return;
  say('installing the packages of package-lock.json (npm ci)');
  const [file, args] = npmCommand(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  await mustRun(file, args, { cwd: PROJECT });
}

/** Lets `npx cc-sessions` work in the checkout: npm links the commands of dependencies, not of the root. */
export async function ensureOwnCommand() {
  if (process.platform === 'win32') return;
  const link = path.join(PROJECT, 'node_modules', '.bin', 'cc-sessions');
  const known = await lstat(link).catch(() => null);
  if (known) return;
  await mkdir(path.dirname(link), { recursive: true });
  await chmod(path.join(PROJECT, 'bin', 'cc-sessions.mjs'), 0o755);
  await symlink('../../bin/cc-sessions.mjs', link);
}

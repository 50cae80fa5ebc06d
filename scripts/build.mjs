/**
 * Builds src/ into out/: main process, sandboxed preload, renderer, command line and API. `buildIfStale` leaves
 * out/ alone when nothing it is made of has changed. out/ is replaced as a whole, so a program that is running
 * from it never sees half a build.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT } from './setup/project.mjs';
import { mustRun, SetupError } from './setup/say.mjs';

const OUT = path.join(PROJECT, 'out');
const STAMP = path.join(OUT, '.built');
const SOURCES = ['src', 'scripts/build.mjs', 'package.json', 'package-lock.json'];

/** Newest change below a path, in milliseconds since 1970; a directory's own date covers removed files. */
async function newestChange(place) {
  const info = await stat(place);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = await readdir(place);
  const dates = await Promise.all(names.map((name) => newestChange(path.join(place, name))));
  return Math.max(info.mtimeMs, ...dates);
}

async function isCurrent() {
  if (!existsSync(STAMP)) return false;
  const built = (await stat(STAMP)).mtimeMs;
  const dates = await Promise.all(SOURCES.map((name) => newestChange(path.join(PROJECT, name))));
  return dates.every((date) => date <= built);
}

/** Native or provided by the runtime; everything else is bundled, which halves the start (docs/decisions.md). */
const EXTERNAL = ['electron', 'keytar', /^node:/];

/** Beside the code: the licences of everything that is bundled into it, as they ask for. */
const LICENCES = { fileName: 'licences.md' };

const entry = (name) => path.join(PROJECT, 'src', name);

function nodePrograms(outDir) {
  return {
    ssr: { noExternal: true, external: ['electron', 'keytar'], target: 'node' },
    build: {
      ssr: true,
      outDir,
      license: LICENCES,
      target: 'node24',
      rolldownOptions: {
        external: EXTERNAL,
        input: {
          'main/index': entry('main/index.ts'),
          'cli/index': entry('cli/index.ts'),
          'cli/hook': entry('cli/hook-entry.ts'),
          'api/index': entry('api/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  };
}

/** A sandboxed preload can load nothing: one CommonJS file. */
function preload(outDir) {
  return {
    ssr: { noExternal: true, external: ['electron'], target: 'node' },
    build: {
      ssr: true,
      outDir: path.join(outDir, 'preload'),
      target: 'node24',
      rolldownOptions: {
        external: ['electron'],
        input: { index: entry('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}

async function renderer(outDir) {
  const { default: react } = await import('@vitejs/plugin-react');
  return {
    root: entry('renderer'),
    base: '/',
    plugins: [react()],
    build: {
      outDir: path.join(outDir, 'renderer'),
      license: LICENCES,
      target: 'chrome140',
      modulePreload: { polyfill: false },
    },
  };
}

/** Declarations of the public API, for those who import the package from TypeScript. */
async function apiTypes(outDir) {
  const tsc = path.join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  const types = path.join(outDir, 'api', 'types');
  await mustRun(process.execPath, [tsc, '-p', 'tsconfig.api.json', '--outDir', types], { cwd: PROJECT });
}

/**
 * Builds unconditionally.
 * @param options.mode `production`, or `development` for unminified React with its warnings.
 * @param options.types whether to write the API's declarations as well; takes a few seconds.
 */
export async function buildAll({ mode = 'production', types = false } = {}) {
  const { build } = await import('vite');
  const started = new Date();
  const scratch = path.join(PROJECT, '.cache', `build-${process.pid}`);
  await mkdir(scratch, { recursive: true });
  try {
    for (const part of [nodePrograms(scratch), preload(scratch), await renderer(scratch)]) {
      const shared = {
        root: PROJECT,
        configFile: false,
        envDir: false,
        mode,
        logLevel: 'warn',
        publicDir: false,
      };
      await build({ ...shared, ...part, build: { emptyOutDir: false, ...part.build } }).catch((error) => {
        throw new SetupError(error.message);
      });
    }
    if (types) await apiTypes(scratch);
    await writeFile(path.join(scratch, '.built'), `${started.toISOString()}\n`);
    await replaceOut(scratch, started);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function replaceOut(scratch, started) {
  await utimes(path.join(scratch, '.built'), started, started);
  const old = `${scratch}-old`;
  await rename(OUT, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(scratch, OUT);
  await rm(old, { recursive: true, force: true });
}

/** @returns {Promise<boolean>} whether anything had to be built. */
export async function buildIfStale() {
  if (await isCurrent()) return false;
  await buildAll();
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = (flag) => process.argv.includes(flag);
  try {
    await buildAll({ mode: asked('--development') ? 'development' : 'production', types: asked('--types') });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`the build failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}

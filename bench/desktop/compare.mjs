/** The desktop app beside an empty Electron app: starts, memory, idling, and a search over 10,000 sessions. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import react from '@vitejs/plugin-react';
import { runStaged } from '../../scripts/staging.mjs';
import { CLI_JS, PROJECT, run, runOnElectron } from '../programs.mjs';
import { median } from '../statistics.mjs';
import { answerPss } from './questions.mjs';

const HERE = path.join(PROJECT, 'bench', 'desktop');
const KEY = '0123456789abcdef'.repeat(4);
/** Typed letter by letter: common, rare, and of two words. */
const WORDS = ['parser', 'webhook', 'stale handle'];

/** A set-up device, in step with a folder. */
async function prepareDevice(home, { sessions, meanBytes }, { electron }) {
  const device = path.join(home, 'device');
  await mkdir(device, { recursive: true });
  const bucket = path.join(home, 'bucket');
  const set = JSON.stringify({ count: sessions, meanBytes });
  await runOnElectron(electron, 'store-tool.mjs', ['fill', path.join(device, 'index.db'), set]);
  const config = ['cloud:', '  enabled: true', '  provider: folder', `  bucket: ${bucket}`];
  await writeFile(
    path.join(device, 'config.yml'),
    `${[...config, `  encryption_key: "${KEY}"`].join('\n')}\n`,
    { mode: 0o600 },
  );
  const env = { ...process.env, HOME: home, CC_SESSIONS_HOME: device, ELECTRON_RUN_AS_NODE: '1' };
  const agents = { CLAUDE_CONFIG_DIR: path.join(home, 'claude'), CODEX_HOME: path.join(home, 'codex') };
  await run(electron, [CLI_JS, 'sync'], { env: { ...env, ...agents } });
}

/** @returns {Promise<string>} directory of the empty app, readable by all */
async function buildEmptyApp(parent) {
  const directory = path.join(parent, 'empty');
  await build({
    root: path.join(HERE, 'empty'),
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: path.join(directory, 'page'), target: 'chrome140', emptyOutDir: true },
  });
  for (const file of ['main.cjs', 'package.json'])
    await cp(path.join(HERE, 'empty', file), path.join(directory, file));
  await cp(path.join(PROJECT, 'assets', 'tray', 'idle-dark-22.png'), path.join(directory, 'icon.png'));
  await run('chmod', ['-R', 'a+rX', parent]);
  return directory;
}

const medianOf = (list, key) => {
  const values = list.map((entry) => entry[key]).filter((value) => typeof value === 'number');
  return values.length === 0 ? null : median(values);
};

function summary({ tray, window, search, idle }, plan) {
  const of = (list) => ({
    ms: medianOf(list, 'ms'),
    wholeMs: medianOf(list, 'wholeMs'),
    pssMB: medianOf(list, 'pssMB'),
  });
  const both = ({ ours, empty }) => ({ ours: of(ours), empty: of(empty) });
  const sorted = [...search.taken].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {
    sessions: plan.sessions,
    idleMinutes: plan.idleMinutes,
    tray: both(tray),
    window: both(window),
    search: { keys: sorted.length, medianMs: at(0.5), p95Ms: at(0.95), mostMs: sorted.at(-1) },
    windowAfterSearch: { pssMB: search.pssMB },
    idleCpuSecondsPerMinute: idle,
  };
}

/** @returns figures as `describeDesktop` and the targets read them */
export async function compareDesktop({ programs, say }, plan, runs) {
  say(`desktop: the app with ${plan.sessions} sessions beside an empty Electron app`);
  const parent = await mkdtemp(path.join(tmpdir(), 'cc-bench-empty-'));
  let figures = null;
  try {
    const empty = await buildEmptyApp(parent);
    const inner = JSON.stringify({ ...plan, runs, words: WORDS });
    const code = await runStaged(programs, {
      command: ({ project, electron }) => [
        electron,
        path.join(project, 'bench', 'desktop', 'measure-app.mjs'),
        inner,
      ],
      env: () => ({ BENCH_EMPTY: empty, NODE_NO_WARNINGS: '1' }),
      prepare: (home) => prepareDevice(home, plan, programs),
      during: answerPss,
      keep: async (results) => {
        figures = JSON.parse(await readFile(path.join(results, 'figures.json'), 'utf8').catch(() => 'null'));
      },
    });
    if (code !== 0 || figures === null) throw new Error(`measuring the app ended with ${code}`);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
  return summary(figures, plan);
}

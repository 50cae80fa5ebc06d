/**
 * Measures the app beside an empty Electron app; runs on Electron's Node, on a display and a session bus of its own,
 * as a user whom Chromium's sandbox takes. Takes its plan as JSON, prints figures as JSON to the results directory.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TrayHost } from '../../e2e/tray-host.ts';
import { cpuSecondsOf } from './processes.mjs';
import { askPss } from './questions.mjs';
import { measureSearch } from './search.mjs';
import { StartedApp } from './started-app.mjs';

const { runs, idleMinutes, settleMs, words } = JSON.parse(process.argv[2]);
const { HOME, CC_E2E_PROJECT: project, CC_E2E_RESULTS: results } = process.env;
const electron = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH, 'electron');
const profiles = path.join(HOME, 'profiles');

const APPS = {
  ours: {
    args: [project],
    ready: /sessions are safe/,
    env: {
      CC_SESSIONS_HOME: path.join(HOME, 'device'),
      CLAUDE_CONFIG_DIR: path.join(HOME, 'claude'),
      CODEX_HOME: path.join(HOME, 'codex'),
    },
  },
  empty: {
    args: [process.env.BENCH_EMPTY],
    ready: /An empty window/,
    env: { BENCH_PROFILE: path.join(profiles, 'empty') },
  },
};

const start = ({ args, env }, ...more) =>
  StartedApp.start(electron, [...args, ...more], { ...process.env, ...env });

async function tray(app, panel) {
  const started = await start(app, '--hidden');
  await panel.picture();
  const ms = panel.registeredAt - started.spawnedAt;
  await wait(settleMs);
  const pssMB = await askPss(results, started.pid);
  await started.end();
  panel.forget();
  return { ms, pssMB };
}

async function window(app) {
  const started = await start(app);
  const page = await started.page(app.ready);
  const paints = await started.paints(page);
  await wait(settleMs);
  const pssMB = await askPss(results, started.pid);
  await started.end();
  return { ...paints, pssMB };
}

/** Both at once, as neither does anything. @returns seconds of processor time a minute */
async function idle() {
  const apps = {};
  for (const [name, app] of Object.entries(APPS)) apps[name] = await start(app, '--hidden');
  await wait(2 * settleMs);
  const cpu = () =>
    Promise.all(Object.entries(apps).map(async ([name, { pid }]) => [name, await cpuSecondsOf(pid)]));
  const before = Object.fromEntries(await cpu());
  await wait(idleMinutes * 60_000);
  const after = Object.fromEntries(await cpu());
  for (const app of Object.values(apps)) await app.end();
  return Object.fromEntries(
    Object.keys(apps).map((name) => [name, (after[name] - before[name]) / idleMinutes]),
  );
}

async function search() {
  const started = await start(APPS.ours);
  const page = await started.page(APPS.ours.ready);
  const taken = await measureSearch(page, words);
  const memory = await askPss(results, started.pid);
  await started.end();
  return { taken, pssMB: memory };
}

await mkdir(profiles, { recursive: true });
const panel = await TrayHost.start();
const figures = { tray: { ours: [], empty: [] }, window: { ours: [], empty: [] } };
// The first start of each fills caches of code and shaders.
for (const app of Object.values(APPS)) await window(app);
panel.forget();
for (let run = 0; run < runs; run++) {
  for (const [name, app] of Object.entries(APPS)) figures.tray[name].push(await tray(app, panel));
  for (const [name, app] of Object.entries(APPS)) figures.window[name].push(await window(app));
  panel.forget();
}
figures.search = await search();
panel.forget();
figures.idle = await idle();
panel.stop();
await writeFile(path.join(results, 'figures.json'), JSON.stringify(figures));
process.exit(0);

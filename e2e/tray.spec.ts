import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, launchApp, test as base } from './app.ts';
import { sessionsIn, setUpFolder, talk } from './device.ts';
import { TrayHost } from './tray-host.ts';

interface Fixtures {
  readonly panel: TrayHost;
  readonly bucket: string;
  /** Where the coding agent keeps its sessions. */
  readonly agent: string;
}

const test = base.extend<Fixtures>({
  panel: async ({}, use) => {
    const panel = await TrayHost.start();
    await use(panel);
    panel.stop();
  },
  bucket: async ({ home }, use) => use(path.join(home, 'remote')),
  agent: async ({ home }, use) => use(path.join(home, 'claude')),
  app: async ({ home, panel: _before }, use) => {
    const app = await launchApp(home, { args: ['--hidden'] });
    await use(app);
    await app.close();
  },
});

test.skip(process.platform !== 'linux', 'tray icons are read over D-Bus');

/** Processes that show pages. */
const renderers = (app: ElectronApplication) =>
  app.evaluate(({ app: main, webContents }) => {
    const pids = webContents.getAllWebContents().map((contents) => contents.getOSProcessId());
    return main.getAppMetrics().filter(({ pid, type }) => pids.includes(pid) || type === 'Tab').length;
  });

const explainNothing = (app: ElectronApplication) =>
  app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });

test('before the set-up the tray says so and leads to it', async ({ app, panel }) => {
  await expect.poll(() => panel.tooltip()).toBe('cc-sessions Cloud Sync\nSync is not set up yet.');
  expect(await panel.labels()).toEqual([
    'Sync is not set up yet.',
    'Set up sync …',
    'Nothing has happened yet',
    'Open',
    'Settings …',
    'Quit',
  ]);
  expect((await panel.picture()).side).toBeGreaterThanOrEqual(16);
  expect(app.windows()).toHaveLength(0);
  const opened = app.waitForEvent('window');
  await panel.click('Set up sync …');
  await expect((await opened).getByRole('main')).toBeVisible();
});

test('“Sync now” syncs, and the tray tells of it', async ({ home, bucket, agent, panel }) => {
  await setUpFolder(home, bucket);
  await talk(agent, 1);
  const app = await launchApp(home, { args: ['--hidden'] });
  await expect.poll(() => panel.tooltip()).toContain('Your session is safe. Last sync just now.');
  expect(await sessionsIn(bucket)).toHaveLength(1);
  await talk(agent, 2);
  await panel.click('Sync now');
  await expect.poll(() => sessionsIn(bucket)).toHaveLength(2);
  await expect.poll(() => panel.tooltip()).toContain('All 2 sessions are safe.');
  await expect.poll(() => panel.labels()).toContain('Uploaded: Fix the parser, part 2');
  await app.close();
});

test('pausing shows in picture, tooltip and menu, and lasts over a restart', async ({
  home,
  bucket,
  panel,
}) => {
  await setUpFolder(home, bucket);
  const app = await launchApp(home, { args: ['--hidden'] });
  await expect.poll(() => panel.labels()).toContain('Sync now');
  await expect.poll(() => panel.tooltip()).toContain('Last sync just now');
  const idle = await panel.picture();
  await panel.click('Until I resume');
  await expect.poll(() => panel.tooltip()).toContain('Paused.');
  expect(await panel.labels()).toContain('Resume');
  expect((await panel.picture()).digest).not.toBe(idle.digest);
  await app.close();
  panel.forget();
  const again = await launchApp(home, { args: ['--hidden'] });
  await expect.poll(() => panel.tooltip()).toContain('Paused.');
  await panel.click('Resume');
  await expect.poll(() => panel.tooltip()).toContain('No sessions yet. Last sync just now.');
  await again.close();
});

test('closing the window ends its process; the tray brings it back, and quits', async ({ app, panel }) => {
  await explainNothing(app);
  await expect.poll(() => panel.labels()).toContain('Open');
  expect(await renderers(app)).toBe(0);
  let opened = app.waitForEvent('window');
  await panel.click('Open');
  await expect((await opened).getByRole('main')).toBeVisible();
  expect(await renderers(app)).toBe(1);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => renderers(app)).toBe(0);
  opened = app.waitForEvent('window');
  await panel.click('Settings …');
  await expect((await opened).getByRole('main')).toBeVisible();
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  await panel.click('Quit');
  expect(await ended).toBe(0);
});

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type {} from '../src/renderer/bridge.ts';
import type { CommandName, CommandRequest, CommandResponse } from '../src/shared/contract.ts';
import { expect, launchApp, test } from './app.ts';
import { KEY, sessionsIn, setUpFolder, talk } from './device.ts';

async function ask<N extends CommandName>(
  page: Page,
  name: N,
  request: CommandRequest<N>,
): Promise<CommandResponse<N>> {
  const answer = await page.evaluate(([n, r]) => window.ccSessions.call(n, r), [name, request] as const);
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  return answer.value as CommandResponse<N>;
}

/** Dialogs are answered by their first button; what they said is kept. */
const answerDialogs = (app: ElectronApplication) =>
  app.evaluate(({ dialog }) => {
    const said: string[] = [];
    (globalThis as { said?: string[] }).said = said;
    dialog.showMessageBox = (...given: unknown[]) => {
      const options = given.at(-1) as { message: string; detail?: string };
      said.push(`${options.message} ${options.detail ?? ''}`);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
const said = (app: ElectronApplication) => app.evaluate(() => (globalThis as { said?: string[] }).said ?? []);
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const windows = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

test('closing the window hides the app, and says so once', async ({ app, page, home }) => {
  await expect(page.getByRole('main')).toBeVisible();
  await answerDialogs(app);
  await closeWindow(app);
  await expect.poll(() => windows(app)).toBe(0);
  const [explanation = ''] = await said(app);
  expect(explanation).toContain('Still at work');
  // No panel shows tray icons here: the way back is another one.
  expect(explanation).toContain('start the app again');
  const again = app.waitForEvent('window');
  await app.evaluate(({ app: main }) => main.emit('second-instance', {}, ['electron', '.'], ''));
  await expect((await again).getByRole('main')).toBeVisible();
  await closeWindow(app);
  await expect.poll(() => windows(app)).toBe(0);
  expect(await said(app)).toHaveLength(1);
  expect(await readFile(path.join(home, 'desktop.json'), 'utf8')).toContain('"closeExplained": true');
});

test('a hidden start shows no window, and a second hidden start none either', async ({ home }) => {
  const app = await launchApp(home, { args: ['--hidden'] });
  await app.evaluate(({ app: main }) => main.emit('second-instance', {}, ['electron', '.', '--hidden'], ''));
  expect(await windows(app)).toBe(0);
  const opened = app.waitForEvent('window');
  await app.evaluate(({ app: main }) => main.emit('second-instance', {}, ['electron', '.'], ''));
  await expect((await opened).getByRole('main')).toBeVisible();
  await app.close();
});

test('the window opens where it was', async ({ home }) => {
  const bounds = { x: 140, y: 90, width: 900, height: 640 };
  const first = await launchApp(home);
  await first.firstWindow();
  await first.evaluate(
    ({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place),
    bounds,
  );
  await expect
    .poll(async () => readFile(path.join(home, 'desktop.json'), 'utf8').catch(() => ''))
    .toContain('640');
  await first.close();
  const second = await launchApp(home);
  await second.firstWindow();
  const found = await second.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
  );
  expect(found).toMatchObject({ width: bounds.width, height: bounds.height });
  await second.close();
});

test('state, progress and lists are pushed to the page', async ({ home }) => {
  const bucket = path.join(home, 'remote');
  await setUpFolder(home, bucket);
  const app = await launchApp(home);
  const page = await app.firstWindow();
  await page.evaluate(() => {
    const heard: string[] = [];
    (globalThis as { heard?: string[] }).heard = heard;
    window.ccSessions.subscribe(({ event }) => {
      heard.push(event.type === 'changed' ? event.what : event.type);
    });
  });
  await expect.poll(async () => (await ask(page, 'state.get', {})).state.lastSyncAt).not.toBeNull();
  await talk(path.join(home, 'claude'), 1);
  expect(await ask(page, 'sync.now', {})).toMatchObject({ uploaded: 1, failed: 0 });
  expect(await sessionsIn(bucket)).toHaveLength(1);
  const heard = () => page.evaluate(() => (globalThis as { heard?: string[] }).heard ?? []);
  await expect.poll(heard).toEqual(expect.arrayContaining(['patch', 'progress', 'sessions']));
  const snapshot = () => ask(page, 'state.get', {});
  await expect
    .poll(async () => (await snapshot()).state)
    .toMatchObject({ engine: 'ready', setUp: true, sessions: { synced: 1 }, sync: { state: 'idle' } });
  expect((await snapshot()).revision).toBeGreaterThan(3);
  const { sessions } = await ask(page, 'sessions.list', { filter: {}, offset: 0, limit: 10 });
  expect(sessions.map(({ summary }) => summary)).toEqual(['Fix the parser, part 1']);
  await app.close();
});

test('settings reach the desktop: theme, start at login', async ({ home }) => {
  const config = path.join(home, 'xdg');
  const app = await launchApp(home, { env: { XDG_CONFIG_HOME: config } });
  const page = await app.firstWindow();
  await page.emulateMedia({ colorScheme: null });
  await ask(page, 'settings.set', { desktop: { theme: 'dark', startAtLogin: true } });
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  const entry = path.join(config, 'autostart', 'cc-sessions-sync.desktop');
  test.skip(process.platform !== 'linux', 'XDG Autostart');
  expect(await readFile(entry, 'utf8')).toMatch(/^Exec=".+" --hidden$/m);
  await ask(page, 'settings.set', { desktop: { startAtLogin: false } });
  await expect(readFile(entry)).rejects.toThrow('ENOENT');
  await app.close();
});

test('dialogs, clipboard and browser are those of the system', async ({ app, page, home }) => {
  await app.evaluate(({ dialog, shell }) => {
    const opened: string[] = [];
    (globalThis as { said?: string[] }).said = opened;
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/chosen/folder'] });
  });
  expect(await ask(page, 'setup.chooseFolder', {})).toEqual({ path: '/chosen/folder' });
  await ask(page, 'clipboard.copy', { text: 'arn:aws:s3:::b' });
  expect(await app.evaluate(async ({ clipboard }) => clipboard.readText())).toBe('arn:aws:s3:::b');
  await ask(page, 'open.external', { url: 'https://docs.aws.amazon.com/' });
  await expect(ask(page, 'open.external', { url: 'https://example.com/' })).rejects.toThrow('IPC_REFUSED');
  expect(await said(app)).toEqual(['https://docs.aws.amazon.com/']);
  const info = await ask(page, 'app.info', {});
  expect(info).toMatchObject({ home, packaged: false, language: 'en' });
});

test('a pairing code is read from a picture of it', async ({ home }) => {
  const bucket = path.join(home, 'remote');
  await setUpFolder(home, bucket);
  const app = await launchApp(home);
  const page = await app.firstWindow();
  await ask(page, 'sync.now', {});
  const { text, qr } = await ask(page, 'pairing.create', {});
  // As the window draws it, photographed as PNG.
  const image = await page.evaluate(({ side, modules }) => {
    const scale = 5;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = (side + 8) * scale;
    const pen = canvas.getContext('2d');
    if (!pen) return '';
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = 'black';
    for (let at = 0; at < modules.length; at++) {
      if (modules[at] === '1')
        pen.fillRect(((at % side) + 4) * scale, (Math.floor(at / side) + 4) * scale, scale, scale);
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  }, qr);
  expect(await ask(page, 'pairing.readImage', { image })).toEqual({ text });
  await expect(ask(page, 'pairing.readImage', { image: 'AAAA' })).rejects.toThrow('PAIRING_MALFORMED');
  await app.close();
});

test('opened with a recovery kit, the app offers to set up with it', async ({ home }) => {
  const kit = path.join(home, 'a1.cc-sessions-kit');
  await writeFile(
    kit,
    `Key  ${KEY}\nPlace  Folder ${home}/remote\n\n  provider: folder\n  bucket: ${home}/remote\n`,
  );
  const app = await launchApp(home, { args: [kit] });
  const page = await app.firstWindow();
  await page.getByRole('button', { name: 'Set up with this kit' }).click();
  await expect(page.getByText('The key is there already')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('textbox', { name: 'Folder' })).toHaveValue(path.join(home, 'remote'));
  await app.close();
});

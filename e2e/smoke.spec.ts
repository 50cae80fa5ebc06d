import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {} from '../src/renderer/bridge.ts';
import { expect, launchApp, RESULTS, startAndWait, test } from './app.ts';

test('the window shows the product and what the engine says', async ({ app, page }) => {
  await expect(page).toHaveTitle(/cc-sessions Cloud Sync/);
  await expect(page.getByRole('main')).toContainText('Set up sync');
  const visible = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isVisible()));
  await expect.poll(visible).toEqual([true]);
  await page.screenshot({ path: path.join(RESULTS, 'window.png') });
});

test('the page runs in the sandbox of the operating system and has no Node', async ({ app, page }) => {
  const inPage = await page.evaluate(() => ({
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    exposed: Object.keys(window.ccSessions),
  }));
  expect(inPage).toEqual({ require: 'undefined', process: 'undefined', exposed: ['call', 'subscribe'] });
  const { pid, sandboxed } = await app.evaluate(({ app: main, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0;
    return { pid, sandboxed: main.getAppMetrics().find((metric) => metric.pid === pid)?.sandboxed };
  });
  test.skip(process.platform !== 'linux', 'the kernel is asked, which only Linux answers this way');
  // 2 is SECCOMP_MODE_FILTER (linux/seccomp.h).
  expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  expect(sandboxed ?? true).toBe(true);
});

test('the engine answers a status call', async ({ home, page }) => {
  const answer = await page.evaluate(() => window.ccSessions.call('status', {}));
  expect(answer).toMatchObject({ ok: true, value: { home, setUp: false, sessions: { local: 0 } } });
});

test('an engine that cannot be opened is said, with what to do', async ({ home }) => {
  await writeFile(path.join(home, 'config.yml'), 'cloud:\n  enabled: [unclosed\n', { mode: 0o600 });
  const app = await launchApp(home);
  const page = await app.firstWindow();
  await expect(page.getByRole('main')).toContainText('config.yml');
  const answer = await page.evaluate(() => window.ccSessions.call('status', {}));
  expect(answer).toMatchObject({ ok: false, error: { code: 'CONFIG_MALFORMED', data: { line: 3 } } });
  await app.close();
});

test('calls that are not in the contract are refused with a typed error', async ({ page }) => {
  const calls: [unknown, unknown][] = [
    ['status', undefined],
    ['status', { surprise: 1 }],
    ['status', 'text'],
    ['noSuchCommand', {}],
    ['constructor', {}],
    [{ toString: null }, {}],
    [null, null],
  ];
  for (const [name, request] of calls) {
    const answer = await page.evaluate(([n, r]) => window.ccSessions.call(n as string, r), [name, request]);
    expect(answer, JSON.stringify([name, request])).toMatchObject({
      ok: false,
      error: { code: 'IPC_REFUSED' },
    });
  }
});

test('a page of another origin gets nothing, even with our preload', async ({ app, page }) => {
  await expect(page.getByRole('main')).toBeVisible();
  const answer = await app.evaluate(async ({ app: main, BrowserWindow }) => {
    const preload = `${main.getAppPath()}/out/preload/index.cjs`;
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await foreign.loadURL('data:text/html,<h1>foreign</h1>');
    const result: unknown = await foreign.webContents.executeJavaScript(
      "window.ccSessions.call('status', {})",
    );
    foreign.destroy();
    return result;
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'IPC_REFUSED' } });
});

test('the page cannot navigate away, open windows, load foreign content or be granted permissions', async ({
  app,
  page,
}) => {
  await expect(page.getByRole('main')).toBeVisible();
  const outcome = await page.evaluate(async () => {
    const opened = window.open('https://example.com');
    location.href = 'https://example.com/';
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    const evaluated = await new Promise((resolve) => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      setTimeout(() => {
        resolve((window as { injected?: boolean }).injected ?? false);
      }, 50);
    });
    const permission = await Notification.requestPermission();
    return { opened, fetched, evaluated, permission };
  });
  expect(outcome).toEqual({ opened: null, fetched: 'refused', evaluated: false, permission: 'denied' });
  expect(page.url()).toBe('app://cc-sessions/index.html');
  expect(app.windows()).toHaveLength(1);
});

test('a second start hands over to the first and ends', async ({ app, home, page }) => {
  await expect(page.getByRole('main')).toBeVisible();
  expect(await startAndWait(home)).toBe(0);
  expect(app.windows()).toHaveLength(1);
  await expect(page.getByRole('main')).toBeVisible();
});

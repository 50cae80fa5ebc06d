/** Settings, key, cost, diagnostics, pairing: what is pressed is asked for, and what fails is said. */
import { AppError } from '../../src/shared/errors.ts';
import { INFO, SETTINGS } from './fixtures/answers.ts';
import { ALL_DEVICES, FakeDevices, THIS_DEVICE } from './fixtures/devices.ts';
import { PAGES } from './fixtures/pages.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

test('theme and language take effect at once', async ({ window }) => {
  const { page } = window;
  let settings = SETTINGS;
  const language = () => (settings.desktop.language === 'de' ? ('de' as const) : ('en' as const));
  await window.open(
    scenario('safe', {
      ...PAGES,
      'settings.get': () => settings,
      'settings.set': ({ desktop }) => {
        settings = { ...settings, desktop: { ...settings.desktop, ...(desktop as object) } };
        return settings;
      },
      'app.info': () => ({ ...INFO, language: language() }),
    }),
    { at: 'settings' },
  );
  const root = page.locator('html');
  await page.getByLabel('Theme').selectOption('dark');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark');
  await page.getByLabel('Language').selectOption('de');
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
  await expect(root).toHaveAttribute('lang', 'de');
});

test('each setting is written as what it is', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES), { at: 'settings/sync' });
  await page.getByRole('switch', { name: 'As soon as a session was saved' }).click();
  await page.getByLabel('And by the clock').selectOption('60');
  await page.getByRole('switch', { name: 'Wait on battery' }).click();
  await page.getByRole('switch', { name: 'Codex CLI' }).click();
  await page.getByLabel('Conversations of other devices').selectOption('all');
  await page.getByLabel('Bandwidth limit, MB/s').fill('fast');
  await expect(page.getByText('A number such as 2 or 0.5.')).toBeVisible();
  await page.getByLabel('Bandwidth limit, MB/s').fill('2.5');
  await page.getByLabel('Bandwidth limit, MB/s').press('Enter');
  await expect
    .poll(() => main.called('settings.set'))
    .toEqual([
      { cloud: { syncOnSave: false } },
      { cloud: { syncIntervalMinutes: 60 } },
      { desktop: { onBattery: 'wait' } },
      { desktop: { capture: { codex: false } } },
      { cloud: { transcripts: 'all' } },
      { cloud: { bandwidthLimit: 2_500_000 } },
    ]);
});

test('a setting that could not be written is said, and shown as it is', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      ...PAGES,
      'settings.set': () => {
        throw new AppError('CONFIG_UNWRITABLE', { path: SETTINGS.configFile });
      },
    }),
    { at: 'settings/sync' },
  );
  const onSave = page.getByRole('switch', { name: 'As soon as a session was saved' });
  await onSave.click();
  await expect(page.getByRole('alert')).toContainText('config');
  await expect(onSave).toBeChecked();
});

test('edits made by hand show up by themselves', async ({ window }) => {
  const { page } = window;
  let settings = SETTINGS;
  const main = await window.open(scenario('safe', { ...PAGES, 'settings.get': () => settings }), {
    at: 'settings/sync',
  });
  await expect(page.getByLabel('And by the clock')).toHaveValue('30');
  settings = {
    ...SETTINGS,
    cloud: SETTINGS.cloud && { ...SETTINGS.cloud, syncIntervalMinutes: 7 },
    configProblem: { code: 'CONFIG_MALFORMED', data: { path: SETTINGS.configFile, line: 4 } },
  };
  await main.push({ type: 'changed', what: 'settings' });
  await expect(page.getByLabel('And by the clock')).toHaveValue('7');
  await expect(page.getByRole('alert')).toContainText('line 4');
});

test('rules and paths of projects', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES), { at: 'settings/projects' });
  await page.getByLabel('Rule for /home/ada/work/portal').selectOption('keep');
  await page.getByRole('button', { name: 'Keep a project here only' }).click();
  await page.getByLabel('Path there').fill('/srv/x');
  await page.getByLabel('Path here').fill('/home/ada/x');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect
    .poll(() => main.called('settings.set'))
    .toEqual([
      { project: { path: '/home/ada/work/portal', cloudSync: false } },
      { project: { path: '/home/ada/work/private', cloudSync: false } },
      { cloud: { pathMap: { '/home/ada/work': '/Users/ada/work', '/srv/x': '/home/ada/x' } } },
    ]);
});

test('tabs go by arrow keys, and are places of their own', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe', PAGES), { at: 'settings' });
  await page.getByRole('tab', { name: 'General' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Sync' })).toBeFocused();
  await expect(page).toHaveURL(/#\/settings\/sync$/);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab', { name: 'Advanced' })).toHaveAttribute('aria-selected', 'true');
});

test('the key is shown only on request, and goes away with its dialog', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe', PAGES), { at: 'settings/key' });
  await page.getByRole('button', { name: 'Show the key' }).click();
  const hex = 'a1b2c3d4e5f60718'.repeat(4);
  await expect(page.getByText(hex)).toBeVisible();
  await window.screenshot('settings-key-shown-light');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  expect(await page.content()).not.toContain(hex);
});

test('who calls the confirmation off sees no error', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      ...PAGES,
      'key.reveal': () => {
        throw new AppError('CANCELLED', {});
      },
    }),
    { at: 'settings/key' },
  );
  await page.getByRole('button', { name: 'Show the key' }).click();
  await expect(page.getByRole('button', { name: 'Show the key' })).not.toHaveAttribute('aria-busy');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('another key, a new passphrase, the recovery kit', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES), { at: 'settings/key' });
  await page.getByRole('button', { name: 'Enter another key' }).click();
  await page.getByLabel('Key', { exact: true }).last().fill('ab'.repeat(32));
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByText('The key fits and is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Change the passphrase' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
  await page.getByLabel('The same once more', { exact: true }).fill('correct horse battery staple');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The new passphrase is in force.')).toBeVisible();
  await page.getByRole('button', { name: 'Print' }).click();
  await page.getByRole('button', { name: 'It is kept' }).click();
  await expect(page.getByText('You will not be reminded', { exact: false })).toBeVisible();
  expect(main.called('key.import')).toEqual([{ hex: 'ab'.repeat(32) }]);
  expect(main.called('key.changePassphrase')).toEqual([{ passphrase: 'correct horse battery staple' }]);
  expect(main.called('recovery.confirm')).toEqual([{ of: 'vault' }]);
});

test('pairing says whether the other device has joined', async ({ window }) => {
  const { page } = window;
  const vault = new FakeDevices([THIS_DEVICE]);
  const main = await window.open(scenario('safe', { ...PAGES, ...vault.answers() }), { at: 'pairing' });
  await page.getByRole('button', { name: 'Make a pairing code' }).click();
  await expect(page.getByText('No other device has joined yet.', { exact: false })).toBeVisible();
  vault.devices = ALL_DEVICES.slice(0, 3);
  await main.push({ type: 'changed', what: 'devices' });
  const names = ALL_DEVICES.slice(1, 3).map(({ name }) => name);
  await expect(page.getByText(`Joined: ${names.join(', ')}`)).toBeVisible();
  await window.screenshot('pairing-joined-light');
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByText(`Joined: ${names.join(', ')}`)).toBeVisible();
});

test('pairing shows the code apart, and takes an old one away', async ({ window }) => {
  const { page } = window;
  const devices = new FakeDevices([THIS_DEVICE]).answers();
  await window.open(scenario('safe', { ...PAGES, ...devices }), { at: 'pairing' });
  await page.getByRole('button', { name: 'Make a pairing code' }).click();
  await expect(page.getByRole('img', { name: 'QR code with the pairing text' })).toBeVisible();
  await expect(page.getByText('K7QD-2M9F-XH4T')).toHaveCount(0);
  await expect(page.getByText('Good for another 9:42 minutes.')).toBeVisible();
  await page.getByRole('button', { name: 'Show the one-time code' }).click();
  await expect(page.getByText('K7QD-2M9F-XH4T')).toBeVisible();
  await window.screenshot('pairing-code-light');
  await window.look({ theme: 'dark' });
  await window.screenshot('pairing-code-dark');
  await page.clock.setFixedTime(Date.UTC(2026, 10, 22, 14, 41));
  await expect(page.getByText('The code was too old', { exact: false })).toBeVisible();
  await expect(page.getByRole('img', { name: 'QR code with the pairing text' })).toHaveCount(0);
  await page.clock.setFixedTime(Date.UTC(2026, 10, 22, 14, 30));
});

test('diagnostics: the doctor, the log, the bundle', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES), { at: 'diagnostics' });
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  const log = page.getByRole('group', { name: 'Log' });
  await expect(log).toContainText('PUT sessions/');
  await page.getByLabel('Show', { exact: true }).selectOption('error');
  await expect(log).not.toContainText('PUT sessions/');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved: /home/ada/cc-sessions.log')).toBeVisible();
  await page.getByRole('button', { name: 'Look at it and save it' }).click();
  await expect(page.getByRole('dialog')).toContainText('config.yml');
  await window.screenshot('diagnostics-bundle-light');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: /home/ada/cc-sessions-support.zip')).toBeVisible();
  expect(main.called('diagnostics.supportBundle')).toHaveLength(1);
});

test('web pages are opened by the system', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES), { at: 'cost' });
  await page
    .getByRole('link', { name: /Price list/ })
    .first()
    .click();
  await expect
    .poll(() => main.called('open.external'))
    .toEqual([{ url: 'https://developers.cloudflare.com/r2/pricing/' }]);
  expect(page.url()).toContain('app://cc-sessions/');
});

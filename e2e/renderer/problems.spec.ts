/** What is said when something cannot be done, and where the buttons beside it lead. */
import { AppError } from '../../src/shared/errors.ts';
import { RELEASES_PAGE } from '../../src/shared/web-pages.ts';
import { SETTINGS } from './fixtures/answers.ts';
import { PAGES } from './fixtures/pages.ts';
import { setupAnswers } from './fixtures/setup.ts';
import { NOW, STATES } from './fixtures/states.ts';
import { never } from './fake-main.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

test('a folder that cannot be opened is no mistake of the app', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      ...PAGES,
      'open.home': () => {
        throw new AppError('PATH_UNOPENED', { path: '/home/ada/.cc-sessions', problem: 'missing' });
      },
    }),
    { at: 'diagnostics' },
  );
  await page.getByRole('button', { name: 'Show the folder' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('There is no “/home/ada/.cc-sessions” on this computer.');
  await expect(alert).not.toContainText('mistake');
});

test('a mistake of the app leads to its log, not to a command line', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      ...PAGES,
      'open.home': () => {
        throw new AppError('INTERNAL', { reason: 'no such table' });
      },
    }),
    { at: 'diagnostics' },
  );
  await page.getByRole('button', { name: 'Show the folder' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('“Write every request into the log”');
  await expect(alert).not.toContainText('CC_MEMORY_DEBUG');
  await expect(alert.getByRole('button', { name: 'Help', exact: true })).toHaveCount(0);
});

test('an id that two devices have is given up, or taken over when the other device is gone', async ({
  window,
}) => {
  const { page } = window;
  const main = await window.open(scenario('safe', { 'devices.takeOver': {}, 'sync.now': () => never() }));
  await main.patch({ lastError: { code: 'DEVICE_ID_CLASH', data: {}, at: NOW } });
  await page.getByRole('button', { name: 'Take its id over' }).click();
  await expect(page.getByText('The id belongs to this device now.')).toBeVisible();
  await expect.poll(() => main.called('sync.now')).toHaveLength(1);
  expect(main.called('devices.takeOver')).toHaveLength(1);
});

test.describe('a config that cannot be read is no missing set-up', () => {
  for (const at of [
    'settings/sync',
    'settings/key',
    'settings/connection',
    'diagnostics',
    'devices',
    'pairing',
    'setup',
  ]) {
    test(at, async ({ window }) => {
      const { page } = window;
      const main = await window.open(
        scenario('failed', {
          ...PAGES,
          ...setupAnswers(),
          'settings.get': (_request, { state }) =>
            state.failure ? { ...SETTINGS, cloud: null, configProblem: state.failure } : SETTINGS,
          'settings.openConfigFile': {},
          'devices.list': { devices: [] },
          'engine.retry': (_request, fake) => {
            void fake.push({ type: 'state', state: STATES.safe });
            return {};
          },
        }),
        { at },
      );
      const alert = page.getByRole('alert');
      await expect(alert).toHaveCount(1);
      await expect(alert).toContainText('line 3');
      await expect(page.getByRole('button', { name: 'Set up sync' })).toHaveCount(0);
      await alert.getByRole('button', { name: 'Open the config file' }).click();
      expect(main.called('settings.openConfigFile')).toHaveLength(1);
      await alert.getByRole('button', { name: 'Try again' }).click();
      expect(main.called('engine.retry')).toHaveLength(1);
      await expect(alert).toHaveCount(0);
    });
  }
});

test('a newer version is looked for where the versions are', async ({ window }) => {
  const { page } = window;
  const notice = { id: 'v', code: 'VAULT_UNSUPPORTED', data: {}, at: 0 };
  const main = await window.open({ ...scenario('safe'), state: { ...STATES.safe, notices: [notice] } });
  await page.getByRole('button', { name: 'Look for a newer version' }).click();
  expect(main.called('open.external')).toEqual([{ url: RELEASES_PAGE }]);
});

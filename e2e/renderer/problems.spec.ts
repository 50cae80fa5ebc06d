/** What is said when something cannot be done, and where the buttons beside it lead. */
import { AppError } from '../../src/shared/errors.ts';
import { RELEASES_PAGE } from '../../src/shared/web-pages.ts';
import { PAGES } from './fixtures/pages.ts';
import { STATES } from './fixtures/states.ts';
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

test('a newer version is looked for where the versions are', async ({ window }) => {
  const { page } = window;
  const notice = { id: 'v', code: 'VAULT_UNSUPPORTED', data: {}, at: 0 };
  const main = await window.open({ ...scenario('safe'), state: { ...STATES.safe, notices: [notice] } });
  await page.getByRole('button', { name: 'Look for a newer version' }).click();
  expect(main.called('open.external')).toEqual([{ url: RELEASES_PAGE }]);
});

/** The frame and the overview: what is pressed, what is pushed, keys, and what is not there. */
import { AppError } from '../../src/shared/errors.ts';
import { never } from './fake-main.ts';
import { PAGES } from './fixtures/pages.ts';
import { EMPTY_DRAFT, setupAnswers } from './fixtures/setup.ts';
import { NOW, STATES } from './fixtures/states.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

test('Sync now shows how it goes, and can be stopped', async ({ window }) => {
  const { page } = window;
  const main = await window.open(
    scenario('safe', {
      'sync.now': async (_request, fake) => {
        await fake.patch({ sync: { state: 'running', since: NOW - 20_000, progress: null } });
        return never();
      },
      'sync.cancel': (_request, fake) => {
        void fake.patch({ sync: { state: 'idle' } });
        return {};
      },
    }),
  );
  await expect(page.getByRole('button', { name: 'Sync now' })).toHaveAttribute('title', 'Ctrl+S');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('Looking at the bucket')).toBeVisible();
  const bar = page.getByRole('progressbar');
  await expect(bar).not.toHaveAttribute('aria-valuenow');
  const progress = { bytesUp: 4_200_000, bytesDown: 0, rate: 1_400_000, current: 'Fix the flaky retry test' };
  await main.push({
    type: 'progress',
    progress: { phase: 'transferring', done: 103, total: 412, ...progress },
  });
  await expect(bar).toHaveAttribute('aria-valuenow', '25');
  await expect(page.getByText('Fix the flaky retry test').first()).toBeVisible();
  await expect(page.getByText('4.2 MB up, 0 B down · 1.4 MB/s · about 1 min left')).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test('pauses for an hour by keyboard, and resumes', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe'));
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await expect(page.getByRole('menuitem', { name: 'For an hour' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Until tomorrow' })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  expect(main.called('sync.pause')).toEqual([{ minutes: 60 }]);
  await expect(page.getByText(/^Paused until 15:30/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('Escape closes the menu and gives the focus back', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe'));
  const button = page.getByRole('button', { name: 'Pause' });
  await button.click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('a brake is released only after the changes were shown', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('brake', { 'sync.now': () => never() }));
  await page.getByRole('button', { name: 'See what would change' }).click();
  await expect(page.getByText('96 sessions here would be replaced or removed')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(main.called('sync.now')).toHaveLength(0);
  await page.getByRole('button', { name: 'See what would change' }).click();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  expect(main.called('sync.now')).toEqual([{ accept: ['BRAKE_MASS_CHANGE'] }]);
});

test('what the main process does not know is said where it was pressed', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe'));
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('alert')).toContainText('Not there yet');
});

test('a failure of a pass is told once', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      'sync.now': async (_request, fake) => {
        const failure = { code: 'DNS_FAILED', data: { host: 'nowhere.example' } } as const;
        await fake.patch({ lastError: { ...failure, at: NOW } });
        throw new AppError(failure.code, failure.data);
      },
    }),
  );
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('alert')).toHaveCount(1);
  await expect(page.getByRole('alert')).toContainText('nowhere.example');
});

test('sessions and failures are told in words, never by ids and codes', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('trouble'));
  await page.getByText('Which ones').first().click();
  await expect(page.getByRole('link', { name: 'Fix the flaky retry test' })).toBeVisible();
  await expect(page.getByText('Without a summary, 20 Nov 2026 (desktop)')).toBeVisible();
  await expect(page.getByText('Not synced: A stored session cannot be decrypted')).toBeVisible();
  await expect(page.getByText('Downloaded: Without a summary, 22 Nov 2026')).toBeVisible();
  await expect(page.locator('main')).not.toContainText(/mem_|OBJECT_|desktop_|DISK_/);
});

test('after a gap in the pushes the whole state is asked for again', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe'));
  await expect(page.getByText('All 412 sessions are safe').first()).toBeVisible();
  const before = main.called('state.get').length;
  main.drop({ type: 'patch', patch: { sessions: { ...STATES.safe.sessions, local: 500, synced: 500 } } });
  await main.patch({ hold: 'offline' });
  await expect(page.getByText('No network.', { exact: false }).first()).toBeVisible();
  expect(main.called('state.get')).toHaveLength(before + 1);
  await main.patch({ hold: null });
  await expect(page.getByText('All 500 sessions are safe', { exact: false }).first()).toBeVisible();
});

test('no snapshot: the window says so, and can try again', async ({ window }) => {
  const { page } = window;
  await window.open(
    scenario('safe', {
      'state.get': () => {
        throw new AppError('STORE_BUSY', {});
      },
    }),
  );
  await expect(page.getByRole('heading', { name: 'The app could not be opened' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('tray and notifications open the window at a place', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', PAGES));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await main.push({ type: 'navigate', screen: 'settings', session: null });
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await main.push({ type: 'navigate', screen: 'sessions', session: 'mem_7f3a91' });
  await expect(page).toHaveURL(/#\/sessions\/mem_7f3a91$/);
});

test('keys: screens, the list of shortcuts, text size, window', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', { ...PAGES, 'app.hide': {} }));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeFocused();
  await page.keyboard.press('Control+5');
  await expect(page.getByRole('heading', { level: 1, name: 'Cost' })).toBeFocused();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toBeVisible();
  await window.screenshot('shortcuts-light');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  const size = () => page.evaluate(() => document.documentElement.style.fontSize);
  await page.keyboard.press('Control+=');
  expect(await size()).toBe('110%');
  await page.keyboard.press('Control+0');
  expect(await size()).toBe('100%');
  await page.keyboard.press('Control+w');
  await expect.poll(() => main.called('app.hide')).toHaveLength(1);
});

test('no key leads away from a question', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('brake', PAGES), { at: 'overview/review' });
  const dialog = page.getByRole('dialog', { name: 'What this sync would do' });
  await expect(dialog).toBeVisible();
  for (const key of ['Control+5', 'F5', 'F1', 'Control+k', 'Alt+ArrowLeft']) await page.keyboard.press(key);
  await expect(dialog).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page).toHaveURL(/#\/overview\/review$/);
  await page.keyboard.press('Control+=');
  expect(await page.evaluate(() => document.documentElement.style.fontSize)).toBe('110%');
  await page.keyboard.press('Control+0');
});

test('a kit leads into the set-up from the very first page', async ({ window }) => {
  const { page } = window;
  const key = { mode: 'join', fingerprint: 'a1b2c3d4', byPassphrase: false } as const;
  const main = await window.open(
    scenario('not-set-up', {
      ...setupAnswers({ ...EMPTY_DRAFT, provider: 'r2', key }),
      'recovery.open': { fingerprint: 'a1b2c3d4', place: 'Cloudflare R2 bucket “cc-sessions”' },
    }),
  );
  await page.getByRole('button', { name: 'Open a recovery kit' }).click();
  await expect(page.getByText('The key is there already')).toBeVisible();
  expect(main.called('recovery.open')).toEqual([{ file: 'chosen' }]);
});

test('a question mark in a field is a question mark', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe', PAGES), { at: 'settings' });
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('');
  await name.press('?');
  await expect(name).toHaveValue('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the content can be reached past the navigation, and the navigation by arrows', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe'));
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await skip.focus();
  await expect(skip).toBeInViewport();
  await skip.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  const navigation = page.getByRole('navigation');
  await navigation.getByRole('link', { name: 'Overview' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(navigation.getByRole('link', { name: 'Settings' })).toBeFocused();
});

test('notices are put away, and the note about the tray for good', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('conflicts'));
  await page.getByRole('button', { name: 'Dismiss: Two devices have the same id' }).click();
  await expect(page.getByText('Two devices have the same id')).toHaveCount(0);
  await page.getByRole('button', { name: 'Dismiss: There is no tray here' }).click();
  await expect(page.getByText('There is no tray here')).toHaveCount(0);
  await window.open(scenario('conflicts'));
  await expect(page.getByText('The recovery kit is not kept yet')).toBeVisible();
  await expect(page.getByText('There is no tray here')).toHaveCount(0);
  await page.evaluate(() => localStorage.clear());
});

test('with reduced motion nothing turns or slides', async ({ window }) => {
  const { page } = window;
  const longest = () =>
    page.evaluate(() =>
      Math.max(
        0,
        ...document
          .getAnimations()
          .map((animation) => Number(animation.effect?.getComputedTiming().endTime ?? 0)),
      ),
    );
  await window.open(scenario('syncing'), { reducedMotion: false });
  await expect(page.getByText('312 of 412').first()).toBeVisible();
  expect(await longest()).toBe(Infinity);
  await window.look({ reducedMotion: true });
  await expect.poll(longest).toBeLessThan(10);
});

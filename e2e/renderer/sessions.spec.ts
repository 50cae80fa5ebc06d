/** The list of sessions: ten thousand of them, by keyboard, while it changes, and when something is wrong. */
import type { Locator, Page } from '@playwright/test';
import { AppError } from '../../src/shared/errors.ts';
import { never } from './fake-main.ts';
import { FakeSessions, idOf, makeRow } from './fixtures/sessions.ts';
import { NOW } from './fixtures/states.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

const tree = (page: Page): Locator => page.getByRole('tree');
const cursor = async (page: Page): Promise<string> => {
  const id = await tree(page).getAttribute('aria-activedescendant');
  return (await page.locator(`[id="${id ?? ''}"]`).textContent()) ?? '';
};
const search = (page: Page): Locator => page.getByRole('textbox', { name: 'Search all sessions' });

test.describe('ten thousand sessions', () => {
  const many = new FakeSessions(10_000, 40);

  test('are shown by project, and only those in sight are drawn and asked for', async ({ window }) => {
    const { page } = window;
    const main = await window.open(scenario('safe', many.answers()), { at: 'sessions' });
    await expect(page.getByText('10,000 sessions in 40 projects')).toBeVisible();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(60);
    const first = page.getByRole('treeitem').first();
    await expect(first).toHaveAttribute('aria-level', '1');
    await expect(first).toHaveAttribute('aria-setsize', '40');

    await tree(page).focus();
    await page.keyboard.press('End');
    const last = many.list({ filter: {}, offset: 9_999, limit: 1 }).sessions[0];
    await expect(
      page
        .getByRole('treeitem')
        .filter({ hasText: last?.summary ?? 'nothing' })
        .last(),
    ).toBeVisible();
    expect(main.called('sessions.list').length).toBeLessThan(8);
    await page.keyboard.press('Home');
    await expect.poll(() => cursor(page)).toContain('portal');
  });

  test('scroll without a gap that stays', async ({ window }) => {
    const { page } = window;
    const main = await window.open(scenario('safe', many.answers()), { at: 'sessions' });
    await expect(tree(page)).toBeVisible();
    await tree(page).hover();
    for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(0, 4_000);
    await expect(page.locator('.session-row--loading')).toHaveCount(0);
    expect(main.called('sessions.list').length).toBeLessThan(40);
  });

  test('are found while typing, and the last keystroke decides', async ({ window }) => {
    const { page } = window;
    const main = await window.open(scenario('safe', many.answers()), { at: 'sessions' });
    await expect(tree(page)).toBeVisible();
    await page.keyboard.press('/');
    await expect(search(page)).toBeFocused();
    await page.keyboard.type('flaky retry');
    await expect(page.getByText('The best 200 matches')).toBeVisible();
    await expect(page.locator('mark').first()).toHaveText('flaky');
    const asked = main.called('sessions.search') as { words: string }[];
    expect(asked.at(-1)?.words).toBe('flaky retry');
    await page.keyboard.press('ArrowDown');
    await expect(tree(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 2 })).toContainText('the flaky retry test');
  });
});

test('everything in the list works by keyboard alone', async ({ window }) => {
  const { page } = window;
  const some = new FakeSessions(40, 4);
  await window.open(scenario('safe', some.answers()), { at: 'sessions' });
  await expect(tree(page)).toBeVisible();
  await tree(page).focus();
  const [heading, ...rest] = await page.getByRole('treeitem').allTextContents();
  expect(await cursor(page)).toBe(heading);
  await page.keyboard.press('ArrowDown');
  expect(await cursor(page)).toBe(rest[0]);
  await page.keyboard.press('ArrowLeft');
  expect(await cursor(page)).toBe(heading);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('treeitem').first()).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('treeitem').nth(1)).toHaveAttribute('aria-level', '1');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('treeitem').nth(1)).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('treeitem').nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
  await expect(tree(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.sessions__detail')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(tree(page)).toBeFocused();
  await expect(page.getByText('Choose a session')).toBeVisible();
});

test('what is chosen stays so while the list changes', async ({ window }) => {
  const { page } = window;
  const some = new FakeSessions(300, 3);
  const main = await window.open(scenario('safe', some.answers()), { at: 'sessions' });
  await tree(page).focus();
  for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowDown');
  const before = await cursor(page);
  await page.keyboard.press('Enter');
  const selected = page.locator('[role=treeitem][aria-selected=true]');
  await expect(selected).toBeVisible();
  const summary = await page.getByRole('heading', { level: 2 }).textContent();
  const place = await selected.evaluate((element) => Math.round(element.getBoundingClientRect().top));

  const newest = { ...makeRow(0, 3), startedAt: new Date().toISOString(), summary: 'Brand new' };
  some.rows = [1, 2, 3].map((index) => ({ ...newest, id: idOf(90_000 + index) })).concat(some.rows);
  await main.push({ type: 'changed', what: 'sessions' });
  await expect(page.getByText('303 sessions in 3 projects')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(summary ?? '');
  await expect(selected).toBeVisible();
  expect(await cursor(page)).toBe(before);
  const after = await selected.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  expect(Math.abs(after - place), 'it does not move on the screen').toBeLessThan(3);
});

test('filters narrow the list, are shown, and can be taken away', async ({ window }) => {
  const { page } = window;
  const some = new FakeSessions(300, 6);
  const main = await window.open(scenario('safe', some.answers()), { at: 'sessions' });
  await expect(page.getByText('300 sessions in 6 projects')).toBeVisible();
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Device').selectOption('desktop_c3d4e5f6');
  await page.getByLabel('State').selectOption('synced');
  await page.getByLabel('Date', { exact: true }).selectOption('week');
  await expect(page.getByRole('button', { name: 'Filters (3)' })).toBeVisible();
  await expect
    .poll(() => main.called('sessions.list').at(-1))
    .toMatchObject({
      filter: { device: 'desktop_c3d4e5f6', state: ['synced'], from: expect.any(Number) },
    });
  await page.getByRole('button', { name: 'Remove filter: Device: desktop' }).click();
  await expect(page.getByRole('button', { name: 'Filters (2)' })).toBeVisible();
  await page.getByLabel('Date', { exact: true }).selectOption('between');
  await page.getByLabel('From').fill('2001-01-01');
  await page.getByLabel('Until').fill('2001-01-02');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all sessions' }).click();
  await expect(page.getByText('300 sessions in 6 projects')).toBeVisible();
});

test('a project can be kept on this device only', async ({ window }) => {
  const { page } = window;
  const some = new FakeSessions(40, 4);
  const main = await window.open(
    scenario('safe', { ...some.answers(), 'sessions.keepHere': { stillInBucket: 2 } }),
    { at: 'sessions' },
  );
  await page.getByRole('treeitem').first().click();
  await page.getByRole('switch', { name: 'Keep this project on this device only' }).click();
  await expect(page.getByText('2 copies stay in the bucket')).toBeVisible();
  expect(main.called('sessions.keepHere')).toEqual([{ of: { project: '/home/ada/work/portal' }, on: true }]);
});

test('what was deleted can be brought back', async ({ window }) => {
  const { page } = window;
  const deleted = {
    id: 'mem_gone',
    summary: 'Draft the release notes',
    projectName: 'portal',
    device: 'laptop_a1b2c3d4',
    deviceName: 'laptop',
    deletedAt: new Date(NOW).toISOString(),
    undoUntil: NOW,
  };
  const nameless = { ...deleted, id: 'mem_nameless', summary: '', projectName: '' };
  const main = await window.open(
    scenario('safe', {
      ...new FakeSessions(3).answers(),
      'sessions.trash': { sessions: [deleted, nameless] },
      'sessions.undelete': {},
    }),
    { at: 'sessions' },
  );
  await page.getByRole('button', { name: 'Recently deleted' }).click();
  const dialog = page.getByRole('dialog', { name: 'Recently deleted' });
  await expect(dialog).toContainText('Draft the release notes');
  await expect(dialog).toContainText('Without a summary, 22 Nov 2026');
  await expect(dialog).not.toContainText(/mem_|_a1b2/);
  await page.getByRole('button', { name: 'Bring back: Draft the release notes' }).click();
  await expect(page.getByText('The session is back.')).toBeVisible();
  expect(main.called('sessions.undelete')).toEqual([{ id: 'mem_gone' }]);
});

test.describe('when there is nothing to list', () => {
  test('an empty vault says what would fill it', async ({ window }) => {
    await window.open(scenario('first-empty', new FakeSessions(0).answers()), { at: 'sessions' });
    await expect(window.page.getByText('No sessions yet')).toBeVisible();
  });

  test('it says that it is looking', async ({ window }) => {
    const answers = { ...new FakeSessions(0).answers(), 'sessions.list': () => never<never>() };
    await window.open(scenario('safe', answers), { at: 'sessions' });
    await expect(window.page.getByText('Looking for your sessions')).toBeVisible();
  });

  test('a failure is explained, and trying again helps', async ({ window }) => {
    const { page } = window;
    const some = new FakeSessions(5);
    let failing = true;
    await window.open(
      scenario('safe', {
        ...some.answers(),
        'sessions.list': (request) => {
          if (failing) throw new AppError('STORE_BUSY');
          return some.list(request);
        },
      }),
      { at: 'sessions' },
    );
    const again = page.getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible();
    failing = false;
    await again.click();
    await expect(page.getByText('5 sessions in')).toBeVisible();
  });

  test('a search without matches says how to search', async ({ window }) => {
    const { page } = window;
    await window.open(scenario('safe', new FakeSessions(5).answers()), { at: 'sessions' });
    await search(page).fill('zebra');
    await expect(page.getByText('All words have to occur')).toBeVisible();
    await search(page).press('Escape');
    await expect(search(page)).toHaveValue('');
  });
});

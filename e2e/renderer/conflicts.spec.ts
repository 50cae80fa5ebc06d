/** Conflict review: from the list to a decision and back, also by keyboard alone, also when versions change. */
import type { Page } from '@playwright/test';
import { FakeConflicts, makeConflict, someConflicts } from './fixtures/conflicts.ts';
import { idOf } from './fixtures/sessions.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

const first = `conflicts/${encodeURIComponent(`${idOf(0)}/desktop_c3d4e5f6`)}`;
const decide = (page: Page) => page.getByRole('button', { name: /^Decide/ });

test('a conflict is shown with what differs, and both branches of the conversation', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('conflicts', someConflicts().answers()), { at: first, height: 1000 });
  await expect(page.getByRole('heading', { name: 'Fix the flaky retry test, part 0' })).toBeVisible();
  const summary = page.getByRole('region', { name: 'Summary', exact: true });
  await expect(summary.locator('ins')).toHaveText(' and the limiter');
  const files = page.getByRole('region', { name: 'Files changed' });
  await expect(files.locator('ins')).toHaveText(['docs/decisions.md', 'src/main/bucket/adaptive-limiter.ts']);
  await files.getByRole('button', { name: 'Show 1 entry of both' }).first().click();
  await expect(files.getByText('src/main/bucket/retrying.ts')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Archived', exact: true })).toContainText('yes');
  await expect(page.getByText('100 messages in common')).toBeVisible();
  const branch = page.getByRole('region', { name: 'Then, on laptop' });
  await expect(branch.getByText('Question 10: why does the retry test fail?')).toBeVisible();
});

test('is decided by keyboard alone, goes on to the next, and is taken back', async ({ window }) => {
  const { page } = window;
  const conflicts = someConflicts();
  const main = await window.open(scenario('conflicts', conflicts.answers()), { at: 'conflicts' });
  await page.getByRole('link', { name: 'Fix the flaky retry test, part 0' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 5')).toBeVisible();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByText('2 of 5')).toBeVisible();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByText('1 of 5')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  expect(main.called('conflicts.resolve'), 'nothing was chosen').toEqual([]);
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: 'Keep desktop’s' })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Kept the other version.')).toBeVisible();
  await expect(page.getByText('1 of 4')).toBeVisible();
  expect(main.called('conflicts.resolve')).toEqual([
    {
      session: idOf(0),
      device: 'desktop_c3d4e5f6',
      keep: 'remote',
      seen: { local: 'local-0', remote: 'remote-0' },
    },
  ]);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('The conflict is open again.')).toBeVisible();
  await main.push({ type: 'changed', what: 'conflicts' });
  await expect(page.getByText('2 of 5')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Fix the flaky retry test, part 0' })).toBeVisible();
});

test('notes are put together field by field, with a preview', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('conflicts', someConflicts().answers()), { at: first });
  await page.getByText('Put together', { exact: true }).click();
  const preview = page.getByRole('region', { name: 'How it will read' });
  await expect(preview).toContainText('Fix the flaky retry test');
  const summary = page.getByRole('group', { name: 'Summary' });
  await expect(summary.getByRole('radio', { name: 'laptop' })).toBeChecked();
  await expect(
    page.getByRole('group', { name: 'Files changed' }).getByRole('radio', { name: 'Both together' }),
  ).toBeChecked();
  await summary.getByRole('radio', { name: 'laptop' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(preview.getByText('Fix the flaky retry test and the limiter')).toBeVisible();
  await decide(page).click();
  await expect(page.getByText('Put both versions together.')).toBeVisible();
  expect(main.called('conflicts.resolve')[0]).toMatchObject({
    keep: {
      merged: {
        summary: 'remote',
        description: 'local',
        tasks: 'union',
        filesModified: 'union',
        tokensUsed: 'local',
      },
    },
  });
});

test('a version that changed meanwhile is shown anew, and nothing is overwritten', async ({ window }) => {
  const { page } = window;
  const conflicts = someConflicts();
  const main = await window.open(scenario('conflicts', conflicts.answers()), { at: first });
  await page.getByText('Keep laptop’s').click();
  conflicts.changeRemote(0);
  await decide(page).click();
  await expect(page.getByText('This conflict changed while you looked')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Version of desktop' })).toContainText('7 edits');
  expect(conflicts.open).toHaveLength(5);
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  await page.getByText('Keep laptop’s').click();
  await decide(page).click();
  await expect(page.getByText('Kept this device’s version.')).toBeVisible();
  expect(main.called('conflicts.resolve').at(-1)).toMatchObject({
    seen: { local: 'local-0', remote: 'newer-0' },
  });
});

test('a change that is pushed while somebody looks is said at once', async ({ window }) => {
  const { page } = window;
  const conflicts = someConflicts();
  const main = await window.open(scenario('conflicts', conflicts.answers()), { at: first });
  await page.getByText('Keep laptop’s').click();
  conflicts.changeRemote(0);
  await main.push({ type: 'changed', what: 'conflicts' });
  await expect(page.getByText('This conflict changed while you looked')).toBeVisible();
  await expect(decide(page)).toHaveAttribute('aria-disabled', 'true');
});

test('one that is decided elsewhere says so', async ({ window }) => {
  const { page } = window;
  const conflicts = someConflicts();
  const main = await window.open(scenario('conflicts', conflicts.answers()), { at: first });
  await expect(decide(page)).toBeVisible();
  conflicts.open = conflicts.open.slice(1);
  await main.push({ type: 'changed', what: 'conflicts' });
  await expect(page.getByText('This conflict is no more')).toBeVisible();
});

test('all of a kind are decided at once; those that changed stay open', async ({ window }) => {
  const { page } = window;
  const conflicts = someConflicts();
  const main = await window.open(scenario('conflicts', conflicts.answers()), { at: 'conflicts' });
  await page.getByRole('button', { name: 'Decide all 3 …' }).click();
  await page.getByText('Keep both', { exact: true }).click();
  conflicts.changeRemote(3);
  await page.getByRole('button', { name: 'Apply to 3 sessions' }).click();
  await expect(page.getByText('2 conflicts decided.')).toBeVisible();
  await expect(page.getByText('1 conflict stays open')).toBeVisible();
  expect(conflicts.open.map(({ session }) => session)).toEqual([0, 3, 4].map(idOf));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('2 conflicts are open again.')).toBeVisible();
  expect(main.called('conflicts.undo')).toHaveLength(1);
});

test('keeping both leads to the second session, and the decision can be sent at once', async ({ window }) => {
  const { page } = window;
  const only = new FakeConflicts([makeConflict(0, 'both')]);
  const main = await window.open(scenario('conflicts', only.answers()), { at: `conflicts/${idOf(0)}` });
  await page.getByText('Keep both', { exact: true }).click();
  await decide(page).click();
  await expect(page.getByText('Nothing to decide')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show the second session' })).toBeVisible();
  await page.getByRole('button', { name: 'Send it now' }).click();
  await expect(page.getByText('The decision is on its way.')).toBeVisible();
  expect(main.called('conflicts.send')).toHaveLength(1);
});

test('narrow windows stack the two sides', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('conflicts', someConflicts().answers()), { at: first, width: 640, height: 600 });
  const [mine, theirs] = await Promise.all(
    ['laptop', 'desktop'].map((name) =>
      page.getByRole('region', { name: `Version of ${name}` }).boundingBox(),
    ),
  );
  expect(theirs!.y).toBeGreaterThan(mine!.y + mine!.height - 1);
  await window.resize(1200, 800);
  const beside = await page.getByRole('region', { name: 'Version of desktop' }).boundingBox();
  expect(beside!.x).toBeGreaterThan(500);
});

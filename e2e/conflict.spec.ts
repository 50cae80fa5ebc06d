/** A conversation that went on on two computers: found, compared, decided, taken back, decided again, and carried over. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, standing, test, type Computer } from './computer.ts';

const TITLE = /Fix the parser/;

async function openSession(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('treeitem', { name: TITLE }).click();
  await expect(page.getByRole('heading', { level: 2, name: TITLE })).toBeVisible();
}

/** By its key; pressed again where the list was just read anew. */
async function choose(page: Page, key: string, name: string): Promise<void> {
  const radio = page.getByRole('radio', { name });
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(radio).toBeChecked({ timeout: 500 });
  }).toPass();
}

/** The session that came from the laptop is resumed on the desk. */
async function resumeHere(desk: Computer): Promise<void> {
  const { page } = desk;
  const project = path.join(desk.home, 'projects', 'demo');
  await mkdir(project, { recursive: true });
  await openSession(page);
  await page.getByRole('button', { name: 'Resume on this computer' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The project is not found on this device');
  await desk.choose(project);
  await dialog.getByRole('button', { name: 'Choose the folder …' }).click();
  await dialog.getByRole('button', { name: 'Make it ready' }).click();
  await expect(dialog.getByText('Ready', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('claude --resume');
  await desk.screenshot('conflict-resumed');
  await dialog.getByRole('button', { name: 'Done' }).click();
}

test('from the bucket to the decision, by keyboard, and back on the first device', async ({
  computer,
  server,
}) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await laptop.talk(1);
  const first = await laptop.setUp(server);
  await expect(standing(first, 'Your session is safe.')).toBeVisible();
  const second = await desk.setUp(server);
  await expect(standing(second, 'Your session is safe.')).toBeVisible();
  await resumeHere(desk);

  await laptop.talkOn(1, 'On the laptop we turn left');
  await laptop.sync('Your session is safe.');
  await desk.talkOn(1, 'On the desk we turn right');
  await desk.sync('1 session has two versions. Both are kept until you decide.');
  await desk.screenshot('conflict-overview');
  await second.getByRole('button', { name: 'Decide' }).click();
  await expect(second.getByRole('heading', { level: 1, name: 'Conflicts' })).toBeVisible();
  await second.getByRole('link', { name: TITLE }).focus();
  await second.keyboard.press('Enter');
  await expect(second.getByRole('region', { name: 'Then, on laptop' })).toContainText(
    'On the laptop we turn left',
  );
  await expect(second.getByRole('region', { name: 'Then, on desk' })).toContainText(
    'On the desk we turn right',
  );
  await desk.screenshot('conflict-review');
  await choose(second, '2', 'Keep laptop’s');
  await second.keyboard.press('Control+Enter');
  await expect(second.getByText('Kept the other version.')).toBeVisible();
  await expect(second.getByText('Nothing to decide')).toBeVisible();

  // Second thoughts.
  await second.getByRole('button', { name: 'Undo' }).focus();
  await second.keyboard.press('Enter');
  await expect(second.getByText('The conflict is open again.')).toBeVisible();
  await second.getByRole('link', { name: TITLE }).focus();
  await second.keyboard.press('Enter');
  await expect(second.getByRole('region', { name: 'Then, on desk' })).toBeVisible();
  await choose(second, '1', 'Keep desk’s');
  await second.keyboard.press('Control+Enter');
  await expect(second.getByText('Kept this device’s version.')).toBeVisible();
  await desk.screenshot('conflict-decided');
  await second.getByRole('button', { name: 'Send it now' }).click();
  await expect(second.getByText('The decision is on its way.')).toBeVisible();
  await second.getByRole('link', { name: 'Overview' }).click();
  await expect(standing(second, 'Your session is safe.')).toBeVisible();

  await laptop.sync('Your session is safe.');
  for (const { page } of [laptop, desk]) {
    await openSession(page);
    await expect(page.getByText('Answered: On the desk we turn right')).toBeVisible();
    await expect(page.getByText('Answered: On the laptop we turn left')).toHaveCount(0);
  }
  await laptop.screenshot('conflict-arrived');
  // The version that gave way is not lost either.
  await second.getByRole('button', { name: 'Recently deleted' }).click();
  await expect(second.getByRole('dialog')).toContainText('Fix the parser, part 1');
});

test('keeping both makes two sessions on every device', async ({ computer, server }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await laptop.talk(1);
  const first = await laptop.setUp(server);
  await expect(standing(first, 'Your session is safe.')).toBeVisible();
  const second = await desk.setUp(server);
  await expect(standing(second, 'Your session is safe.')).toBeVisible();
  await resumeHere(desk);
  await desk.talkOn(1, 'On the desk we turn right');
  await desk.sync('Your session is safe.');
  await laptop.talkOn(1, 'On the laptop we turn left');
  await laptop.sync('1 session has two versions.');
  await openSession(first);
  await first.getByRole('button', { name: 'Compare and decide' }).click();
  await expect(first.getByRole('region', { name: 'Then, on laptop' })).toBeVisible();
  await choose(first, '3', 'Keep both');
  await first.keyboard.press('Control+Enter');
  await expect(first.getByText('Kept both versions.')).toBeVisible();
  await first.getByRole('button', { name: 'Send it now' }).click();
  await first.getByRole('link', { name: 'Overview' }).click();
  await expect(standing(first, 'All 2 sessions are safe.')).toBeVisible();
  await desk.sync('All 2 sessions are safe.');
  await second.getByRole('link', { name: 'Sessions' }).click();
  await expect(second.getByText('2 sessions in', { exact: false })).toBeVisible();
  for (const page of [first, second]) {
    await page.getByRole('link', { name: 'Sessions' }).click();
    const said = new Set<string>();
    const rows = page.getByRole('treeitem', { name: TITLE });
    await expect(rows).toHaveCount(2);
    for (const row of await rows.all()) {
      await row.click();
      await expect(row).toHaveAttribute('aria-selected', 'true');
      const answer = page.getByRole('tabpanel').getByText(/^Answered: /);
      await expect(answer).not.toHaveText([...said].at(-1) ?? '');
      said.add(await answer.innerText());
    }
    expect([...said].sort()).toEqual([
      'Answered: On the desk we turn right',
      'Answered: On the laptop we turn left',
    ]);
  }
  await desk.screenshot('conflict-both');
});

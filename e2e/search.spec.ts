/** Sessions of another computer: found by their words, read, and taken out as a file. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, standing, test } from './computer.ts';

test('a session of another computer is found, read and exported', async ({ computer, server }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await laptop.talk(1, 'Explain the borrow checker');
  await laptop.talk(2, 'Port the scanner to Rust');
  await laptop.talkOn(2, 'Which crate reads barcodes, zxing or rxing?');
  const page = await laptop.setUp(server);
  await expect(standing(page, 'All 2 sessions are safe.')).toBeVisible();

  const other = await desk.setUp(server);
  await expect(standing(other, 'All 2 sessions are safe.')).toBeVisible();
  await other.keyboard.press('Control+k');
  const field = other.getByRole('textbox', { name: 'Search all sessions' });
  await expect(field).toBeFocused();
  await other.keyboard.type('borrow che');
  await expect(other.getByText('1 match', { exact: true })).toBeVisible();
  await expect(other.getByRole('treeitem', { name: /Explain the borrow checker/ })).toBeVisible();

  // Words that stand in no summary, but in the last messages.
  await field.fill('barcodes');
  const row = other.getByRole('treeitem', { name: /Port the scanner/ });
  await expect(row).toBeVisible();
  await field.press('ArrowDown');
  await other.keyboard.press('Enter');
  await expect(other.getByRole('heading', { level: 2, name: 'Port the scanner to Rust' })).toBeVisible();
  await other.getByRole('tab', { name: 'Conversation' }).click();
  await expect(other.getByText('Which crate reads barcodes, zxing or rxing?', { exact: true })).toBeVisible();
  await expect(other.getByText('Done, with a test.')).toBeVisible();
  await desk.screenshot('search-conversation');
  await other.getByRole('tab', { name: 'Where it is' }).click();
  await expect(other.getByRole('list', { name: 'Where it is' })).toContainText('laptop');

  const file = path.join(desk.home, 'session.md');
  await desk.choose(file);
  await other.getByRole('button', { name: 'More' }).click();
  await other.getByRole('menuitem', { name: /as Markdown/ }).click();
  await expect(other.getByText(`Exported to ${file}`)).toBeVisible();
  const text = await readFile(file, 'utf8');
  expect(text).toContain('Which crate reads barcodes, zxing or rxing?');
  expect(text).toContain('Done, with a test.');

  await field.fill('nowhere to be found');
  await expect(other.getByText('Nothing matches')).toBeVisible();
});

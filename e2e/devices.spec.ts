/** Devices of a vault: named, put aside, and taken away with all they keep. */
import { expect, standing, test } from './computer.ts';

test('a device is renamed, retired and brought back; its sessions stay', async ({ computer, server }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await desk.talk(1);
  const second = await desk.setUp(server);
  await expect(standing(second, 'Your session is safe.')).toBeVisible();
  const page = await laptop.setUp(server);
  await expect(standing(page, 'Your session is safe.')).toBeVisible();

  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('article', { name: 'desk' }).getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('the red one');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The device is called the red one now.')).toBeVisible();
  const red = page.getByRole('article', { name: 'the red one' });
  await expect(red).toBeVisible();
  await laptop.screenshot('devices-renamed');
  await laptop.sync('Your session is safe.');
  await desk.sync('Your session is safe.');
  await second.getByRole('link', { name: 'Devices' }).click();
  await expect(second.getByRole('article', { name: 'the red one' })).toContainText('this device');
  await desk.quit();

  await page.getByRole('link', { name: 'Devices' }).click();
  await red.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Retire' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByText('the red one is retired. Its sessions stay.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Retired' }).getByRole('article')).toHaveCount(1);
  await laptop.screenshot('devices-retired');
  await laptop.sync('Your session is safe.');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('treeitem', { name: /Fix the parser/ }).click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByText('Done, with a test.')).toBeVisible();

  // Somebody uses it once more.
  await desk.talk(2);
  await desk.start();
  await desk.sync('All 2 sessions are safe.');
  await laptop.sync('All 2 sessions are safe.');
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page.getByRole('list', { name: 'Devices', exact: true }).getByRole('article')).toHaveCount(2);
  await expect(page.getByRole('list', { name: 'Retired' })).toHaveCount(0);
});

test('a device is removed with its data only by its typed name', async ({ computer, server }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await desk.talk(1);
  await laptop.talk(2, 'Port the scanner');
  await expect(standing(await desk.setUp(server), 'Your session is safe.')).toBeVisible();
  await desk.quit();
  const page = await laptop.setUp(server);
  await expect(standing(page, 'All 2 sessions are safe.')).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).click();
  const card = page.getByRole('article', { name: 'desk' });
  await card.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove with its data' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 session is kept by no other device and will be gone for good');
  await expect(dialog).toContainText('Fix the parser, part 1');
  await laptop.screenshot('devices-remove');
  const remove = dialog.getByRole('button', { name: 'Remove with its data' });
  const name = dialog.getByRole('textbox', { name: 'Type desk to confirm' });
  await name.fill('laptop');
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(dialog.getByText('That is not desk.')).toBeVisible();
  expect((await server.objects()).some((key) => key.startsWith('sessions/desk/'))).toBe(true);
  await name.fill('desk');
  await remove.click();
  await expect(page.getByText(/desk is removed; \d+ objects? deleted\./)).toBeVisible();
  await expect(card).toHaveCount(0);
  expect((await server.objects()).filter((key) => key.includes('desk'))).toEqual([]);
  await laptop.sync('Your session is safe.');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await expect(page.getByRole('treeitem', { name: /Port the scanner/ })).toBeVisible();
  await expect(page.getByRole('treeitem', { name: /Fix the parser/ })).toHaveCount(0);
  await laptop.screenshot('devices-removed');
});

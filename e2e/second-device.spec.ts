/** A second device: by pairing code over the clipboard, and by the recovery kit when the first is lost. */
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, standing, test } from './computer.ts';
import { setUpFolder } from './device.ts';
import { emptyKeychain, inKeychain } from './keychain.ts';
import { answerServer, finish, keepKit, next, reachServer, step } from './wizard.ts';

test.beforeEach(emptyKeychain);

/** Makes a pairing code and copies it. @returns the one-time code, as it is read off the screen */
async function offer(page: Page): Promise<string> {
  await page
    .getByRole('button', { name: /^Add (another|a) device$/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Make a pairing code' }).click();
  await expect(page.getByRole('img', { name: 'QR code with the pairing text' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy: The same as text' }).click();
  await page.getByRole('button', { name: 'Show the one-time code' }).click();
  return page.locator('output').innerText();
}

async function takeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Paste text or picture' }).click();
  await expect(page.getByLabel('Pairing code of the other device')).toHaveValue(/.{40,}/);
  await page.getByRole('textbox', { name: 'One-time code' }).fill(code);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
}

test('joins by pairing code: nothing else is typed, and both have all sessions', async ({
  computer,
  server,
}) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await laptop.talk(1, 'Explain the borrow checker');
  const page = await laptop.start();
  await reachServer(page, server);
  await next(page).click();
  await laptop.choose(path.join(laptop.home, 'kit.cc-sessions-kit'));
  await keepKit(page);
  await finish(page, 'laptop');
  const code = await offer(page);
  await laptop.screenshot('pairing-offer');

  await desk.talk(2, 'Port the scanner');
  const other = await desk.start();
  await other.getByRole('button', { name: 'Join with a pairing code' }).click();
  await takeCode(other, 'AAAA-AAAA-AAAA');
  await expect(other.getByText('The one-time code does not fit')).toBeVisible();
  await desk.screenshot('pairing-wrong-code');
  expect(await desk.read('setup-draft.json'), 'nothing was taken over').not.toContain(server.endpoint);
  await takeCode(other, code);
  await expect(other.getByText('Everything works.')).toBeVisible();
  await next(other).click();
  await expect(other.getByText('The key fits this place')).toBeVisible();
  await next(other).click();
  await finish(other, 'desk');
  await expect(other.getByText('1 session up', { exact: false })).toContainText('1 session down');
  await other.getByRole('button', { name: 'To the overview' }).click();
  await expect(standing(other, 'All 2 sessions are safe.')).toBeVisible();

  const kept = await inKeychain();
  expect(kept.get('encryption-key'), 'one entry for each home').toHaveLength(2);
  expect(new Set(kept.get('encryption-key')).size, 'the same key').toBe(1);
  expect(await desk.read('config.yml')).not.toContain(server.credentials.secretAccessKey);

  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(standing(page, 'All 2 sessions are safe.')).toBeVisible();
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('treeitem', { name: /Port the scanner/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Port the scanner' })).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page.getByRole('article', { name: 'desk' })).toContainText('Linux');
  await expect(page.getByRole('article', { name: 'laptop' })).toContainText('this device');
  await laptop.screenshot('pairing-both-devices');
});

test('a folder that stands elsewhere on the other device is pointed at, and the code goes on', async ({
  computer,
}) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  const folder = path.join(laptop.home, 'mounted', 'safe');
  await laptop.talk(1);
  await setUpFolder(laptop.home, folder);
  const page = await laptop.start();
  await expect(standing(page, 'Your session is safe.')).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).click();
  const code = await offer(page);
  // The same drive, mounted at another place.
  const elsewhere = path.join(desk.home, 'media', 'safe');
  await mkdir(path.dirname(elsewhere), { recursive: true });
  await rename(folder, elsewhere);

  const other = await desk.start();
  await other.getByRole('button', { name: 'Join with a pairing code' }).click();
  await takeCode(other, code);
  await other.getByRole('button', { name: 'Change the answers' }).click();
  await desk.choose(elsewhere);
  await other.getByRole('button', { name: 'Choose a folder' }).click();
  await next(other).click();
  await expect(other.getByText('Everything works.')).toBeVisible();
  await next(other).click();
  await expect(other.getByText('The key fits this place')).toBeVisible();
  await desk.screenshot('pairing-folder-elsewhere');
  await next(other).click();
  await finish(other, 'desk');
  await expect(other.getByText('1 session down')).toBeVisible();
});

test('a new computer gets everything back by the recovery kit alone', async ({ computer, server }) => {
  const [lost, fresh] = [await computer('lost'), await computer('fresh')];
  const kit = path.join(fresh.home, 'kit.cc-sessions-kit');
  await lost.talk(1, 'Explain the borrow checker');
  const page = await lost.start();
  await reachServer(page, server);
  await next(page).click();
  await lost.choose(kit);
  await keepKit(page);
  await finish(page, 'lost');
  await lost.quit();
  await emptyKeychain();

  const other = await fresh.start();
  await other.getByRole('button', { name: 'Set up sync' }).click();
  await fresh.choose(kit);
  await other.getByRole('button', { name: 'Open a recovery kit' }).click();
  // The kit knows the place, and not the credentials for it.
  await expect(step(other, /^The connection to/)).toBeVisible();
  await expect(other.getByLabel('Bucket', { exact: true })).toHaveValue('cc-sessions');
  await expect(other.getByLabel('Endpoint', { exact: true })).toHaveValue(server.endpoint);
  await fresh.screenshot('kit-opened');
  await answerServer(other, server);
  await next(other).click();
  await expect(other.getByText('Everything works.')).toBeVisible();
  await next(other).click();
  await expect(other.getByText('The key fits this place')).toBeVisible();
  await next(other).click();
  await finish(other, 'fresh');
  await expect(other.getByText('1 session down')).toBeVisible();
});

test('the kit opened where a key is asked for is held against the place', async ({ computer, server }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  const kit = path.join(laptop.home, 'kit.cc-sessions-kit');
  await laptop.talk(1);
  const page = await laptop.start();
  await reachServer(page, server);
  await next(page).click();
  await laptop.choose(kit);
  await keepKit(page);
  await finish(page, 'laptop');

  const other = await desk.start();
  await reachServer(other, server);
  await expect(step(other, 'Join what is there')).toBeVisible();
  await other.getByRole('radio', { name: /^Recovery kit/ }).check();
  await desk.choose(kit);
  await other.getByRole('button', { name: 'Open a recovery kit' }).click();
  await expect(other.getByText('The key fits this place')).toBeVisible();
  await other.getByRole('button', { name: 'Choose another way' }).click();
  // The pairing code serves as well, and keeps the answers that were typed.
  const code = await offer(page);
  await other.getByRole('radio', { name: /^Pairing code/ }).check();
  await takeCode(other, code);
  await expect(other.getByText('The key fits this place')).toBeVisible();
  await next(other).click();
  await finish(other, 'desk');
  await expect(other.getByText('1 session down')).toBeVisible();
});

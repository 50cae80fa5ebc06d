/** The set-up for a folder: no accounts, no keys of a provider; and the passphrase as a way in for a second computer. */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, standing, test } from './computer.ts';
import { sessionsIn } from './device.ts';
import { emptyKeychain, inKeychain } from './keychain.ts';
import { back, begin, choosePlace, finish, keepKit, next, step } from './wizard.ts';

const PASSPHRASE = 'plum hinge orbit cellar';

test.beforeEach(emptyKeychain);

test('a folder on a drive is chosen, made and filled, and joined by the passphrase', async ({ computer }) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  const folder = path.join(laptop.home, 'drive', 'safe place');
  await laptop.talk(1);
  const page = await laptop.start();
  await begin(page);
  await choosePlace(page, /A folder/);
  await next(page).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  const field = page.getByLabel('Folder', { exact: true });
  await field.fill('drive/safe place');
  await expect(page.getByText('Give the whole path of the folder.')).toBeVisible();
  await laptop.choose(folder);
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(field).toHaveValue(folder);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await laptop.screenshot('setup-folder-test');
  await next(page).click();
  await page.getByRole('radio', { name: /passphrase opens/ }).check();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same once more', { exact: true }).fill(PASSPHRASE);
  await next(page).click();
  await laptop.choose(path.join(laptop.home, 'kit.txt'));
  await keepKit(page);
  // A wrong turn, and back: the kit stays kept, the key the same.
  await back(page).click();
  await expect(page.getByRole('checkbox', { name: /I have kept it/ })).toBeChecked();
  await next(page).click();
  await finish(page, 'laptop');
  await expect(page.getByText('1 session up')).toBeVisible();
  await laptop.screenshot('setup-folder-done');
  expect(await sessionsIn(folder)).toHaveLength(1);
  expect((await inKeychain()).get('secret-access-key'), 'a folder has no password').toBeUndefined();

  // The drive is seen by the other computer at another place.
  await desk.talk(2);
  const other = await desk.start();
  await begin(other);
  await choosePlace(other, /A folder/);
  await other.getByLabel('Folder', { exact: true }).fill(folder);
  await next(other).click();
  await expect(other.getByText('Everything works.')).toBeVisible();
  await next(other).click();
  await expect(step(other, 'Join what is there')).toBeVisible();
  await expect(other.getByText(/^Devices: \S+_[0-9a-f]{8}\.$/)).toBeVisible();
  const phrase = other.getByLabel('Passphrase', { exact: true });
  await phrase.fill('plum hinge orbit celler');
  await next(other).click();
  await expect(other.getByRole('alert')).toContainText('passphrase');
  await desk.screenshot('setup-folder-wrong-passphrase');
  await phrase.fill(PASSPHRASE);
  await next(other).click();
  await finish(other, 'desk');
  await expect(other.getByText('1 session up', { exact: false })).toContainText('1 session down');
  await other.getByRole('button', { name: 'To the overview' }).click();
  await expect(standing(other, 'All 2 sessions are safe.')).toBeVisible();
});

test('a folder that cannot be is said, and the wizard goes on with another', async ({ computer }) => {
  const laptop = await computer('laptop');
  const page = await laptop.start();
  await begin(page);
  await choosePlace(page, /A folder/);
  const field = page.getByLabel('Folder', { exact: true });
  for (const [wrong, said] of [
    ['/proc/nothing-here', 'is not there'],
    ['/usr/share/safe', 'Your user account may not'],
    ['/etc/hostname', 'is a file'],
  ] as const) {
    await field.fill(wrong);
    await next(page).click();
    await expect(page.getByText(said)).toBeVisible();
    await laptop.screenshot(`setup-folder-${path.basename(wrong)}`);
    await page.getByRole('button', { name: 'Change the answers' }).click();
  }
  const folder = path.join(laptop.home, 'folder');
  await mkdir(folder);
  await field.fill(folder);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  const left = await readdir(folder, { recursive: true, withFileTypes: true });
  expect(
    left.filter((entry) => entry.isFile()),
    'the test leaves no file behind',
  ).toEqual([]);
});

/** The set-up for a server of one's own: from the first start to safety, with wrong turns and a break. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, standing, test } from './computer.ts';
import { emptyKeychain, inKeychain } from './keychain.ts';
import {
  answerServer,
  back,
  begin,
  choosePlace,
  finish,
  keepKit,
  next,
  reachServer,
  step,
} from './wizard.ts';

test.beforeEach(emptyKeychain);

test('leads from the first start to safety; key and secret lie in the keychain', async ({
  computer,
  server,
}) => {
  const laptop = await computer('laptop');
  await laptop.talk(1);
  await laptop.talk(2);
  const page = await laptop.start();
  await expect(page.getByText('2 sessions of your coding agents are on this computer only.')).toBeVisible();
  await reachServer(page, server);
  await expect(page.getByRole('radio', { name: /^Make a key Kept/ })).toBeChecked();
  await next(page).click();
  const kit = path.join(laptop.home, 'kit.cc-sessions-kit');
  await laptop.choose(kit);
  await keepKit(page);
  expect(await laptop.read('config.yml'), 'nothing is written before the last step').toBe('');
  expect(await server.objects()).toEqual([]);
  await finish(page, 'studio');
  await expect(page.getByText('2 sessions up', { exact: false })).toBeVisible();
  await laptop.screenshot('setup-s3-done');

  const key = /^Key\s+([0-9a-f]{64})$/m.exec(await readFile(kit, 'utf8'))?.[1] ?? 'no key in the kit';
  expect((await stat(kit)).mode & 0o777).toBe(0o600);
  const kept = await inKeychain();
  expect(kept.get('encryption-key')).toEqual([key]);
  expect(kept.get('secret-access-key')).toEqual([server.credentials.secretAccessKey]);
  expect(kept.get('setup-draft'), 'the answers are forgotten').toBeUndefined();
  const config = await laptop.read('config.yml');
  expect(config).toContain(server.endpoint);
  expect(config).not.toContain(key);
  expect(config).not.toContain(server.credentials.secretAccessKey);
  expect((await server.objects()).filter((name) => name.startsWith('sessions/'))).toHaveLength(2);

  await page.getByRole('button', { name: 'To the overview' }).click();
  await expect(standing(page, 'All 2 sessions are safe.')).toBeVisible();
  await expect(page.getByText('The recovery kit is not kept yet')).toHaveCount(0);
  await laptop.screenshot('setup-s3-overview');

  // Only the keychain knows the key now: the next start finds it there.
  const again = await laptop.restart();
  await laptop.talk(3);
  await again.getByRole('button', { name: 'Sync now' }).click();
  await expect(standing(again, 'All 3 sessions are safe.')).toBeVisible();
});

test('goes on where it was left, also after the app was ended in the middle', async ({
  computer,
  server,
}) => {
  const laptop = await computer('laptop');
  let page = await laptop.start();
  await begin(page);
  await choosePlace(page, /Another S3-compatible server/);
  await answerServer(page, server, { secretAccessKey: '' });
  await expect.poll(() => laptop.read('setup-draft.json')).toContain(server.credentials.accessKeyId);
  page = await laptop.restart();
  await page.getByRole('button', { name: 'Go on with the set-up' }).click();
  await expect(page.getByLabel('Endpoint', { exact: true })).toHaveValue(server.endpoint);
  await page.getByLabel('Secret key', { exact: true }).fill(server.credentials.secretAccessKey);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await next(page).click();
  await page.getByRole('radio', { name: /passphrase opens/ }).check();
  await page.getByLabel('Passphrase', { exact: true }).fill('plum hinge orbit cellar');
  await page.getByLabel('The same once more', { exact: true }).fill('plum hinge orbit cellar');
  await next(page).click();
  await expect(step(page, 'Keep the recovery kit')).toBeVisible();
  const fingerprint = await page
    .getByText(/^[0-9a-f]{4}[ -]?[0-9a-f]/)
    .first()
    .textContent();

  page = await laptop.restart();
  await page.getByRole('button', { name: 'Go on with the set-up' }).click();
  await expect(step(page, 'Keep the recovery kit')).toBeVisible();
  await expect(page.getByText(fingerprint ?? 'none')).toBeVisible();
  await laptop.screenshot('setup-s3-resumed');
  await back(page).click();
  await expect(page.getByText('A new key is ready')).toBeVisible();
  await next(page).click();
  await page.getByRole('button', { name: 'Later, remind me' }).click();
  await finish(page, 'studio');
  await expect(page.getByText('The recovery kit is not kept yet')).toBeVisible();
  await page.getByRole('button', { name: 'To the overview' }).click();
  await expect(page.getByText('The recovery kit is not kept yet')).toBeVisible();
  await laptop.screenshot('setup-s3-kit-open');
});

test('two homes of one user set up at once do not mix up their answers', async ({ computer, server }) => {
  const [laptop, other] = [await computer('laptop'), await computer('other')];
  const page = await laptop.start();
  await reachServer(page, server);
  await next(page).click();
  await expect(step(page, 'Keep the recovery kit')).toBeVisible();
  const beside = await other.start();
  await begin(beside);
  await choosePlace(beside, /Another S3-compatible server/);
  await answerServer(beside, server, { secretAccessKey: 'the-secret-of-somewhere-else' });
  await expect.poll(async () => (await inKeychain()).get('setup-draft')).toHaveLength(2);
  await other.quit();
  const again = await laptop.restart();
  await again.getByRole('button', { name: 'Go on with the set-up' }).click();
  await expect(step(again, 'Keep the recovery kit')).toBeVisible();
  await again.getByRole('button', { name: 'Later, remind me' }).click();
  await finish(again, 'studio');
});

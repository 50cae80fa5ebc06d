/** What a person may get wrong: each is said in words that help, nothing is written, and the set-up goes on. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, standing, test } from './computer.ts';
import { emptyKeychain, inKeychain } from './keychain.ts';
import { KEY } from './device.ts';
import { answerServer, begin, choosePlace, finish, next, reachServer, step } from './wizard.ts';

test.beforeEach(emptyKeychain);

/** The test fails, says this, and leads back to the answers. */
async function expectRefusal(page: Page, title: string, help: string | RegExp): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: title });
  await expect(alert).toContainText(help);
  await expect(next(page)).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Change the answers' }).click();
}

test('wrong credentials, bucket and address are told apart, and corrected', async ({ computer, server }) => {
  const laptop = await computer('laptop');
  const { accessKeyId, secretAccessKey } = server.credentials;
  const page = await laptop.start();
  await begin(page);
  await choosePlace(page, /Another S3-compatible server/);
  await answerServer(page, server, { secretAccessKey: `${secretAccessKey}x` });
  await next(page).click();
  await expect(page.getByRole('button', { name: 'Change the answers' })).toBeVisible();
  await laptop.screenshot('refusal-secret');
  await expectRefusal(page, 'The access key is not valid', 'enter the secret once more, completely');

  await answerServer(page, server, { accessKeyId: secretAccessKey, secretAccessKey: accessKeyId });
  await next(page).click();
  await expectRefusal(page, 'Key id and secret are swapped', 'Swap the two');

  await answerServer(page, server, { accessKeyId: `${accessKeyId}x` });
  await next(page).click();
  await expectRefusal(page, 'The access key is not valid', 'It does not know the access key id');

  await answerServer(page, server, { bucket: 'cc-session' });
  await next(page).click();
  await expectRefusal(page, 'The bucket was not found', 'Check the name for a slip');

  await answerServer(page, server, { endpoint: 'http://127.0.0.1:9' });
  await next(page).click();
  await expect(page.getByRole('button', { name: 'Change the answers' })).toBeVisible({ timeout: 20_000 });
  await laptop.screenshot('refusal-address');
  await page.getByRole('button', { name: 'Change the answers' }).click();

  await answerServer(page, server);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  expect(await server.objects(), 'the tests leave nothing behind').toEqual([]);
  expect(await laptop.read('config.yml')).toBe('');
});

test('keys in each other’s place are seen while typing, and swapped', async ({ computer }) => {
  const laptop = await computer('laptop');
  const page = await laptop.start();
  await begin(page);
  await choosePlace(page, /Cloudflare R2/);
  const [id, secret] = ['0f'.repeat(16), 'e1'.repeat(32)];
  await page.getByLabel('Access Key ID').fill(secret);
  await page.getByLabel('Secret Access Key', { exact: true }).fill(id);
  await expect(page.getByText('Key ID and secret look swapped')).toBeVisible();
  await laptop.screenshot('refusal-swapped');
  await page.getByRole('button', { name: 'Swap them' }).click();
  await expect(page.getByLabel('Access Key ID')).toHaveValue(id);
  await expect(page.getByText('look swapped')).toHaveCount(0);
  await expect.poll(() => laptop.read('setup-draft.json')).toContain(id);
  expect(await laptop.read('setup-draft.json'), 'secrets are not in the file').not.toContain(secret);
});

test('a wrong key is refused before anything is written; the right one joins', async ({
  computer,
  server,
}) => {
  const [laptop, desk] = [await computer('laptop'), await computer('desk')];
  await laptop.talk(1);
  await expect(standing(await laptop.setUp(server), 'Your session is safe.')).toBeVisible();
  await laptop.quit();
  const before = await server.objects();

  await desk.talk(2);
  const page = await desk.start();
  await reachServer(page, server);
  await expect(step(page, 'Join what is there')).toBeVisible();
  const field = page.getByLabel('Key', { exact: true });
  await field.fill(KEY.slice(1));
  await expect(page.getByText('A key has 64 characters; this has 63.')).toBeVisible();
  await field.fill('f'.repeat(64));
  await next(page).click();
  await expect(page.getByRole('alert')).toContainText('key');
  await desk.screenshot('refusal-key');
  expect(await server.objects()).toEqual(before);
  expect(await desk.read('config.yml')).toBe('');
  expect(await readdir(path.join(desk.home))).not.toContain('device-id');
  await field.fill(KEY.toUpperCase());
  await next(page).click();
  await finish(page, 'desk');
  await expect(page.getByText('1 session up', { exact: false })).toContainText('1 session down');
});

test('a secret that stopped working is said on the overview, and changed from there', async ({
  computer,
  server,
}) => {
  const [desk, laptop] = [await computer('desk'), await computer('laptop')];
  await expect(standing(await desk.setUp(server), 'Last sync just now.')).toBeVisible();
  await desk.quit();
  await laptop.talk(1);
  const page = await laptop.setUp(server, { secretAccessKey: 'was-changed-at-the-provider' });
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The access key is not valid');
  await laptop.screenshot('refusal-overview');
  await page.getByRole('main').getByRole('button', { name: 'Open settings' }).click();
  await page.getByRole('tab', { name: 'Connection' }).click();
  await page.getByRole('button', { name: 'Change the connection' }).click();
  await page.getByLabel('Secret key', { exact: true }).fill(server.credentials.secretAccessKey);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await next(page).click();
  await expect(page.getByText('The key fits this place')).toBeVisible();
  await next(page).click();
  await expect(step(page, 'This device')).toBeVisible();
  await next(page).click();
  await page.getByRole('button', { name: 'Save and sync' }).click();
  await expect(page.getByText('1 session up')).toBeVisible();
  await laptop.screenshot('refusal-reconfigured');
  const kept = await inKeychain();
  expect(kept.get('secret-access-key'), 'the new secret went to the keychain').toEqual([
    server.credentials.secretAccessKey,
  ]);
  expect(await laptop.read('config.yml'), 'and the old one is gone').not.toContain('was-changed');
});

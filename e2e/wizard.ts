/** The set-up as a person goes through it: what is on the screen, and what is pressed and typed there. */
import { expect, type Locator, type Page } from '@playwright/test';
import { BUCKET, type Server } from './minio.ts';

export const step = (page: Page, title: string | RegExp): Locator =>
  page.getByRole('heading', { level: 2, name: title });
export const next = (page: Page): Locator => page.getByRole('button', { name: 'Continue' });
export const back = (page: Page): Locator => page.getByRole('button', { name: 'Back' });

/** From the window's first screen into the set-up, and on to the choice of a place. */
export async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up sync' }).click();
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(step(page, 'Where are your sessions to be kept?')).toBeVisible();
}

export async function choosePlace(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('radio', { name }).check();
  await next(page).click();
}

export interface ServerAnswers {
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** Types what the server's operator has told. */
export async function answerServer(page: Page, server: Server, answers: ServerAnswers = {}): Promise<void> {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const told = { bucket: BUCKET, endpoint: server.endpoint, accessKeyId, secretAccessKey, ...answers };
  await page.getByLabel('Bucket', { exact: true }).fill(told.bucket);
  await page.getByLabel('Endpoint', { exact: true }).fill(told.endpoint);
  await page.getByLabel('Access key', { exact: true }).fill(told.accessKeyId);
  await page.getByLabel('Secret key', { exact: true }).fill(told.secretAccessKey);
}

/** From the first screen to a connection that works. */
export async function reachServer(page: Page, server: Server, answers?: ServerAnswers): Promise<void> {
  await begin(page);
  await choosePlace(page, /Another S3-compatible server/);
  await answerServer(page, server, answers);
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await next(page).click();
}

/** From a new key to the device's name, with the recovery kit saved. */
export async function keepKit(page: Page): Promise<void> {
  await expect(step(page, 'Keep the recovery kit')).toBeVisible();
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await page.getByRole('checkbox', { name: /I have kept it/ }).check();
  await next(page).click();
}

/** From the device's name to the end of the first sync. */
export async function finish(page: Page, name: string): Promise<void> {
  await expect(step(page, 'This device')).toBeVisible();
  await page.getByLabel('Name of this device').fill(name);
  await next(page).click();
  await expect(step(page, 'What will be synced')).toBeVisible();
  await page.getByRole('button', { name: 'Finish and sync' }).click();
  await expect(step(page, 'Done. Your sessions are safe.')).toBeVisible();
}

/** The set-up: the whole way, wrong turns, leaving and resuming, joining, and by keyboard alone. */
import type { Page } from '@playwright/test';
import type { SetupDraft } from '../../src/shared/contract.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { Answers } from './fake-main.ts';
import { NOW } from './fixtures/states.ts';
import { MINTED, OLD_VAULT, R2_DRAFT, setupAnswers } from './fixtures/setup.ts';
import { PAGES } from './fixtures/pages.ts';
import { scenario } from './screens.ts';
import { expect, test, type AppWindow } from './window.ts';

const SECRET = 'e'.repeat(64);

const next = (page: Page) => page.getByRole('button', { name: 'Continue' });
const back = (page: Page) => page.getByRole('button', { name: 'Back' });
const title = (page: Page, name: string) => page.getByRole('heading', { level: 2, name });

async function open(window: AppWindow, draft?: Partial<SetupDraft>, more: Answers = {}, at = 'setup') {
  const whole = draft && { ...R2_DRAFT, ...draft };
  return window.open(scenario('not-set-up', setupAnswers(whole, more)), { at });
}

async function answerGuide(page: Page): Promise<void> {
  await page.getByLabel('Bucket', { exact: true }).fill('cc-sessions');
  await page.getByLabel('Account ID').fill(R2_DRAFT.accountId);
  await page.getByLabel('Access Key ID').fill(R2_DRAFT.accessKeyId);
  await page.getByLabel('Secret Access Key', { exact: true }).fill(SECRET);
}

test('leads from the greeting to safety', async ({ window }) => {
  const { page } = window;
  const main = await open(window, undefined, {
    'sync.now': async (_request, fake) => {
      await fake.patch({ setUp: true, sync: { state: 'running', since: NOW, progress: null } });
      await fake.push({
        type: 'progress',
        progress: {
          phase: 'transferring',
          done: 200,
          total: 412,
          bytesUp: 31_000_000,
          bytesDown: 0,
          rate: 2_000_000,
          current: 'Fix the flaky retry test',
        },
      });
      await expect(page.getByText('200 of 412')).toBeVisible();
      await window.screenshot('setup-first-sync-light');
      await fake.patch({ sync: { state: 'idle' }, lastSyncAt: NOW });
      return {
        uploaded: 412,
        downloaded: 0,
        conflicts: 0,
        unchanged: 0,
        failed: 0,
        removed: 0,
        bytesUp: 218_000_000,
        bytesDown: 0,
        requests: 430,
        durationMs: 90_000,
        failures: [],
      };
    },
  });
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('radio', { name: /Cloudflare R2/ }).check();
  await next(page).click();
  await answerGuide(page);
  await expect(page.getByText(`https://${R2_DRAFT.accountId}.r2.cloudflarestorage.com`)).toBeVisible();
  await next(page).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await next(page).click();
  await expect(page.getByRole('radio', { name: /^Make a key Kept/ })).toBeChecked();
  await next(page).click();
  await expect(title(page, 'Keep the recovery kit')).toBeVisible();
  await expect(next(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('checkbox', { name: /I have kept it/ })).toBeDisabled();
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await page.getByRole('checkbox', { name: /I have kept it/ }).check();
  await next(page).click();
  await page.getByLabel('Name of this device').fill('studio');
  await next(page).click();
  await expect(page.getByText('412 sessions in 23 projects')).toBeVisible();
  await page.getByRole('button', { name: 'Finish and sync' }).click();
  await expect(title(page, 'Done. Your sessions are safe.')).toBeVisible();
  await expect(page.getByText('412 sessions up (218 MB)', { exact: false })).toBeVisible();
  await window.screenshot('setup-done-light');
  expect(main.called('setup.chooseKey')).toEqual([{ choice: { mint: true } }]);
  expect(main.called('recovery.confirm')).toEqual([{ of: 'draft' }]);
  expect(main.called('setup.finish')).toHaveLength(1);
  await page.getByRole('button', { name: 'To the overview' }).click();
  await expect(page).toHaveURL(/#\/overview$/);
});

test('says what is missing only when one wants to go on, and names each', async ({ window }) => {
  const { page } = window;
  await open(window, {
    bucket: '',
    accessKeyId: '',
    accountId: '',
    hasSecretAccessKey: false,
    step: 'guide',
  });
  await expect(title(page, 'The connection to: Cloudflare R2')).toBeVisible();
  await expect(page.getByText('This is needed.')).toHaveCount(0);
  await next(page).click();
  await expect(page.getByText('This is needed.')).toHaveCount(3);
  await expect(page.getByLabel('Bucket', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Account ID').fill('nonsense');
  await expect(page.getByText('An account ID has 32 digits and the letters a to f.')).toBeVisible();
});

test('swaps key id and secret when they stand in each other’s place', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { accessKeyId: SECRET, step: 'guide' });
  await page.getByRole('button', { name: 'Swap them' }).click();
  await expect(page.getByLabel('Access Key ID')).toHaveValue(R2_DRAFT.accessKeyId);
  await expect(page.getByText('look swapped')).toHaveCount(0);
  expect(main.called('setup.swapKeys')).toHaveLength(1);
});

test('goes back without losing an answer, and never shows the secret again', async ({ window }) => {
  const { page } = window;
  await open(window, { bucket: '', hasSecretAccessKey: false, step: 'guide' });
  await page.getByLabel('Bucket', { exact: true }).fill('my-place');
  await page.getByLabel('Secret Access Key', { exact: true }).fill(SECRET);
  await next(page).click();
  await expect(title(page, 'Does it work?')).toBeVisible();
  await back(page).click();
  await expect(page.getByLabel('Bucket', { exact: true })).toHaveValue('my-place');
  const secret = page.getByLabel('Secret Access Key', { exact: true });
  await expect(secret).toHaveValue('');
  await expect(secret).toHaveAttribute('placeholder', 'Kept. Type to replace it');
  await back(page).click();
  await expect(page.getByRole('radio', { name: /Cloudflare R2/ })).toBeChecked();
});

test('can be left half-typed and gone on with', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { bucket: '', step: 'guide' });
  await page.getByLabel('Bucket', { exact: true }).fill('half-way');
  await page.getByRole('button', { name: 'Leave the set-up' }).click();
  await main.patch({ setupDraft: true });
  await page.getByRole('button', { name: 'Go on with the set-up' }).click();
  await expect(page.getByLabel('Bucket', { exact: true })).toHaveValue('half-way');
});

test('keeps what was typed last when one goes elsewhere by the sidebar', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { bucket: '', step: 'guide' });
  await page.getByLabel('Bucket', { exact: true }).fill('typed-last');
  await page.getByRole('link', { name: 'Cost' }).click();
  await expect.poll(() => main.called('setup.draft.save')).toContainEqual({ bucket: 'typed-last' });
});

test('starts over only after a question', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { step: 'welcome' });
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(main.called('setup.draft.discard')).toHaveLength(0);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('button', { name: 'Forget the answers' }).click();
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(page.getByText('Choose a place first')).toBeVisible();
});

test('a failed test leads back to the answers', async ({ window }) => {
  const { page } = window;
  await open(
    window,
    { step: 'test' },
    {
      'setup.test': () => ({
        ok: false,
        cause: { code: 'BUCKET_MISSING', data: { bucket: 'x' } },
        steps: [],
      }),
    },
  );
  await expect(page.getByText('The bucket was not found')).toBeVisible();
  await expect(next(page)).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Change the answers' }).click();
  await expect(title(page, 'The connection to: Cloudflare R2')).toBeVisible();
});

test('leaving a running test stops it', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { step: 'test' }, { 'setup.test': () => new Promise(() => undefined) });
  await expect(page.getByText('Testing …')).toBeVisible();
  await back(page).click();
  await expect(title(page, 'The connection to: Cloudflare R2')).toBeVisible();
  expect(main.called('setup.cancelTest')).toEqual(main.called('setup.test'));
});

test('refuses a weak passphrase, and one that was repeated wrongly', async ({ window }) => {
  const { page } = window;
  const main = await open(window, { step: 'key' });
  await page.getByRole('radio', { name: /passphrase opens/ }).check();
  const first = page.getByLabel('Passphrase', { exact: true });
  const again = page.getByLabel('The same once more', { exact: true });
  await first.fill('too short');
  await expect(page.getByText('Too weak')).toBeVisible();
  await expect(page.getByText('A stronger passphrase is needed')).toBeVisible();
  await first.fill('correct horse battery staple');
  await expect(page.getByText('Strong', { exact: true })).toBeVisible();
  await again.fill('something else');
  await expect(page.getByText('This differs from the passphrase above.')).toBeVisible();
  await window.screenshot('setup-passphrase-light');
  await again.fill('correct horse battery staple');
  await next(page).click();
  await expect(title(page, 'Keep the recovery kit')).toBeVisible();
  expect(main.called('setup.chooseKey')).toEqual([
    { choice: { passphrase: 'correct horse battery staple' } },
  ]);
});

test('joins an existing place with its key only; there is no kit to keep then', async ({ window }) => {
  const { page } = window;
  await open(window, { step: 'key' }, { 'setup.inspectVault': OLD_VAULT });
  await page.getByRole('radio', { name: /^Key 64/ }).check();
  const key = page.getByLabel('Key', { exact: true });
  await key.fill('xyz');
  await expect(page.getByText('A key has only digits and the letters a to f.')).toBeVisible();
  await key.fill('b'.repeat(64));
  await next(page).click();
  await expect(page.getByRole('alert')).toContainText('key');
  await key.fill('a1'.repeat(32));
  await next(page).click();
  await expect(title(page, 'This device')).toBeVisible();
});

test('a key that was brought along to an empty place is not said to fit', async ({ window }) => {
  const { page } = window;
  await open(window, { key: { ...MINTED, mode: 'join' }, step: 'key' });
  await expect(page.getByText('There is nothing to join in this place')).toBeVisible();
});

test('a vault that was made anew with another key is noticed', async ({ window }) => {
  const { page } = window;
  await open(
    window,
    { key: { ...MINTED, mode: 'join' }, reconfiguring: true, step: 'key' },
    { 'setup.inspectVault': { ...OLD_VAULT, known: true } },
  );
  await expect(page.getByText('This place has another key than before')).toBeVisible();
});

test('joins by pairing code: a wrong code is said, a right one leads to the test', async ({ window }) => {
  const { page } = window;
  await open(window, undefined, {}, 'setup/join');
  await page.getByRole('button', { name: 'Paste text or picture' }).click();
  await expect(page.getByLabel('Pairing code of the other device')).toHaveValue('ccs1:pasted-pairing-text');
  await page.getByRole('textbox', { name: 'One-time code' }).fill('WRONG');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('The one-time code does not fit')).toBeVisible();
  await page.getByRole('textbox', { name: 'One-time code' }).fill('K7QD-2M9F-XH4T');
  await page.getByRole('textbox', { name: 'One-time code' }).press('Enter');
  await expect(page.getByText('Everything works.')).toBeVisible();
  await next(page).click();
  await expect(page.getByText('The key fits this place')).toBeVisible();
});

test('takes a picture of the code that was dropped', async ({ window }) => {
  const { page } = window;
  const main = await open(
    window,
    undefined,
    { 'pairing.readImage': { text: 'ccs1:from-the-picture' } },
    'setup/join',
  );
  const field = page.getByLabel('Pairing code of the other device');
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'code.png', { type: 'image/png' }));
    return data;
  });
  await field.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(field).toHaveValue('ccs1:from-the-picture');
  expect(main.called('pairing.readImage')).toEqual([{ image: 'iVBORw==' }]);
});

test('help for what failed at the end is found in the set-up itself', async ({ window }) => {
  const { page } = window;
  const main = await open(
    window,
    { key: MINTED, kitKept: true, step: 'scope' },
    {
      'setup.finish': () => {
        throw new AppError('KEYCHAIN_UNAVAILABLE', {});
      },
    },
  );
  await page.getByRole('button', { name: 'Finish and sync' }).click();
  await page.getByRole('button', { name: 'Keep the key in the config file' }).click();
  await expect.poll(() => main.called('setup.draft.save')).toContainEqual({ keepSecretsIn: 'config-file' });
  await expect(title(page, 'What will be synced')).toBeVisible();
});

test('the connection is changed from the settings, without a greeting', async ({ window }) => {
  const { page } = window;
  const answers = { ...PAGES, ...setupAnswers() };
  await window.open(scenario('safe', answers), { at: 'settings/connection' });
  await page.getByRole('button', { name: 'Change the connection' }).click();
  await expect(title(page, 'The connection to: Cloudflare R2')).toBeVisible();
  await back(page).click();
  await expect(
    page.getByText('Sessions that are at the old place stay there.', { exact: false }),
  ).toBeVisible();
  await expect(back(page)).toHaveCount(0);
});

/** Presses Tab until what has the focus is called `name`. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labels = 'labels' in element ? [...(element.labels as NodeListOf<HTMLElement>)] : [];
      const named = labels.map((label) => label.textContent).join(' ');
      return element.getAttribute('aria-label') ?? (named === '' ? element.textContent : named);
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not reach ${String(name)}`);
}

test('keyboard alone is enough', async ({ window }) => {
  const { page } = window;
  const { keyboard } = page;
  const main = await open(window);
  await expect(page.getByRole('button', { name: 'Begin' })).toBeVisible();
  await tabTo(page, /^Begin$/);
  await keyboard.press('Enter');
  await expect(title(page, 'Where are your sessions to be kept?')).toBeFocused();
  await tabTo(page, /Cloudflare R2/);
  await keyboard.press('Space');
  await keyboard.press('Enter');
  await expect(title(page, 'The connection to: Cloudflare R2')).toBeFocused();
  await tabTo(page, /^Bucket$/);
  await keyboard.type('cc-sessions');
  await tabTo(page, /^Account ID$/);
  await keyboard.type(R2_DRAFT.accountId);
  await tabTo(page, /^Access Key ID$/);
  await keyboard.type(R2_DRAFT.accessKeyId);
  await tabTo(page, /^Secret Access Key$/);
  await keyboard.type(SECRET);
  await keyboard.press('Enter');
  await expect(page.getByText('Everything works.')).toBeVisible();
  await tabTo(page, /^Continue$/);
  await keyboard.press('Enter');
  await expect(title(page, 'The key')).toBeFocused();
  await tabTo(page, /^Continue$/);
  await keyboard.press('Enter');
  await expect(title(page, 'Keep the recovery kit')).toBeFocused();
  await tabTo(page, /^Print$/);
  await keyboard.press('Enter');
  await tabTo(page, /I have kept it/);
  await keyboard.press('Space');
  await tabTo(page, /^Continue$/);
  await keyboard.press('Enter');
  await expect(title(page, 'This device')).toBeFocused();
  await tabTo(page, /^Continue$/);
  await keyboard.press('Enter');
  await expect(title(page, 'What will be synced')).toBeFocused();
  await tabTo(page, /^Finish and sync$/);
  await keyboard.press('Enter');
  await expect(title(page, 'The first sync')).toBeFocused();
  expect(main.called('setup.finish')).toHaveLength(1);
});

/** Devices: what is said of each, and what can be done with them. */
import { AppError } from '../../src/shared/errors.ts';
import { FakeDevices } from './fixtures/devices.ts';
import { FakeSessions } from './fixtures/sessions.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

test('each device is told of; this one and trouble stand out', async ({ window }) => {
  const { page } = window;
  await window.open(scenario('safe', new FakeDevices().answers()), { at: 'devices' });
  const laptop = page.getByRole('article', { name: 'laptop' });
  await expect(laptop).toContainText('this device');
  await expect(laptop).toContainText('412, 84 MB');
  await expect(page.getByRole('article', { name: 'desktop' })).toContainText('12 sessions behind');
  await expect(page.getByText('The clock of build server is wrong')).toBeVisible();
  await expect(page.getByText('It is 21 min behind the server’s.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Retired' }).getByRole('article')).toHaveCount(1);
});

test('a device is renamed by keyboard', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', new FakeDevices().answers()), { at: 'devices' });
  await page.getByRole('article', { name: 'laptop' }).getByRole('button', { name: 'Rename' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('the red one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'the red one' })).toBeVisible();
  expect(main.called('devices.rename')).toEqual([{ device: 'laptop_a1b2c3d4', name: 'the red one' }]);
});

test('a device is retired, and back by Undo', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', new FakeDevices().answers()), { at: 'devices' });
  const desktop = page.getByRole('article', { name: 'desktop' });
  await desktop.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Retire' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByRole('list', { name: 'Retired' }).getByRole('article')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('list', { name: 'Retired' }).getByRole('article')).toHaveCount(1);
  expect(main.called('devices.retire')).toEqual([
    { device: 'desktop_c3d4e5f6', retired: true },
    { device: 'desktop_c3d4e5f6', retired: false },
  ]);
});

test('a device is removed with its data only by its typed name', async ({ window }) => {
  const { page } = window;
  const main = await window.open(scenario('safe', new FakeDevices().answers()), { at: 'devices' });
  const desktop = page.getByRole('article', { name: 'desktop' });
  await desktop.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove with its data' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('3 sessions are kept by no other device');
  await expect(dialog).toContainText('and 1 more');
  const remove = dialog.getByRole('button', { name: 'Remove with its data' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  const name = dialog.getByRole('textbox', { name: 'Type desktop to confirm' });
  await name.fill('laptop');
  await expect(dialog.getByText('That is not desktop.')).toBeVisible();
  await name.press('Enter');
  expect(main.called('devices.remove')).toEqual([]);
  await name.fill('desktop');
  await name.press('Enter');
  await expect(desktop).toHaveCount(0);
  await expect(page.getByText('desktop is removed; 340 objects deleted.')).toBeVisible();
  expect(main.called('devices.remove')).toEqual([{ device: 'desktop_c3d4e5f6', typed: 'desktop' }]);
});

test('its sessions are one press away', async ({ window }) => {
  const { page } = window;
  const answers = { ...new FakeDevices().answers(), ...new FakeSessions(100).answers() };
  const main = await window.open(scenario('safe', answers), { at: 'devices' });
  const desktop = page.getByRole('article', { name: 'desktop' });
  await desktop.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Show its sessions' }).click();
  await expect(page.getByRole('button', { name: 'Remove filter: Device: desktop' })).toBeVisible();
  expect(main.called('sessions.list').at(-1)).toMatchObject({ filter: { device: 'desktop_c3d4e5f6' } });
});

test('a bucket that cannot be reached is explained, and trying again helps', async ({ window }) => {
  const { page } = window;
  const devices = new FakeDevices();
  let offline = true;
  await window.open(
    scenario('safe', {
      'devices.list': () => {
        if (offline) throw new AppError('DNS_FAILED', { host: 'abc.r2.cloudflarestorage.com' });
        return { devices: devices.devices };
      },
    }),
    { at: 'devices' },
  );
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  offline = false;
  await again.click();
  await expect(page.getByRole('article', { name: 'laptop' })).toBeVisible();
});

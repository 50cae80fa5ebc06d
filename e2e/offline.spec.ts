/** The server goes away, then the network: work goes on, it is said quietly, and all is caught up with by itself. */
import { expect, standing, test } from './computer.ts';
import { TrayHost } from './tray-host.ts';

test.skip(process.platform !== 'linux', 'the tray is read over D-Bus');

test('offline is said, local work goes on, and sync goes on by itself when the server is back', async ({
  computer,
  server,
}) => {
  const laptop = await computer('laptop');
  const panel = await TrayHost.start();
  await laptop.talk(1);
  const page = await laptop.setUp(server, { byItself: true });
  await expect(standing(page, 'Your session is safe.')).toBeVisible();

  await server.stop();
  await laptop.talk(2, 'Written without a server');
  await expect(standing(page, 'Last try just now: The server does not answer.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByRole('main').getByRole('alert')).toContainText('check that it is running');
  await expect.poll(() => panel.tooltip()).toContain('The server does not answer.');
  await laptop.screenshot('offline-server');

  // The system notices that there is no network at all; it is asked every 15 seconds.
  await laptop.app.evaluate(({ net }) => {
    net.isOnline = () => false;
  });
  const unsafe = page.getByRole('list', { name: 'Not safe yet' });
  await expect(unsafe).toContainText('1 session not in the bucket yet');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('treeitem', { name: /Written without a server/ }).click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByText('Done, with a test.')).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await laptop.screenshot('offline-devices');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(standing(page, 'No network. Sync goes on when it is back. 1 session waits.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0);
  await expect(unsafe).toContainText('they go as soon as it is back');
  await expect.poll(() => panel.tooltip()).toContain('No network.');
  await laptop.screenshot('offline-network');

  await server.resume();
  await laptop.app.evaluate(({ net }) => {
    net.isOnline = () => true;
  });
  await expect(standing(page, 'All 2 sessions are safe.')).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => panel.tooltip()).toContain('All 2 sessions are safe.');
  expect((await server.objects()).filter((key) => key.startsWith('sessions/'))).toHaveLength(2);
  panel.stop();
});

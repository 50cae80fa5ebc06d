import type { DeviceInfo } from '../../main/composed-app.ts';
import { formatNumber, formatRelativeTime } from '../../shared/format.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import type { Cell, Page } from '../page.ts';
import { safeLine } from '../terminal-text.ts';

export async function run(context: CommandContext, { options }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    if (options['newId']) {
      const before = app.deviceId;
      const deviceId = await app.renewDeviceId();
      out.result({ deviceId, before }, (page) => {
        page.line(`This device is now ${page.paint.bold(safeLine(deviceId))}; it was ${safeLine(before)}.`);
        describeSteps(page, [{ command: 'cc-sessions sync', label: 'Sync under the new id' }]);
      });
      return EXIT.ok;
    }
    if (options['takeOver']) {
      await app.takeOverDeviceId();
      out.result({ deviceId: app.deviceId }, (page) => {
        page.line(`${page.paint.bold(safeLine(app.deviceId))} now belongs to this machine.`);
        describeSteps(page, [{ command: 'cc-sessions sync', label: 'Sync now' }]);
      });
      return EXIT.ok;
    }
    const devices = await app.devices();
    out.result({ devices }, (page) => {
      showDevices(page, devices, io.now());
    });
    return EXIT.ok;
  });
}

function showDevices(page: Page, devices: readonly DeviceInfo[], now: number): void {
  if (devices.length === 0) {
    page.line('No device has synced with this bucket yet.');
    return;
  }
  const columns = [
    { title: 'DEVICE' },
    { title: 'NAME', flexible: true },
    { title: 'LAST SYNC' },
    { title: 'SESSIONS', align: 'right' as const },
    { title: 'SYSTEM' },
    { title: 'VERSION' },
  ];
  const rows = devices.map((device): Cell[] => [
    device.device,
    device.thisDevice ? [`${device.name} (this device)`, page.paint.bold] : device.name,
    formatRelativeTime(Date.parse(device.lastSyncAt), now),
    formatNumber(device.sessions),
    device.platform,
    device.appVersion,
  ]);
  page.table(columns, rows);
}

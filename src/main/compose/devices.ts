/** The devices of a vault, and what to do when two machines have one name. */
import { renewDeviceId } from '../config/device-id.ts';
import { updateConfig } from '../config/config-update.ts';
import type { DeviceInfo } from '../composed-app.ts';
import { FACT } from '../engine/facts.ts';
import type { SyncState, Vault } from '../engine/ports.ts';
import { toAppError } from '../../shared/errors.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { Machine } from './machine.ts';

/** Most recently seen first. A card that cannot be opened is left out: it says nothing about a device. */
export async function deviceList(vault: Vault, self: string): Promise<DeviceInfo[]> {
  const entries = await vault.listDevices();
  const cards = await Promise.all(entries.map((entry) => readCard(vault, entry.device, self)));
  return cards.filter((card) => card !== null).sort((a, b) => (a.lastSyncAt < b.lastSyncAt ? 1 : -1));
}

async function readCard(vault: Vault, device: string, self: string): Promise<DeviceInfo | null> {
  try {
    return { ...(await vault.readDevice(device)), thisDevice: device === self };
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code.startsWith('OBJECT_')) return null;
    throw failure;
  }
}

/**
 * A new device id for this machine. What was uploaded under the old one stays there and counts as another
 * device's from now on.
 */
export async function renewDevice(machine: Machine, state: SyncState, cloud: CloudConfig): Promise<string> {
  const { deviceIdFile, configFile } = machine.paths;
  const device = await renewDeviceId({ file: deviceIdFile });
  if (cloud.deviceId.toLowerCase() !== 'auto') await updateConfig(configFile, { deviceId: 'auto' });
  state.commit({ facts: { [FACT.cardEtag]: null, [FACT.cardWrittenAt]: null } });
  return device;
}

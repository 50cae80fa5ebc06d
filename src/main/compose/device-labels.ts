/**
 * What the person at this device said of devices: names, and which are not used any more. A device writes only below
 * its own prefix, so it says so in its own card; of all devices' labels the newest holds.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { replaceWith, writeBeside } from '../config/atomic-file.ts';
import type { DeviceCard, DeviceLabel } from '../engine/ports.ts';
import { isSafeName } from '../../shared/object-key.ts';

export type DeviceLabels = Readonly<Record<string, DeviceLabel>>;

const FILE = 'device-labels.json';

const schema = z.record(
  z.string().refine(isSafeName),
  z.object({
    name: z.string().max(200).optional(),
    retiredAt: z.string().nullable().optional(),
    at: z.string(),
  }),
);

/** Empty when nothing was said yet, or the file is damaged: labels are a convenience. */
export function readLabels(home: string): DeviceLabels {
  try {
    const read = schema.safeParse(JSON.parse(readFileSync(path.join(home, FILE), 'utf8')));
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}

/** What was said of one device before stays, where nothing else is said now. */
export async function writeLabel(
  home: string,
  device: string,
  said: Omit<DeviceLabel, 'at'>,
  now: number,
): Promise<void> {
  const labels = readLabels(home);
  const label = { ...labels[device], ...said, at: new Date(now).toISOString() };
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, FILE);
  await replaceWith(
    await writeBeside(file, `${JSON.stringify({ ...labels, [device]: label }, null, 2)}\n`),
    file,
  );
}

/** The labels in force, out of all cards and this device's own file. */
export function labelsInForce(cards: readonly Pick<DeviceCard, 'labels'>[], own: DeviceLabels): DeviceLabels {
  const said: Record<string, DeviceLabel> = {};
  for (const labels of [...cards.map((card) => card.labels ?? {}), own]) {
    for (const [device, label] of Object.entries(labels)) {
      if (!said[device] || said[device].at <= label.at) said[device] = label;
    }
  }
  return said;
}

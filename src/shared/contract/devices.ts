/** The devices of the vault. */
import { z } from 'zod';
import {
  amount,
  count,
  done,
  id,
  isoDate,
  line,
  list,
  moment,
  nothing,
  type CommandShape,
} from './schema.ts';

const device = z.object({
  id: z.string(),
  name: z.string(),
  /** `process.platform`-`process.arch`, e.g. `linux-x64`. */
  platform: z.string(),
  thisDevice: z.boolean(),
  /** By its own clock. */
  lastSyncAt: isoDate,
  /** By the server's clock: when its card was last written; `null`: no card. */
  lastSeenAt: moment.nullable(),
  sessions: count,
  bytes: amount,
  appVersion: z.string(),
  /** Sessions of other devices, newer than its last sync: what it has not seen yet. */
  behind: count,
  /** Its clock minus the server's, seconds; `null`: not known. Worth a warning from 300 on. */
  clockSkewSeconds: z.number().nullable(),
  retiredAt: isoDate.nullable(),
});

export const deviceCommands = {
  /** This device first, then the most recently seen. Asks the bucket. */
  'devices.list': { request: nothing, response: z.object({ devices: list(device) }) },
  /** A name for people; ids stay. Every device shows it after its next sync. */
  'devices.rename': { request: z.strictObject({ device: id, name: line.min(1).max(100) }), response: done },
  /** It will not be used any more: its sessions stay, it is listed apart. One that syncs again is back. */
  'devices.retire': { request: z.strictObject({ device: id, retired: z.boolean() }), response: done },
  /**
   * Deletes everything it keeps in the bucket. `typed` must be its name. Sessions that other devices keep as well
   * stay there. @throws USAGE for this device, or when `typed` is not its name
   */
  'devices.remove': {
    request: z.strictObject({ device: id, typed: line }),
    response: z.object({ objects: count, sessionsLost: count }),
  },
  /** What `devices.remove` would delete. */
  'devices.removal': {
    request: z.strictObject({ device: id }),
    response: z.object({
      objects: count,
      bytes: amount,
      /** Sessions that nobody else keeps: gone for good. The first 100 are named. */
      onlyThere: count,
      sessions: list(z.object({ id: z.string(), summary: z.string() })),
    }),
  },
  /** Gives this installation another id, after DEVICE_ID_CLASH. */
  'devices.newId': { request: nothing, response: z.object({ id: z.string() }) },
  /** Claims the id for this computer: the other one is gone. */
  'devices.takeOver': { request: nothing, response: done },
} as const satisfies Record<string, CommandShape>;

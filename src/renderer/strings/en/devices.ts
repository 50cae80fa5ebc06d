import { english } from '../count.ts';

const sessions = (count: number): string => english(count, 'session');

export const devices = {
  hint: 'Every computer that syncs with this vault.',
  loading: 'Asking the bucket for its devices …',
  add: 'Add a device',
  emptyTitle: 'No devices yet',
  empty: 'Once sync is set up, this computer and your other devices are listed here.',
  setUp: 'Set up sync',
  list: 'Devices',
  retiredTitle: 'Retired',
  retiredHint: 'Not used any more. Their sessions stay; a device that syncs again is back.',
  onlyOne: 'Only this computer so far',
  onlyOneHint: 'Add another one, and both see the same sessions.',

  thisDevice: 'this device',
  platforms: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
  unknownPlatform: 'unknown system',
  lastSync: 'Last sync',
  lastSeen: 'Last seen',
  lastSeenHint: 'by the server’s clock',
  never: 'not yet',
  sessions: 'Sessions',
  size: 'Size in the bucket',
  version: 'App version',
  unknownVersion: 'unknown',
  id: 'Id',
  showSessions: 'Show its sessions',
  behind: 'Not seen yet',
  upToDate: 'nothing',
  behindBy: (count: number) => `${sessions(count)} of other devices`,
  behindBadge: (count: number) => `${sessions(count)} behind`,
  skewTitle: (name: string) => `The clock of ${name} is wrong`,
  skew: (time: string, ahead: boolean) =>
    `It is ${time} ${ahead ? 'ahead of' : 'behind'} the server’s. Times of its sessions are off by as much, and from 15 minutes on servers refuse its requests. Let the system set the clock by itself.`,
  retiredAt: (when: string) => `retired ${when}`,

  actionsFor: 'Actions',
  rename: 'Rename',
  renameTitle: (name: string) => `Rename ${name}`,
  renameLabel: 'Name',
  renameHint: 'For people; the id stays. Other devices show it once this one and they have synced.',
  renamed: (name: string) => `The device is called ${name} now.`,
  retire: 'Retire',
  retireTitle: (name: string) => `Retire ${name}?`,
  retireWhat:
    'For a computer you do not use any more. It is listed apart; all its sessions stay, here and in the bucket. If it syncs again, it is back.',
  retired: (name: string) => `${name} is retired. Its sessions stay.`,
  unretire: 'Bring back',
  unretired: (name: string) => `${name} is back.`,
  undo: 'Undo',

  remove: 'Remove with its data',
  removeTitle: (name: string) => `Remove ${name} with its data?`,
  removeChecking: 'Looking what would be lost …',
  removeWhat: (objects: number, bytes: string) =>
    `${english(objects, 'object')} (${bytes}) that this device keeps in the bucket are deleted. This cannot be undone.`,
  removeNothing: 'It keeps nothing in the bucket. Only its card is deleted.',
  removeSafe: 'Every session of it is kept by another device as well: none is lost.',
  removeLoses: (count: number) =>
    count === 1
      ? '1 session is kept by no other device and will be gone for good'
      : `${sessions(count)} are kept by no other device and will be gone for good`,
  removeMore: (count: number) => `and ${english(count, 'more', 'more')}`,
  removeRetireInstead:
    'If you only do not use the device any more, retire it instead: then everything stays.',
  removeType: (name: string) => `Type ${name} to confirm`,
  removeMismatch: (name: string) => `That is not ${name}.`,
  removed: (name: string, objects: number) => `${name} is removed; ${english(objects, 'object')} deleted.`,
  untitled: 'Without a summary',
};

import { english } from '../count.ts';

const sessions = (count: number): string => english(count, 'session');
const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** How things stand, in one sentence; by kind of `Standing` of shared/app-state.ts. */
export const standing = {
  opening: 'Opening …',
  notSetUp: (count: number) =>
    count === 0
      ? 'Sync is not set up yet.'
      : `Sync is not set up yet: ${sessions(count)} ${are(count)} on this computer only.`,
  switchedOff: (count: number) =>
    count === 0 ? 'Sync is turned off.' : `Sync is turned off. ${sessions(count)} kept here.`,
  syncing: (done: number, total: number) =>
    total === 0 ? 'Syncing …' : `Syncing: ${done} of ${total} done.`,
  elsewhere: (holder: string) => `Syncing in another window (${holder}).`,
  broken: (title: string) => title,
  asks: 'Sync has stopped and asks you something.',
  trouble: (title: string) => `The last sync did not come to its end: ${title}.`,
  failedItems: (count: number) => `${sessions(count)} could not be synced.`,
  conflicts: (count: number) =>
    count === 1
      ? '1 session was changed on two devices: choose what to keep.'
      : `${count} sessions were changed on two devices: choose what to keep.`,
  paused: (waiting: number, until: string | null) =>
    `Sync is paused${until === null ? '' : ` until ${until}`}.${waiting > 0 ? ` ${sessions(waiting)} waiting.` : ''}`,
  offline: (waiting: number) =>
    `Offline.${waiting > 0 ? ` ${sessions(waiting)} will be synced once there is a connection.` : ' Sync goes on once there is a connection.'}`,
  held: (by: 'metered' | 'battery', waiting: number) =>
    `Sync waits ${by === 'metered' ? 'for a network that costs nothing' : 'until the computer is plugged in'}.${waiting > 0 ? ` ${sessions(waiting)} waiting.` : ''}`,
  neverSynced: (count: number) => `Ready for the first sync of ${sessions(count)}.`,
  waiting: (count: number) => `${sessions(count)} ${are(count)} not safe yet.`,
  safe: (count: number) =>
    count === 0
      ? 'All is in order. There are no sessions yet.'
      : count === 1
        ? 'Your session is safe.'
        : `All ${sessions(count)} are safe.`,
};

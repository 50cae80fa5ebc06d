import { english } from '../count.ts';

const sessions = (count: number): string => english(count, 'session');

export const overview = {
  syncNow: 'Sync now',
  syncing: 'Syncing …',
  stop: 'Stop',
  pause: 'Pause',
  pauseHour: 'For an hour',
  pauseTomorrow: 'Until tomorrow',
  pauseOpen: 'Until I resume',
  resume: 'Resume',
  turnOn: 'Turn sync on',
  nextSync: (when: string) => `next sync ${when}`,

  progress: 'Progress of the sync',
  phases: {
    conversations: 'Uploading conversations',
    listing: 'Looking at the bucket',
    planning: 'Comparing',
    transferring: 'Transferring sessions',
    finishing: 'Finishing',
  },
  items: (done: number, total: number) => `${done} of ${total}`,
  transferred: (up: string, down: string) => `${up} up, ${down} down`,
  left: (time: string) => `about ${time} left`,

  review: 'See what would change',
  reviewTitle: 'What this sync would do',
  planning: 'Comparing …',
  planHint: 'Look it over. If it is what you want, go on; if not, leave it and nothing happens.',
  planActions: {
    upload: 'Upload',
    adopt: 'Take over from another device',
    'remove-local': 'Remove from this computer',
    conflict: 'Keep both versions, and ask',
    inspect: 'Look into it first',
    nothing: 'Leave as it is',
    unchanged: 'Leave as it is',
  },
  losing: (count: number) => `${sessions(count)} here would be replaced or removed`,
  goOn: 'Go on with it',

  welcomeTitle: 'Keep your sessions safe',
  welcome: (count: number) =>
    `${count === 0 ? 'The sessions of your coding agents' : `${sessions(count)} of your coding agents ${count === 1 ? 'is' : 'are'} on this computer only. Once sync is set up they`} are encrypted here and kept in a place of your own: a bucket, or a folder. It takes about five minutes.`,
  setUp: 'Set up sync',
  join: 'Join with a pairing code',
  resumeTitle: 'The set-up is not finished yet',
  resumeSetup: 'Go on with the set-up',

  kitTitle: 'The recovery kit is not kept yet',
  kitWhy: 'If this computer is lost, nobody can decrypt your sessions without it, not even you.',
  kitSave: 'Keep the recovery kit',

  unsafe: 'Not safe yet',
  conflicts: (count: number) => `${sessions(count)} changed on two devices`,
  conflictsHint: 'Both versions are kept until you decide.',
  decide: 'Decide',
  waiting: (count: number) => `${sessions(count)} not in the bucket yet`,
  conversations: (count: number) => `${english(count, 'conversation')} not in the bucket yet`,
  since: (when: string) => `oldest: ${when}`,
  why: {
    off: 'Sync is turned off.',
    running: 'They are being synced right now.',
    brake: 'Sync waits for your answer to the question above.',
    paused: 'Sync is paused.',
    offline: 'There is no network; they go as soon as it is back.',
    metered: 'This network may cost money. Sync now works all the same.',
    battery: 'The computer runs on battery. Sync now works all the same.',
    trouble: 'The last sync did not come to its end; the next one tries again.',
    soon: 'They go with the next sync.',
    byHand: 'They go when you sync or start the app: syncing by itself is turned off in the settings.',
  },
  expires: (project: string) =>
    `${project === '' ? '' : `${project}: `}the agent will delete this conversation from the computer, and it is not in the bucket yet.`,
  failed: (count: number, title: string) => `${sessions(count)}: ${title}`,
  which: 'Which ones',

  leaving: (count: number) =>
    `The agent will soon delete ${english(count, 'conversation')} from this computer. ${count === 1 ? 'It is' : 'They are'} safe in the bucket.`,
  leavingWhich: 'Which conversations',

  storage: 'Storage',
  costLink: 'Cost in detail',
  used: 'Used',
  usedBy: (bytes: string, objects: number) => `${bytes} in ${english(objects, 'object')}`,
  cost: 'Estimated cost',
  perMonth: (money: string) => `${money} a month`,
  costUnknown: 'none known',
  here: 'Sessions on this computer',
  conversationsSafe: 'Conversations that are safe',
  ofAll: (part: number, all: number) => `${part} of ${all}`,
  elsewhere: 'Only in the bucket',

  activity: 'Recent activity',
  noActivity: 'Nothing has happened yet.',
};

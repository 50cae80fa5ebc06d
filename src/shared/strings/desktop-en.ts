/** Desktop words in English. */
import { formatCount } from '../format.ts';
import type { DesktopStrings } from './desktop.ts';

const sessions = (count: number): string => formatCount(count, 'session');
const conversations = (count: number): string => formatCount(count, 'conversation');
/** ` 3 sessions wait.` */
const waits = (count: number): string =>
  count === 0 ? '' : ` ${sessions(count)} ${count === 1 ? 'waits' : 'wait'}.`;
const onlyHere = (count: number): string =>
  count === 0 ? '' : ` ${sessions(count)} on this computer, and only here.`;

export const DESKTOP_EN: DesktopStrings = {
  appName: 'cc-sessions Cloud Sync',
  standing: {
    opening: 'Starting …',
    notSetUp: (count) => `Sync is not set up yet.${onlyHere(count)}`,
    switchedOff: (count) => `Sync is switched off.${onlyHere(count)}`,
    syncing: (done, total) => (total > 0 ? `Syncing: ${done} of ${total}.` : 'Syncing …'),
    broken: 'Sync cannot start.',
    asks: 'Sync stopped to ask you something.',
    trouble: (title, ago) => `Last try ${ago}: ${title.replace(/\.$/, '')}.`,
    failedItems: (count) => `${sessions(count)} could not be synced.`,
    conflicts: (count) =>
      `${sessions(count)} ${count === 1 ? 'has' : 'have'} two versions. Both are kept until you decide.`,
    paused: (until, count) => `${until === null ? 'Paused.' : `Paused until ${until}.`}${waits(count)}`,
    offline: (count) => `No network. Sync goes on when it is back.${waits(count)}`,
    metered: (count) => `Waiting for a network without a data limit.${waits(count)}`,
    battery: (count) => `Waiting for the power supply.${waits(count)}`,
    neverSynced: (count) => `Ready for the first sync.${onlyHere(count)}`,
    waiting: (count) => `${sessions(count)} ${count === 1 ? 'waits' : 'wait'} for the next sync.`,
    expiring: (count) =>
      `${conversations(count)} ${count === 1 ? 'is' : 'are'} about to be deleted by the agent and not safe yet.`,
    conversationsWaiting: (count) =>
      `${conversations(count)} ${count === 1 ? 'goes' : 'go'} with the next sync. All else is safe.`,
    safe: (count, kept, ago) => {
      const safe = count === 1 ? 'Your session is safe' : `All ${sessions(count)} are safe`;
      const stays = kept === 0 ? '' : `, ${kept} ${kept === 1 ? 'stays' : 'stay'} here by your choice`;
      return count === 0 && kept === 0
        ? `No sessions yet. Last sync ${ago}.`
        : `${safe}${stays}. Last sync ${ago}.`;
    },
  },
  menu: {
    syncNow: 'Sync now',
    cancelSync: 'Stop syncing',
    setUp: 'Set up sync …',
    pause: 'Pause',
    pauseHour: 'For an hour',
    pauseTomorrow: 'Until tomorrow',
    pauseOpen: 'Until I resume',
    resume: 'Resume',
    review: (count) => `Review ${formatCount(count, 'conflict')} …`,
    open: 'Open',
    settings: 'Settings …',
    quit: 'Quit',
    nothingYet: 'Nothing has happened yet',
  },
  untitled: (day) => `Without a summary, ${day}`,
  activity: {
    sync: (up, down) => `Synced: ${up} up, ${down} down`,
    upload: (what) => `Uploaded: ${what}`,
    download: (what) => `Downloaded: ${what}`,
    conflict: (what) => `Two versions: ${what}`,
    resolved: (what) => `Decided: ${what}`,
    deleted: (what) => `Deleted: ${what}`,
    restored: (what) => `Brought back: ${what}`,
    failed: (what) => `Not synced: ${what}`,
  },
  notifications: {
    conflictTitle: 'A session has two versions',
    conflict: (count) =>
      count === 1
        ? 'Both are kept. Decide which one goes on.'
        : `${sessions(count)} have two versions. All are kept until you decide.`,
    troubleTitle: 'Sync has not worked for a while',
    trouble: (sentence) => sentence,
    firstBackupTitle: 'Everything is safe',
    firstBackup: (count) => `${sessions(count)} ${count === 1 ? 'is' : 'are'} in your bucket, encrypted.`,
    stillHereTitle: 'Still at work',
    stillHere: 'Sync goes on in the background. The cloud icon in the panel brings this window back.',
    stillHereNoTray:
      'Sync goes on in the background. This desktop shows no tray icons: start the app again to bring this window back.',
  },
  dialogs: {
    ok: 'OK',
    revealTitle: 'Show the encryption key?',
    revealMessage: 'Whoever sees this key and can reach your bucket can read every session.',
    revealButton: 'Show the key',
    cancel: 'Cancel',
    saveKit: 'Save the recovery kit',
    openKit: 'Open a recovery kit',
    kitFiles: 'Recovery kits',
    chooseFolder: 'Choose a folder for the encrypted sessions',
    chooseProject: 'Where is this project on this computer?',
    chooseImage: 'Choose a picture of the pairing code',
    images: 'Pictures',
    saveLog: 'Save the log',
    saveBundle: 'Save the support bundle',
    saveExport: 'Export the session',
  },
  ago: {
    justNow: 'just now',
    minutes: (count) => `${formatCount(count, 'minute')} ago`,
    hours: (count) => `${formatCount(count, 'hour')} ago`,
    days: (count) => `${formatCount(count, 'day')} ago`,
  },
};

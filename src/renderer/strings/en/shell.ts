import type { Screen } from '../../../shared/contract.ts';
import { english } from '../count.ts';
import type { ShortcutId } from '../../layout/shortcuts.ts';

const screens: Record<Screen, string> = {
  overview: 'Overview',
  sessions: 'Sessions',
  devices: 'Devices',
  conflicts: 'Conflicts',
  cost: 'Cost',
  settings: 'Settings',
  diagnostics: 'Diagnostics',
  setup: 'Set-up',
  pairing: 'Add another device',
};

const shortcuts: Record<ShortcutId, string> = {
  'sync-now': 'Sync now',
  search: 'Search the sessions',
  overview: 'Overview',
  sessions: 'Sessions',
  devices: 'Devices',
  conflicts: 'Conflicts',
  cost: 'Cost',
  settings: 'Settings',
  diagnostics: 'Diagnostics',
  back: 'Back to where you were',
  shortcuts: 'This list',
  larger: 'Larger text',
  smaller: 'Smaller text',
  'usual-size': 'Text at its usual size',
  hide: 'Close the window; the app goes on in the background',
  quit: 'Quit the app',
};

export const shell = {
  app: 'cc-sessions Cloud Sync',
  screens,
  shortcuts,
  navigation: 'Main navigation',
  skip: 'Skip to the content',
  openConflicts: (count: number) => english(count, 'open conflict'),
  keyboard: 'Keyboard shortcuts',
  /** As it stands on the key. */
  ctrl: 'Ctrl',
  keyboardHint: 'In lists, arrow keys move and Enter opens. Tab goes from part to part, Escape closes.',
  opening: 'Opening …',
  cannotOpen: 'The app could not be opened',
  elsewhere: (holder: string) =>
    `${holder === 'cli' ? 'The command line' : 'Another cc-sessions program'} is syncing. This window follows.`,
  noTray:
    'This desktop shows no tray icons, so keep this window at hand: closing it only hides it, and starting the app again brings it back.',
  noTrayTitle: 'There is no tray here',
  noTrayHelp: 'How to show tray icons on GNOME',
  brokenScreen: 'This part of the window stopped working',
  brokenScreenHint:
    'Your sessions are not affected. Show it again, or restart the app if it happens once more.',
  showAgain: 'Show it again',
};

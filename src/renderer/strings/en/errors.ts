import type { WindowAction } from '../../../shared/message-actions.ts';
import { english } from '../count.ts';

/** Labels of the buttons beside errors. */
const actions: Record<WindowAction, string> = {
  retry: 'Try again',
  'set-up': 'Set up sync',
  'open-settings': 'Open settings',
  'open-config': 'Open the config file',
  'turn-on': 'Turn sync on',
  'run-test': 'Test the connection',
  'import-key': 'Enter the key',
  'enter-passphrase': 'Enter the passphrase',
  'unlock-keychain': 'Ask the keychain again',
  'use-config-file': 'Keep the key in the config file',
  'move-secrets': 'Move them to the keychain',
  'tighten-mode': 'Make the file private',
  'new-device-id': 'Give this device a new id',
  'take-over-id': 'Take its id over',
  'show-devices': 'Show devices',
  'review-changes': 'See what would change',
  'continue-anyway': 'Go on anyway',
  'review-conflicts': 'See the conflicts',
  'list-sessions': 'Show sessions',
  'show-details': 'Show details',
  'update-app': 'Look for a newer version',
};

export const errors = {
  actions,
  secretsMoved: (count: number) => `${english(count, 'secret')} moved to the keychain.`,
  fileMadePrivate: 'Only you can read the config file now.',
  idTakenOver: 'The id belongs to this device now.',
  newDeviceId: (id: string) => `This device is now called ${id}.`,
};

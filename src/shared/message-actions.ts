/** What a person can press, or type, about an error. */

interface ActionText {
  readonly label: string;
  /** The same on the command line. */
  readonly command?: string;
}

/** Every action, by id. The app decides what a press does; the label and the command stand here. */
export const ACTIONS = {
  retry: { label: 'Try again', command: 'cc-sessions sync' },
  'set-up': { label: 'Set up sync', command: 'cc-sessions setup' },
  'open-settings': { label: 'Open settings', command: 'cc-sessions setup' },
  'open-config': { label: 'Open the config file' },
  'turn-on': { label: 'Turn sync on' },
  'run-test': { label: 'Test the connection', command: 'cc-sessions test' },
  'import-key': { label: 'Enter the key', command: 'cc-sessions key import' },
  'enter-passphrase': { label: 'Enter the passphrase' },
  'unlock-keychain': { label: 'Ask the keychain again' },
  'use-config-file': { label: 'Keep the key in the config file' },
  'move-secrets': { label: 'Move them to the keychain', command: 'cc-sessions key store' },
  'tighten-mode': { label: 'Make the file private' },
  'new-device-id': { label: 'Give this device a new id' },
  'take-over-id': { label: 'Take its id over', command: 'cc-sessions devices --take-over' },
  'show-devices': { label: 'Show devices', command: 'cc-sessions devices' },
  'review-changes': { label: 'See what would change', command: 'cc-sessions sync --dry-run' },
  'continue-anyway': { label: 'Go on anyway' },
  'review-conflicts': { label: 'See the conflicts', command: 'cc-sessions conflicts' },
  'list-sessions': { label: 'Show sessions', command: 'cc-sessions list' },
  'show-details': { label: 'Show details', command: 'cc-sessions status' },
  'show-help': { label: 'Help', command: 'cc-sessions --help' },
  'update-app': { label: 'Look for a newer version' },
} as const satisfies Record<string, ActionText>;

export type ActionId = keyof typeof ACTIONS;
/** What can be pressed in the window: its help is what stands there. */
export type WindowAction = Exclude<ActionId, 'show-help'>;

export function isWindowAction(id: ActionId): id is WindowAction {
  return id !== 'show-help';
}

export interface Action {
  readonly id: ActionId;
  readonly label: string;
  /** The command that does the same, where there is one. */
  readonly command?: string;
}

export function actionOf(id: ActionId): Action {
  return { id, ...ACTIONS[id] };
}

/** Words for errors of keys, passphrases, vaults and the keychain. */
import type { Facts } from '../message-facts.ts';
import { join, wordsFor, type MessageMaker } from './message.ts';

/** Reasons of KEYCHAIN_UNAVAILABLE; `KeychainProblem` in main/secrets/keychain.ts. */
const KEYCHAIN: Readonly<Record<string, string>> = {
  'no-bus': 'This login has no desktop session, as on a server or over SSH.',
  'no-service': 'No program that keeps passwords is running, such as GNOME Keyring or KWallet.',
  'no-collection': 'The keychain is there but has never been set up.',
  locked: 'The keychain is locked.',
  refused: 'The request was declined.',
  'no-answer': 'It did not answer in time; perhaps it is waiting for you to unlock it.',
  'not-installed':
    'A part of the system that it needs is not installed (on Debian and Ubuntu: libsecret-1-0).',
  'not-kept': 'It took a test entry but did not give it back.',
};

/** For warnings.ts as well. */
export function keychainReason(facts: Facts): string {
  return wordsFor(KEYCHAIN, facts.text('reason'), 'It did not work.');
}

const KEY_SOURCES: Readonly<Record<string, string>> = {
  env: 'The encryption key from the environment',
  config: 'The encryption key in the config file',
  keychain: 'The encryption key in the keychain',
};

function keyMalformed(facts: Facts): string {
  const length = facts.number('length');
  const position = facts.number('position');
  const variable = facts.text('variable');
  const line = facts.number('line');
  const where = [variable, facts.text('path'), line === undefined ? '' : `line ${line}`]
    .filter(Boolean)
    .join(', ');
  return join(
    wordsFor(KEY_SOURCES, facts.text('source'), 'This encryption key'),
    where !== '' && `(${where})`,
    'cannot be right: a key has exactly 64 characters, digits and the letters a to f.',
    length !== undefined && length !== 64 && `This one has ${length}.`,
    position !== undefined && `Character ${position} is another one.`,
    'Copy it once more, completely, from where you keep it.',
  );
}

/** `(fingerprint a1b2c3d4)`, or empty. */
function fingerprint(facts: Facts, ...names: string[]): string {
  const value = facts.text(...names);
  return value === '' ? '' : ` (fingerprint ${value})`;
}

export const KEY_MESSAGES = {
  KEY_MISSING: (facts) => ({
    title: 'The encryption key is missing on this device',
    sentence: `Your sessions in the cloud are encrypted, and this device does not have the key${fingerprint(facts, 'fingerprint', 'expected')} yet. Enter the key you saved at the first set-up; another device that syncs can show it (“key show”). Nothing was uploaded.`,
    actions: ['import-key', 'enter-passphrase', 'show-help'],
  }),
  KEY_MALFORMED: (facts) => ({
    title: 'This is not an encryption key',
    sentence: keyMalformed(facts),
    actions: ['import-key', 'show-help'],
  }),
  KEY_WRONG: (facts) => ({
    title: 'The encryption key does not fit',
    sentence: join(
      `The key on this device${fingerprint(facts, 'given', 'fingerprint')} is another one than the key your sessions in the cloud are encrypted with${fingerprint(facts, 'expected')}.`,
      'Nothing was uploaded or changed.',
      'Use the same key on all devices: enter the one that your other device shows.',
    ),
    actions: ['import-key', 'open-settings'],
  }),
  PASSPHRASE_WRONG: () => ({
    title: 'The passphrase is not right',
    sentence:
      'Your sessions in the cloud cannot be opened with this passphrase. Check capital letters and the keyboard layout, then enter it again.',
    actions: ['enter-passphrase', 'import-key'],
  }),
  PASSPHRASE_UNUSED: () => ({
    title: 'A key is needed, not a passphrase',
    sentence:
      'The place your sessions are kept in was set up with an encryption key and has no passphrase. Enter the key of 64 characters instead.',
    actions: ['import-key', 'show-help'],
  }),
  PASSPHRASE_WEAK: (facts) => {
    const least = facts.number('least');
    const problem = facts.text('problem');
    return {
      title: 'The passphrase is too easy to guess',
      sentence: join(
        'Whoever gets hold of the stored files could find it by trying.',
        problem === 'repetitive' && 'It repeats the same few characters.',
        problem === 'sequence' && 'It is a row of neighbouring characters.',
        least !== undefined && `It needs at least ${least} characters.`,
        'Choose another one, for instance four or five words that do not belong together.',
      ),
      actions: ['enter-passphrase'],
    };
  },
  VAULT_DAMAGED: () => ({
    title: 'The description of your storage is damaged',
    sentence:
      'The file “vault.json” in your storage, which tells devices how to join, cannot be understood. Your sessions are stored apart from it, and nothing was changed. Restore an older version of that file if your provider keeps versions, or ask for help before you do anything else.',
    actions: ['show-details', 'show-help', 'retry'],
  }),
  VAULT_UNSUPPORTED: (facts) => ({
    title: 'Your storage was set up by a newer version',
    sentence: join(
      'This version of cc-sessions does not know the format your sessions are stored in',
      facts.text('version') !== '' && `(version ${facts.text('version')})`,
      'and leaves everything as it is. Install the newest version on this device.',
    ).replace(' and leaves', ', and leaves'),
    actions: ['update-app', 'show-help'],
  }),
  VAULT_CHANGED: () => ({
    title: 'This is not the storage this device knows',
    sentence:
      'The storage has another identity than at the last sync: it was emptied and set up again, or the settings point to another place. Nothing was uploaded or removed. Check bucket, endpoint and prefix in the settings; if the change was meant, set up sync again.',
    actions: ['open-settings', 'set-up'],
  }),
  VAULT_MISSING: (facts) => ({
    title: 'There is nothing to join yet',
    sentence: `No device has set up sync in this place yet${facts.quoted('place')}. Check bucket, endpoint and prefix for a slip; if this is your first device, set it up with a new key. Nothing was saved.`,
    actions: ['set-up', 'show-help'],
  }),
  KEYCHAIN_UNAVAILABLE: (facts) => ({
    title: 'The keychain does not answer',
    sentence: `The keychain of this computer, where your key is kept safe, cannot be used right now. ${keychainReason(facts)} Unlock or start it and try again, or choose to keep the key in the config file, which only you can read.`,
    actions: ['unlock-keychain', 'use-config-file', 'show-help'],
  }),
} as const satisfies Record<string, MessageMaker>;

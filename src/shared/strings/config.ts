/** Words for errors of the configuration and the home directory. */
import type { Facts } from '../message-facts.ts';
import { join, wordsFor, type MessageMaker } from './message.ts';

/** `the config file (/home/ann/.cc-sessions/config.yml, line 3, column 5)` */
function configFile(facts: Facts): string {
  const line = facts.number('line');
  const column = facts.number('column');
  const place = [
    facts.text('path'),
    line === undefined ? '' : `line ${line}`,
    line === undefined || column === undefined ? '' : `column ${column}`,
  ].filter(Boolean);
  return place.length > 0 ? `the config file (${place.join(', ')})` : 'the config file';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Reasons of CONFIG_MALFORMED. */
const MALFORMED: Readonly<Record<string, string>> = {
  tab: 'There is a tab before a key. Use blanks instead of tabs to indent.',
  indentation:
    'The indentation does not fit there. Keys that belong together start in the same column; a value with ": " in it needs quotes.',
  'duplicate-key': 'The same key stands there twice. Keep one of them.',
  'missing-colon': 'A colon and a blank are missing after a key, as in "enabled: true".',
  unclosed: 'A quote or bracket was opened there or earlier and never closed. Add the missing one.',
  'needs-quotes':
    'A value begins with a character that has a meaning of its own. Put the value into double quotes.',
  'several-documents': 'A line "---" begins a second document. Keep everything in one.',
  'too-deep': 'Brackets or lists are nested too deeply. Check for one too many.',
  encoding: 'The file is not plain text in UTF-8. Save it again as UTF-8 in your editor.',
};

/** What keys take; `Expected` in main/config/cloud-settings.ts. */
const EXPECTED: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  text: 'a text of one line',
  provider: 'r2, s3, b2, s3-compatible or folder',
  interval: 'a whole number of minutes, from 0 (never by itself) to 10080 (a week)',
  bandwidth: 'a number of bytes a second such as 500000 or "2 MB", or 0 for no limit',
  key: '64 digits and letters from a to f',
  'device-id': 'auto, or a name of letters, digits and the signs “._-@+=”',
  prefix: 'a folder name inside the bucket, without ".." or "\\"',
  transcripts: 'on-demand or all',
  'path-map': 'one line per path, such as "/home/ann: /Users/ann"',
  block: 'settings, one on each line, indented below it',
};

/** Kinds of values found where another kind is wanted. */
const FOUND: Readonly<Record<string, string>> = {
  map: 'has settings below it',
  list: 'is a list',
  empty: 'is empty',
  alias: 'begins with *, which has a meaning of its own, and needs quotes',
};

function whatIsWrong(facts: Facts): string {
  const key = facts.text('key');
  const name = key === '' ? 'A setting' : `“${key}”`;
  const takes = wordsFor(EXPECTED, facts.text('expected'));
  const wanted = takes !== '' && `It takes ${takes}.`;
  switch (facts.text('problem')) {
    case 'missing':
      return join(`${name} is missing.`, wanted, 'Please add it.');
    case 'example':
      return `${name} still has the value of the example. Put in your own, which your storage provider shows you.`;
    case 'contradiction':
      return `${name} stands there twice with different values. Keep the right one and delete the other.`;
    case 'indentation':
      return `${name} must be indented by two blanks, below “cloud:”, and so must the other settings there.`;
    case 'range':
    case 'choice':
      return join(`The value of ${name} is not possible.`, wanted, 'Please change it.');
    default:
      return join(
        `${name} ${wordsFor(FOUND, facts.text('found'), 'has a value that does not fit')}.`,
        wanted,
        'Please change it.',
      );
  }
}

/** Reasons of files that cannot be read or written: our own ids and Node's error codes. */
const FILE_REASONS: Readonly<Record<string, string>> = {
  permission: 'You may not open it: check whom it belongs to and its permissions.',
  directory: 'It is a folder, not a file: rename the folder, or point CC_SESSIONS_CONFIG to the right file.',
  'not-a-file': 'It is not an ordinary file: point CC_SESSIONS_CONFIG to the right one.',
  'too-large': 'It is larger than 1 MB, so it is probably another file: check its content.',
  ELOOP: 'It is a link that leads back to itself: remove the link.',
  changing: 'Another program keeps changing it: close that program, then try again.',
  shape: 'It is written in a way that cannot be changed safely: please edit it by hand.',
  EACCES: 'You may not write there: check whom it belongs to and its permissions.',
  EPERM: 'You may not write there: check whom it belongs to and its permissions.',
  EROFS: 'The disk allows reading only: check how it is mounted.',
  ENOTDIR: 'A part of its path is a file, not a folder: check the path.',
  EEXIST: 'There is a file in its place: move that file away.',
  ENOENT: 'The folder is not there: create it, or check the path.',
};

function fileReason(facts: Facts, fallback: string): string {
  return wordsFor(FILE_REASONS, facts.text('reason'), fallback);
}

function deviceIdInvalid(facts: Facts): string {
  const reason = facts.text('reason');
  const file = facts.text('path');
  if (reason === 'characters' || file === '') {
    const where = file === '' ? 'in the settings' : `in ${configFile(facts)}`;
    return `The device name ${where} cannot be used. Choose 1 to 128 letters, digits or the signs “._-@+=” without blanks or slashes, or write “auto”.`;
  }
  const what = reason === 'junk' ? 'holds something that is no device id' : 'cannot be read';
  return `The file ${file} ${what}. It was left as it is. Put the old id back if you have it; else delete the file, and a new id is made.`;
}

export const CONFIG_MESSAGES = {
  CONFIG_MISSING: (facts) => ({
    title: 'Sync is not set up yet',
    sentence: join(
      'There is no place yet to keep your sessions. Your sessions on this device are untouched.',
      facts.text('part') === 'cloud'
        ? `${capital(configFile(facts))} has no “cloud:” part; set-up adds it.`
        : 'Set-up asks where to keep them and takes a few minutes.',
    ),
    actions: ['set-up', 'show-help'],
  }),
  CONFIG_UNREADABLE: (facts) => ({
    title: 'The config file cannot be read',
    sentence: `${capital(configFile(facts))} could not be opened. ${fileReason(facts, 'Check that the file is there and that you may read it.')}`,
    actions: ['open-config', 'retry'],
  }),
  CONFIG_MALFORMED: (facts) => ({
    title: 'The config file has a mistake',
    sentence: `${capital(configFile(facts))} cannot be understood. ${wordsFor(MALFORMED, facts.text('reason'), 'Please check that place and the line before it.')} Nothing was changed.`,
    actions: ['open-config', 'retry'],
  }),
  CONFIG_INVALID: (facts) => {
    const guess = facts.text('suggestion');
    return {
      title: 'A setting is not right',
      sentence: join(
        `In ${configFile(facts)}:`,
        whatIsWrong(facts),
        guess !== '' && `Did you mean “${guess}”?`,
      ),
      actions: ['open-config', 'open-settings'],
    };
  },
  CONFIG_UNWRITABLE: (facts) => ({
    title: 'The settings could not be saved',
    sentence: `${capital(configFile(facts))} could not be changed and is as it was. ${fileReason(facts, 'Check that you may write there, then try again.')}`,
    actions: ['open-config', 'retry'],
  }),
  CLOUD_DISABLED: (facts) => ({
    title: 'Sync is switched off',
    sentence: `Your sessions stay on this device only. To sync them, switch sync on, or write “enabled: true” below “cloud:” in ${configFile(facts)}.`,
    actions: ['turn-on', 'open-settings'],
  }),
  DEVICE_ID_INVALID: (facts) => ({
    title: 'The name of this device cannot be used',
    sentence: deviceIdInvalid(facts),
    actions: ['open-config', 'new-device-id'],
  }),
  DEVICE_ID_CLASH: (facts) => ({
    title: 'Two devices have the same id',
    sentence: join(
      `Another device${facts.quoted('name')} syncs with the same device id${facts.quoted('device')}, most often because a disk or folder was copied.`,
      'Nothing was uploaded, so that neither overwrites the other.',
      'Give this device a new id; if the other one is gone for good, take its id over instead.',
    ),
    actions: ['new-device-id', 'take-over-id', 'show-devices'],
  }),
  DEVICE_NEEDED: () => ({
    title: 'The device still keeps conversations of other sessions',
    sentence:
      'They could not be copied to this device’s part of the bucket, so nothing was removed. Sync once, see what fails there, and remove the device then.',
    actions: ['retry', 'list-sessions'],
  }),
  HOME_UNWRITABLE: (facts) => ({
    title: 'The folder for your sessions cannot be written to',
    sentence: `Nothing can be saved in${facts.quoted('path') || ' the folder of cc-sessions'}. ${fileReason(facts, 'Check that you may write there, or set CC_SESSIONS_HOME to another folder.')}`,
    actions: ['retry', 'show-help'],
  }),
} as const satisfies Record<string, MessageMaker>;

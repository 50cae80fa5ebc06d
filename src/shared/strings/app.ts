/** Words for what only the desktop app can meet: pairing, taking back a decision, parts that are not there. */
import type { MessageMaker } from './message.ts';

export const APP_MESSAGES = {
  PAIRING_MALFORMED: (facts) => ({
    title: 'This is no pairing code',
    sentence:
      facts.text('problem') === 'no-image-code'
        ? 'There is no readable QR code in this picture. Take it again with the whole code in it, or copy the text instead.'
        : 'This is not the text that the other device shows, or a part of it is missing. Copy it once more, the whole of it.',
    actions: ['retry'],
  }),
  PAIRING_CODE_WRONG: () => ({
    title: 'The one-time code does not fit',
    sentence:
      'The one-time code does not open this pairing text. Enter it as the other device shows it; each text has a code of its own.',
    actions: ['retry'],
  }),
  PAIRING_EXPIRED: () => ({
    title: 'The pairing code is too old',
    sentence:
      'Pairing codes are good for 10 minutes. Make a new one on the other device. If this one was made just now, check the clocks of both devices.',
    actions: ['retry'],
  }),
  UNDO_TOO_LATE: () => ({
    title: 'This cannot be taken back any more',
    sentence:
      'The decision has already gone out to the other devices. If you kept both versions, look for the second one in the list of sessions.',
    actions: ['list-sessions'],
  }),
  FILE_UNREADABLE: (facts) => ({
    title: 'This file cannot be read',
    sentence:
      facts.text('problem') === 'too-large'
        ? `The file${facts.quoted('path')} is far too large for what it should be. Choose another one.`
        : `The file${facts.quoted('path')} could not be read. Check that it is there and that you may open it, or choose another one.`,
    actions: ['retry'],
  }),
  PATH_UNOPENED: (facts) => ({
    title: 'This could not be opened',
    sentence:
      facts.text('problem') === 'missing'
        ? `There is no${facts.quoted('path') || ' such file or folder'} on this computer. It may have been moved, or be on another device only; look there.`
        : `The system has no program that opens${facts.quoted('path') || ' it'}, or the program did not start. Try to open it yourself, in a file manager or an editor.`,
    actions: ['retry'],
  }),
  NOT_AVAILABLE_YET: (facts) => ({
    title: 'Not there yet',
    sentence: `This version cannot do that yet${facts.text('command') === '' ? '' : ` (${facts.text('command')})`}. Nothing was changed; look for a newer version.`,
    actions: ['update-app'],
  }),
} as const satisfies Record<string, MessageMaker>;

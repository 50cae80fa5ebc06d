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
  NOT_AVAILABLE_YET: (facts) => ({
    title: 'Not there yet',
    sentence: `This version cannot do that yet${facts.text('command') === '' ? '' : ` (${facts.text('command')})`}. Nothing was changed; look for a newer version.`,
    actions: ['update-app'],
  }),
} as const satisfies Record<string, MessageMaker>;

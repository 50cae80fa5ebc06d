/** Words for stored objects that cannot be used. They are left where they are; other sessions go on. */
import { formatBytes } from '../format.ts';
import type { Facts } from '../message-facts.ts';
import { join, type MessageMaker } from './message.ts';

/** `A stored session (sessions/laptop/mem_1.enc)` */
function stored(facts: Facts): string {
  const name = facts.text('key', 'session');
  return name === '' ? 'A stored session' : `A stored session (${name})`;
}

const GOES_ON = 'It was left alone, and all other sessions go on as usual.';

export const OBJECT_MESSAGES = {
  OBJECT_KEY_UNSAFE: (facts) => ({
    title: 'A stored file has an unsafe name',
    sentence: join(
      `A file in the storage${facts.quoted('key')} has a name that cc-sessions never gives and that could do harm on your disk, so it was not downloaded.`,
      'All other sessions go on as usual. Remove the file at your provider if you do not know it.',
    ),
    actions: ['show-details', 'show-help'],
  }),
  OBJECT_TRUNCATED: (facts) => ({
    title: 'A stored session is incomplete',
    sentence: `${stored(facts)} was cut short, most likely by an interrupted upload. ${GOES_ON} Sync once more on the device it came from, and it is uploaded again.`,
    actions: ['retry', 'show-details'],
  }),
  OBJECT_UNDECRYPTABLE: (facts) => ({
    title: 'A stored session cannot be decrypted',
    sentence: `${stored(facts)} was damaged, or encrypted with another key. ${GOES_ON} Check that all devices show the same key fingerprint; if they do, sync once more on the device it came from.`,
    actions: ['show-devices', 'show-details'],
  }),
  OBJECT_MALFORMED: (facts) => ({
    title: 'A stored file cannot be understood',
    sentence: `${stored(facts)} was decrypted, but what is inside does not have the form it should. ${GOES_ON} Sync once more on the device it came from; if it stays, see the details.`,
    actions: ['retry', 'show-details'],
  }),
  OBJECT_MISPLACED: (facts) => ({
    title: 'A stored session is in the wrong place',
    sentence: `${stored(facts)} says of itself that it belongs elsewhere: somebody copied or renamed it in the storage. ${GOES_ON} Move it back, or remove it at your provider.`,
    actions: ['show-details', 'show-help'],
  }),
  OBJECT_TOO_LARGE: (facts) => {
    const size = facts.number('size');
    return {
      title: 'A stored session is too large',
      sentence: join(
        stored(facts),
        size !== undefined && `has ${formatBytes(size)}. That`,
        `is larger than a session can be, so it was not downloaded. ${GOES_ON} If you do not know it, remove it at your provider.`,
      ),
      actions: ['show-details', 'show-help'],
    };
  },
  OBJECT_UNSUPPORTED: (facts) => ({
    title: 'A stored session needs a newer version',
    sentence: `${stored(facts)} was written by a newer version of cc-sessions. ${GOES_ON} Install the newest version on this device to see it.`,
    actions: ['update-app', 'show-details'],
  }),
  TRANSCRIPT_PART_MISSING: (facts) => ({
    title: 'A piece of the conversation is missing',
    sentence: join(
      `The storage does not have all pieces of this conversation${facts.quoted('session')}.`,
      'Most likely the device it comes from has stored it anew since your last sync. Sync once, then try again; if it stays, sync on that device too.',
    ),
    actions: ['retry', 'show-details'],
  }),
  TRANSCRIPT_TOO_LARGE: (facts) => ({
    title: 'A conversation is too large to be kept',
    sentence: join(
      `The conversation of a session${facts.quoted('session')} has more files or pieces than can be kept, so the latest of it was not stored.`,
      'What was stored before is safe. Keep a copy of the agent’s files yourself.',
    ),
    actions: ['show-details'],
  }),
  MEMORY_INVALID: (facts) => ({
    title: 'A session has content that cannot be read',
    sentence: join(
      facts.text('session', 'key') === '' ? 'One session' : `The session${facts.quoted('session', 'key')}`,
      'does not have the form of a session',
      facts.text('field') !== '' && `(“${facts.text('field')}” ${facts.text('problem') || 'is wrong'})`,
      'and was not taken over. Its original stays where it is, and all other sessions go on. Look at the details to find out where it comes from.',
    ),
    actions: ['show-details', 'list-sessions'],
  }),
} as const satisfies Record<string, MessageMaker>;

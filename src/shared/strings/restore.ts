/** Words for what keeps a session from being put back, and for the agents' own settings. */
import type { Facts } from '../message-facts.ts';
import { join, wordsFor, type MessageMaker } from './message.ts';

/** ` of session “mem_1”` */
const ofSession = (facts: Facts): string =>
  facts.text('session') === '' ? '' : ` of session${facts.quoted('session')}`;

/** ` (/home/ann/x)` */
const place = (facts: Facts): string => (facts.text('path') === '' ? '' : ` (${facts.text('path')})`);

const LIVE_REASONS = {
  running: 'its agent is running with it',
  recent: 'its file was written within the last minute',
};

const UNSAFE_PROBLEMS = {
  symlink: 'there is a symbolic link where its files would go',
  name: 'one of its files has a name that leads elsewhere',
  occupied: 'another file is already there',
};

export const RESTORE_MESSAGES = {
  SESSION_LIVE: (facts) => {
    const pid = facts.number('pid');
    return {
      title: 'The session is being worked on here',
      sentence: join(
        `The session${facts.quoted('session')} was left alone, because`,
        wordsFor(LIVE_REASONS, facts.text('reason'), 'somebody is working on it'),
        pid !== undefined && `(process ${pid})`,
        'on this device. Close it there, wait a minute, then try again.',
      ),
      actions: ['retry'],
    };
  },
  PROJECT_NOT_HERE: (facts) => ({
    title: 'The project is not found on this device',
    sentence: join(
      `The project of this session${place(facts)} is at none of the places where it could be on this device.`,
      'Say where it is with --to DIR, or add its path to path_map in the config file.',
    ),
    actions: ['open-config', 'show-help'],
  }),
  TRANSCRIPT_MISSING: (facts) => ({
    title: 'The conversation of this session is not kept',
    sentence: `There is no transcript${ofSession(facts)}, only its memory: the agent had deleted it before it was saved, or the device it comes from has not uploaded it yet. Sync once more on that device, then try again.`,
    actions: ['retry', 'show-details'],
  }),
  TRANSCRIPT_DAMAGED: (facts) => ({
    title: 'The stored conversation is damaged',
    sentence: `What was fetched of the transcript${ofSession(facts)} is not what was stored${place(facts)}, so nothing was written. Sync once more on the device it comes from, then try again.`,
    actions: ['retry', 'show-details'],
  }),
  TRANSCRIPT_UNSUPPORTED: (facts) => ({
    title: 'This conversation needs a newer version',
    sentence: join(
      'This version of cc-sessions does not know how to read the transcript',
      facts.text('agent') !== '' && `of the agent${facts.quoted('agent')}`,
      'and left it as it is. Install the newest version of cc-sessions on this device.',
    ),
    actions: ['update-app', 'show-details'],
  }),
  RESTORE_UNSAFE: (facts) => ({
    title: 'The session was not put back',
    sentence: join(
      `The session could not be put back safely${place(facts)}:`,
      `${wordsFor(UNSAFE_PROBLEMS, facts.text('problem'), 'its files do not have the form they should')}.`,
      'Nothing that was there was changed. Look at the details to see what it is.',
    ),
    actions: ['show-details'],
  }),
  AGENT_FILES_UNWRITABLE: (facts) => ({
    title: 'The agent’s files could not be written',
    sentence: join(
      `cc-sessions could not write where the agent keeps its files${place(facts)}`,
      facts.text('reason') !== '' && `(${facts.text('reason')})`,
      'and changed nothing that was there. Check that you may write there, then try again.',
    ),
    actions: ['retry', 'show-details'],
  }),
  AGENT_SETTINGS_MALFORMED: (facts) => {
    const line = facts.number('line');
    return {
      title: 'The agent’s settings cannot be read',
      sentence: join(
        `The settings file of the agent${place(facts)} is not valid JSON`,
        line !== undefined && `(see line ${line})`,
        'and was left as it is. Correct it, then try again.',
      ),
      actions: ['retry', 'show-help'],
    };
  },
} as const satisfies Record<string, MessageMaker>;

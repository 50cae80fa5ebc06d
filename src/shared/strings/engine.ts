/** Words for errors of syncing, of conflicts and of this machine. */
import { formatCount } from '../format.ts';
import type { Facts } from '../message-facts.ts';
import { asSentence, join, type MessageMaker } from './message.ts';

function holder(facts: Facts): string {
  const name = facts.text('holder');
  const pid = facts.text('pid');
  if (name === 'app') return 'The cc-sessions app';
  if (name === 'cli') return `Another cc-sessions command${pid === '' ? '' : ` (process ${pid})`}`;
  return name === ''
    ? 'Another cc-sessions process'
    : `Another process (${name}${pid === '' ? '' : `, ${pid}`})`;
}

function massChange(facts: Facts): string {
  const losing = facts.number('losing');
  const known = facts.number('known');
  if (losing === undefined)
    return 'This sync would overwrite or remove unusually many of your sessions at once.';
  const all = known === undefined ? '' : ` of ${known}`;
  return `This sync would overwrite or remove ${formatCount(losing, 'session')}${all} at once.`;
}

function usageProblem(facts: Facts): string {
  const problem = facts.text('problem');
  if (problem === 'ambiguous-id') {
    return `Several sessions begin with${facts.quoted('id') || ' that'}: type more of the id.`;
  }
  if (problem === 'several-devices') {
    const devices = facts.text('devices');
    return `Several devices have a version of their own${devices === '' ? '' : ` (${devices})`}: name the one that is meant.`;
  }
  return (
    asSentence(problem || facts.text('message', 'reason')) || 'The command cannot be carried out like that.'
  );
}

export const ENGINE_MESSAGES = {
  BRAKE_MASS_CHANGE: (facts) => ({
    title: 'Stopped, to be safe: very many changes',
    sentence: `${massChange(facts)} That can be right, but it is also what a mistake looks like, so nothing was done. See what would change, and go on only if that is what you want.`,
    actions: ['review-changes', 'continue-anyway'],
  }),
  BRAKE_EMPTY_BUCKET: (facts) => ({
    title: 'Stopped, to be safe: the storage is empty',
    sentence: join(
      facts.number('objects') === undefined
        ? 'Your storage held sessions at the last sync, and now it looks empty.'
        : `Your storage held ${formatCount(facts.number('objects') ?? 0, 'file')} at the last sync, and now it looks empty.`,
      'Nothing was removed here. Check bucket, prefix and access key in the settings; if you emptied it yourself, go on, and everything on this device is uploaded again.',
    ),
    actions: ['open-settings', 'run-test', 'continue-anyway'],
  }),
  LOCK_HELD: (facts) => ({
    title: 'A sync is already running',
    sentence: `${holder(facts)} is syncing right now, and only one may write at a time. Wait until it has finished, then try again.`,
    actions: ['retry', 'show-details'],
  }),
  LOCK_LOST: () => ({
    title: 'Another process took over',
    sentence:
      'This sync stood still for so long, for instance while the computer slept, that another process took over. What was done is kept; sync again for the rest.',
    actions: ['retry'],
  }),
  CANCELLED: () => ({
    title: 'Stopped',
    sentence:
      'The work was stopped before it was finished. What was done is kept; the rest follows when you start it again.',
    actions: ['retry'],
  }),
  LOCAL_CHANGED: (facts) => ({
    title: 'A session changed meanwhile',
    sentence: `The session${facts.quoted('session')} was changed on this device while it was being synced, so the newer text was left alone. Sync again.`,
    actions: ['retry'],
  }),
  CONFLICT_STALE: (facts) => ({
    title: 'The conflict has changed',
    sentence: `One of the versions of the session${facts.quoted('session')} was changed after you looked at it, so your choice was not applied. Look at both versions again and choose once more.`,
    actions: ['review-conflicts'],
  }),
  CONFLICT_UNKNOWN: (facts) => ({
    title: 'There is no such conflict',
    sentence: `The session${facts.quoted('session')} has no conflict, or it was already resolved, perhaps on another device. See the list of conflicts.`,
    actions: ['review-conflicts', 'list-sessions'],
  }),
  SESSION_UNKNOWN: (facts) => ({
    title: 'There is no such session',
    sentence: join(
      facts.quoted('session', 'id') === ''
        ? 'No session by that id is known.'
        : `No session by the id${facts.quoted('session', 'id')} is known.`,
      'Check the id for a slip, or see the list of sessions.',
    ),
    actions: ['list-sessions', 'retry'],
  }),
  SESSION_NOT_UPLOADED: (facts) => ({
    title: 'The session is not in the storage yet',
    sentence: `The session${facts.quoted('session')} has not been uploaded so far. Sync on the device that has it, then try again.`,
    actions: ['retry', 'list-sessions'],
  }),
  STORE_CORRUPT: (facts) => ({
    title: 'The list of sessions was damaged',
    sentence: join(
      `The database${facts.quoted('path')} is damaged, perhaps after a crash or a full disk.`,
      facts.text('setAside', 'movedTo') !== '' &&
        `It was set aside as “${facts.text('setAside', 'movedTo')}” and not deleted.`,
      'Sync again: everything that is in the storage or in your agents’ own files comes back.',
    ),
    actions: ['retry', 'show-details'],
  }),
  STORE_UNREADABLE: (facts) => ({
    title: 'The list of sessions cannot be opened',
    sentence: join(
      `The database${facts.quoted('path')} could not be opened`,
      facts.text('reason') !== '' && `(${facts.text('reason')})`,
      'and was left as it is. Check that you may read and write it; if a newer version of cc-sessions made it, install that version here too.',
    ),
    actions: ['retry', 'update-app'],
  }),
  STORE_BUSY: (facts) => ({
    title: 'The list of sessions is in use',
    sentence: `Another program is writing to the database${facts.quoted('path')} and has not finished in time. Nothing was lost: wait a moment, then try again.`,
    actions: ['retry'],
  }),
  DISK_FULL: (facts) => ({
    title: 'The disk is full',
    sentence: `There is no space left to save${facts.text('path') === '' ? '' : ` ${facts.text('path')}`}. Nothing that was there is lost. Free some space on the disk, then try again.`,
    actions: ['retry'],
  }),
  TRANSCRIPT_UNREADABLE: (facts) => ({
    title: 'An agent’s file could not be read',
    sentence: `The record of a session${facts.quoted('path', 'source')} could not be read and was left out; all others go on. Check that you may read the file, then try again.`,
    actions: ['retry', 'show-details'],
  }),
  USAGE: (facts) => ({
    title: 'This command is not complete or not known',
    sentence: join(
      usageProblem(facts),
      facts.text('suggestion') !== '' && `Did you mean “${facts.text('suggestion')}”?`,
      'See the help for how it is written.',
    ),
    actions: ['show-help'],
  }),
  IPC_REFUSED: () => ({
    title: 'The window asked for something it may not',
    sentence:
      'A request from the window was not one the app knows, so it was not carried out. Close the window and open it again; if it stays, install the newest version.',
    actions: ['retry', 'update-app'],
  }),
  INTERNAL: (facts) => ({
    title: 'Something unexpected happened',
    sentence: join(
      'This is a mistake in cc-sessions, not yours.',
      asSentence(facts.text('reason')),
      'Try again; if it stays, run it with CC_MEMORY_DEBUG=true and report what it says.',
    ),
    actions: ['retry', 'show-details', 'show-help'],
  }),
} as const satisfies Record<string, MessageMaker>;

/** Words for warnings. */
import type { WarningCode } from '../warnings.ts';
import { keychainReason } from './keys.ts';
import { join, type MessageMaker } from './message.ts';

export const WARNING_MESSAGES: Readonly<Record<WarningCode, MessageMaker>> = {
  CONFIG_WORLD_READABLE: (facts) => ({
    title: 'Others on this computer can read your keys',
    sentence: join(
      `The config file${facts.quoted('path')} holds secrets, and its permissions`,
      facts.text('mode') !== '' && `(${facts.text('mode')})`,
      'let other users of this computer read it. Make the file private (mode 600).',
    ),
    actions: ['tighten-mode', 'move-secrets'],
  }),
  CONFIG_KEY_UNKNOWN: (facts) => ({
    title: 'A setting is not known',
    sentence: join(
      `The setting${facts.quoted('key')}${facts.text('line') === '' ? '' : ` in line ${facts.text('line')}`} of the config file is not one cc-sessions reads, so it has no effect.`,
      facts.text('suggestion') === ''
        ? 'Check it for a slip, or remove it.'
        : `Did you mean “${facts.text('suggestion')}”? Please correct it.`,
    ),
    actions: ['open-config'],
  }),
  SECRETS_IN_CONFIG: (facts) => ({
    title: 'Secrets stand in the config file',
    sentence: join(
      `The config file${facts.quoted('path')} holds secrets in plain text`,
      facts.text('names') !== '' && `(${facts.text('names')})`,
      'and they are used from there. You can move them to the keychain of this computer, where other programs cannot simply read them.',
    ),
    actions: ['move-secrets', 'open-config'],
  }),
  KEYCHAIN_FALLBACK: (facts) => ({
    title: 'The keychain does not work here',
    sentence: `${keychainReason(facts)} So the secret${facts.quoted('name')} was saved in the config file${facts.quoted('path')} instead, which only you can read. Move it to the keychain once that works.`,
    actions: ['move-secrets', 'unlock-keychain'],
  }),
  DEVICE_ID_DIFFERS: (facts) => ({
    title: 'This device goes by a new name',
    sentence: `The settings name this device${facts.quoted('configured')}, but it was known as${facts.quoted('stored') || ' something else'} before. Sessions uploaded under the old name now count as another device’s. If that was not meant, set “device_id” back to “auto”.`,
    actions: ['open-config', 'show-devices'],
  }),
  SYNC_STATE_REBUILT: () => ({
    title: 'The record of earlier syncs was made anew',
    sentence:
      'It could not be read and is only a record that can be rebuilt: no session was lost. Sync once, which takes longer than usual this time.',
    actions: ['retry'],
  }),
  STORE_SET_ASIDE: (facts) => ({
    title: 'The store of sessions was damaged',
    sentence: join(
      `The file${facts.quoted('path')} could not be read.`,
      facts.text('setAside') !== '' && `It was kept as${facts.quoted('setAside')}, and a new one was begun.`,
      'Sync once: every session that is in the bucket comes back. Keep the old file until you have seen them.',
    ),
    actions: ['retry', 'show-details'],
  }),
  WATCH_POLLING: (facts) => ({
    title: 'Changes are noticed a little later',
    sentence: join(
      'The system does not tell about changes here',
      facts.text('explanation') !== '' && `(${facts.text('explanation')}),`,
      'so the folders are looked at every few seconds instead. Nothing is missed; raise that limit to save some work.',
    ),
    actions: ['show-details'],
  }),
};

/**
 * Every text of the window, in English, by screen. The type of this catalogue is the form of every other: a language
 * that lacks a text does not compile. Numbers and times go in as numbers and are written by text/format.ts.
 */
import { components } from './en/components.ts';
import { conflicts } from './en/conflicts.ts';
import { connection } from './en/connection.ts';
import { conversation } from './en/conversation.ts';
import { cost } from './en/cost.ts';
import { devices } from './en/devices.ts';
import { diagnostics } from './en/diagnostics.ts';
import { errors } from './en/errors.ts';
import { key } from './en/key.ts';
import { overview } from './en/overview.ts';
import { pairing } from './en/pairing.ts';
import { session } from './en/session.ts';
import { sessions } from './en/sessions.ts';
import { settings } from './en/settings.ts';
import { setup } from './en/setup.ts';
import { shell } from './en/shell.ts';

export const en = {
  components,
  conflicts,
  connection,
  conversation,
  cost,
  devices,
  diagnostics,
  errors,
  key,
  overview,
  pairing,
  session,
  sessions,
  settings,
  setup,
  shell,
};

export type Strings = typeof en;

/** Every text of the window, in German. */
import { components } from './de/components.ts';
import { conflicts } from './de/conflicts.ts';
import { connection } from './de/connection.ts';
import { conversation } from './de/conversation.ts';
import { cost } from './de/cost.ts';
import { devices } from './de/devices.ts';
import { diagnostics } from './de/diagnostics.ts';
import { errors } from './de/errors.ts';
import { key } from './de/key.ts';
import { overview } from './de/overview.ts';
import { pairing } from './de/pairing.ts';
import { session } from './de/session.ts';
import { sessions } from './de/sessions.ts';
import { settings } from './de/settings.ts';
import { setup } from './de/setup.ts';
import { shell } from './de/shell.ts';
import type { Strings } from './en.ts';

export const de: Strings = {
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

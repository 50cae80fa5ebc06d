/** What the buttons beside an error do. An action that has nothing to do in a place is not offered there. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { ActionId } from '../../shared/message-actions.ts';
import { ask } from '../bridge.ts';
import { acceptSettings, go, say } from '../store/app-store.ts';
import type { Strings } from '../strings/en.ts';

export interface ActionContext {
  readonly code: string;
  /** What the person tried, again. */
  readonly retry: (() => unknown) | undefined;
  readonly words: Strings['errors'];
}

type Handler = (context: ActionContext) => unknown;

async function syncNow(): Promise<void> {
  await ask('sync.now', {});
}

/** Brakes are released by name; only they can be gone on with. */
function isBrake(code: string): code is Extract<ErrorCode, 'BRAKE_MASS_CHANGE' | 'BRAKE_EMPTY_BUCKET'> {
  return code === 'BRAKE_MASS_CHANGE' || code === 'BRAKE_EMPTY_BUCKET';
}

const HANDLERS: Readonly<Record<ActionId, Handler>> = {
  retry: ({ retry }) => (retry ? retry() : syncNow()),
  'set-up': () => go('setup'),
  'open-settings': () => go('settings', 'connection'),
  'open-config': () => ask('settings.openConfigFile', {}),
  'turn-on': async () => acceptSettings(await ask('settings.set', { cloud: { enabled: true } })),
  'run-test': () => go('diagnostics', 'doctor'),
  'import-key': () => go('settings', 'key'),
  'enter-passphrase': () => go('settings', 'key'),
  'unlock-keychain': async ({ retry }) => {
    await ask('key.retryKeychain', {});
    await retry?.();
  },
  'use-config-file': () => go('settings', 'key'),
  'move-secrets': async ({ words }) => {
    const { moved } = await ask('key.moveSecrets', {});
    say(words.secretsMoved(moved.length));
  },
  'tighten-mode': async ({ words }) => {
    await ask('settings.tightenMode', {});
    say(words.fileMadePrivate);
  },
  'new-device-id': async ({ words }) => {
    const { id } = await ask('devices.newId', {});
    say(words.newDeviceId(id));
  },
  'show-devices': () => go('devices'),
  'review-changes': () => go('overview', 'review'),
  'continue-anyway': async ({ code }) => {
    if (isBrake(code)) await ask('sync.now', { accept: [code] });
    else await syncNow();
  },
  'review-conflicts': () => go('conflicts'),
  'list-sessions': () => go('sessions'),
  'show-details': () => go('diagnostics'),
  'show-help': () => go('diagnostics'),
  'update-app': () => go('settings', 'about'),
};

export async function perform(action: ActionId, context: ActionContext): Promise<void> {
  await HANDLERS[action](context);
}

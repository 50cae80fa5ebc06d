/** What the buttons beside an error do. An action that has nothing to do in a place is not offered there. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { WindowAction } from '../../shared/message-actions.ts';
import { RELEASES_PAGE } from '../../shared/web-pages.ts';
import { ask } from '../bridge.ts';
import { acceptSettings, go, say, useApp } from '../store/app-store.ts';
import type { Route } from '../store/route.ts';
import type { Strings } from '../strings/en.ts';

/** What actions do in one place instead of what they do everywhere. */
export type Handlers = Readonly<Partial<Record<WindowAction, () => unknown>>>;

export interface ActionContext {
  readonly code: string;
  readonly words: Strings['errors'];
  readonly handlers: Handlers;
}

type Work = (context: ActionContext) => Promise<unknown>;

/** Brakes are released by name; only they can be gone on with. */
function isBrake(code: string): code is Extract<ErrorCode, 'BRAKE_MASS_CHANGE' | 'BRAKE_EMPTY_BUCKET'> {
  return code === 'BRAKE_MASS_CHANGE' || code === 'BRAKE_EMPTY_BUCKET';
}

/** Goes through the set-up once more, with the config file as the place for secrets. */
async function keepSecretsInFile(): Promise<void> {
  if (useApp.getState().replica?.state.setUp) await ask('setup.draft.fromSettings', {});
  await ask('setup.draft.save', { keepSecretsIn: 'config-file', step: 'device' });
  go('setup');
}

const hasNoEngine = (): boolean => useApp.getState().replica?.state.engine === 'failed';

const WORK: Readonly<Partial<Record<WindowAction, Work>>> = {
  retry: () => (hasNoEngine() ? ask('engine.retry', {}) : ask('sync.now', {})),
  'open-config': () => ask('settings.openConfigFile', {}),
  'turn-on': async () => acceptSettings(await ask('settings.set', { cloud: { enabled: true } })),
  'unlock-keychain': async ({ handlers }) => {
    await ask('key.retryKeychain', {});
    await handlers.retry?.();
  },
  'use-config-file': keepSecretsInFile,
  'move-secrets': async ({ words }) => {
    const { moved } = await ask('key.moveSecrets', {});
    say(words.secretsMoved(moved.length));
  },
  'tighten-mode': async ({ words }) => {
    await ask('settings.tightenMode', {});
    say(words.fileMadePrivate);
  },
  'take-over-id': async ({ words }) => {
    await ask('devices.takeOver', {});
    say(words.idTakenOver);
    await ask('sync.now', {});
  },
  'new-device-id': async ({ words }) => {
    const { id } = await ask('devices.newId', {});
    say(words.newDeviceId(id));
  },
  'update-app': () => ask('open.external', { url: RELEASES_PAGE }),
  'continue-anyway': ({ code }) => ask('sync.now', isBrake(code) ? { accept: [code] } : {}),
};

/** Actions that only lead somewhere. */
const PLACES: Readonly<Partial<Record<WindowAction, Route>>> = {
  'set-up': { screen: 'setup', item: null },
  'open-settings': { screen: 'settings', item: 'connection' },
  'run-test': { screen: 'diagnostics', item: 'doctor' },
  'import-key': { screen: 'settings', item: 'key' },
  'enter-passphrase': { screen: 'settings', item: 'key' },
  'show-devices': { screen: 'devices', item: null },
  'review-changes': { screen: 'overview', item: 'review' },
  'review-conflicts': { screen: 'conflicts', item: null },
  'list-sessions': { screen: 'sessions', item: null },
  'show-details': { screen: 'diagnostics', item: null },
};

/** Whether a press would change anything: nobody is sent to where they are. */
export function isOffered(action: WindowAction, { screen, item }: Route, handlers: Handlers): boolean {
  if (handlers[action] || WORK[action]) return true;
  const place = PLACES[action];
  return place !== undefined && !(place.screen === screen && place.item === item);
}

export async function perform(action: WindowAction, context: ActionContext): Promise<void> {
  const handler = context.handlers[action];
  const place = PLACES[action];
  if (handler) await handler();
  else if (place) go(place.screen, place.item);
  else await WORK[action]?.(context);
}

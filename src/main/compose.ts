/**
 * The only place where the rooms are wired together: settings, stores, bucket, vault, engine and capture become
 * one application, which command line, desktop and public API share.
 */
import { Application } from './compose/application.ts';
import { openParts } from './compose/open-parts.ts';
import type { AppOptions, ComposedApp } from './composed-app.ts';

export { decryptObject } from './compose/decrypt-object.ts';
export { homeOf, loadSettings, openStore } from './compose/local-parts.ts';
export { setup } from './compose/setup.ts';

/**
 * Opens the application on this machine's `~/.cc-sessions`. Opening asks nothing of the network: the bucket and
 * the vault are opened by the first call that needs them.
 * @throws CONFIG_* when the config file cannot be used, HOME_UNWRITABLE, DEVICE_ID_INVALID, STORE_UNREADABLE
 */
export async function openApp(options: AppOptions): Promise<ComposedApp> {
  return new Application(await openParts(options));
}

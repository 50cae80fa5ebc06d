/**
 * The only place where the rooms are wired together: settings, stores, bucket, vault, engine and capture become
 * one application, which command line, desktop and public API share.
 */
import { hostname } from 'node:os';
import { ensureHome } from './config/home.ts';
import { computeInstallId } from './config/install-id.ts';
import { loadDeviceId } from './config/device-id.ts';
import { agentAdapters } from './compose/agents.ts';
import { BucketSession } from './compose/bucket-session.ts';
import { Application } from './compose/application.ts';
import { Machine } from './compose/machine.ts';
import { SessionStore } from './store/sessions.ts';
import { SyncStateDb } from './store/sync-state.ts';
import type { AppOptions, ComposedApp } from './composed-app.ts';
import { APP_VERSION } from '../shared/version.ts';

export { decryptObject } from './compose/decrypt-object.ts';
export { homeOf, loadSettings, openStore } from './compose/local-parts.ts';
export { setup } from './compose/setup.ts';

/**
 * Opens the application on this machine's `~/.cc-sessions`. Opening asks nothing of the network: the bucket and
 * the vault are opened by the first call that needs them.
 * @throws CONFIG_* when the config file cannot be used, HOME_UNWRITABLE, DEVICE_ID_INVALID, STORE_UNREADABLE
 */
export async function openApp(options: AppOptions): Promise<ComposedApp> {
  const machine = new Machine(options);
  const { paths } = machine;
  await ensureHome(paths.home);
  const cloud = await machine.settings();
  const device = await deviceIdOf(machine);
  const { store, setAside } = SessionStore.open(paths.indexDb);
  const { state, rebuilt } = SyncStateDb.open(paths.syncDb);
  if (setAside) {
    // An empty index.db beside an old sync.db would look as if every session had been swept.
    state.reset();
    machine.notify({ code: 'STORE_SET_ASIDE', data: { path: paths.indexDb, setAside } });
  }
  if (rebuilt) machine.notify({ code: 'SYNC_STATE_REBUILT', data: { path: paths.syncDb } });
  const identity = {
    device,
    name: hostname(),
    platform: `${process.platform}-${process.arch}`,
    appVersion: APP_VERSION,
    installId: await computeInstallId(paths.home),
  };
  const bucketSession = new BucketSession({ machine, state, options });
  return new Application({
    machine,
    cloud,
    identity,
    store,
    state,
    bucketSession,
    adapters: agentAdapters(options.env),
    options,
  });
}

/** The device id; none is made before cloud sync is set up, as the set-up may name the device. */
async function deviceIdOf(machine: Machine): Promise<string> {
  const read = await machine.config();
  if (read.status !== 'ready') return '';
  const { deviceIdFile } = machine.paths;
  const device = await loadDeviceId({ file: deviceIdFile, configured: read.cloud.deviceId });
  for (const warning of device.warnings) machine.notify(warning);
  return device.id;
}

/** Opens what the application is made of, on this machine's `~/.cc-sessions`. */
import { hostname } from 'node:os';
import { ensureHome } from '../config/home.ts';
import { computeInstallId } from '../config/install-id.ts';
import { readProjectRules } from '../config/project-rules.ts';
import { loadDeviceId } from '../config/device-id.ts';
import { SessionStore } from '../store/sessions.ts';
import { SyncStateDb } from '../store/sync-state.ts';
import type { AppOptions } from '../composed-app.ts';
import { APP_VERSION } from '../../shared/version.ts';
import { agentAdapters } from './agents.ts';
import type { ApplicationDeps } from './open-engine.ts';
import { BucketSession } from './bucket-session.ts';
import { readLabels } from './device-labels.ts';
import { Machine } from './machine.ts';
import { withheldSessions } from './withheld.ts';

/** @throws CONFIG_* when the config file cannot be used, HOME_UNWRITABLE, DEVICE_ID_INVALID, STORE_UNREADABLE */
export async function openParts(options: AppOptions): Promise<ApplicationDeps> {
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
    get labels() {
      return readLabels(paths.home);
    },
  };
  const rules = await readProjectRules(paths.configFile);
  const { env } = options;
  const bucketSession = new BucketSession({ machine, state, options });
  return {
    machine,
    cloud,
    identity,
    store,
    state,
    bucketSession,
    adapters: agentAdapters(env),
    withheld: () => withheldSessions({ home: paths.home, env, rules, store }),
    options,
  };
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

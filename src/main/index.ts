/** Entry of the desktop app: opens the engine and puts a window before it. */
import path from 'node:path';
import { startDesktop } from './desktop/desktop.ts';

const home = process.env.CC_SESSIONS_HOME;

startDesktop({
  out: path.dirname(import.meta.dirname),
  profile: home ? path.join(home, 'desktop') : null,
  open: () =>
    Promise.resolve({
      status: () =>
        Promise.resolve({
          setUp: false,
          enabled: false,
          deviceId: null,
          provider: null,
          place: null,
          keyFingerprint: null,
          home: home ?? '',
          sessions: { local: 0, synced: 0, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 },
          lastSyncAt: null,
          lastError: null,
          failures: [],
          running: null,
          syncOnSave: false,
          syncIntervalMinutes: 0,
          activity: [],
        }),
      close: () => Promise.resolve(),
    }),
});

import type { AppStatus } from '../../main/composed-app.ts';

/** A device on which all is well. */
export const HEALTHY: AppStatus = {
  setUp: true,
  enabled: true,
  deviceId: 'laptop_a1b2c3d4',
  provider: 'r2',
  place: 'Cloudflare R2 bucket "cc-sessions"',
  keyFingerprint: 'a1b2c3d4',
  home: '/home/ann/.cc-sessions',
  sessions: { local: 412, synced: 412, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 },
  conversations: { total: 412, safe: 412, onlyInBucket: 0, waiting: [], expiring: [] },
  lastSyncAt: Date.parse('2026-11-22T11:58:00.000Z'),
  lastError: null,
  failures: [],
  running: null,
  syncOnSave: true,
  syncIntervalMinutes: 30,
  activity: [],
};

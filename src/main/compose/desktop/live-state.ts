/** The slow fields of AppState, looked up on this computer; nothing is asked of the bucket. */
import type { AppState } from '../../../shared/contract.ts';
import type { FailedItem } from '../../engine/report.ts';
import type { CloudConfig } from '../../../shared/settings.ts';
import { estimateCosts, PROVIDER_NAMES } from '../prices.ts';
import { DeviceNames } from './device-names.ts';
import type { OpenEngine } from './engine-host.ts';
import type { Preferences } from './preferences.ts';
import { titleOf } from './session-titles.ts';

const ACTIVITY = 20;
const EXPIRING = 20;

export async function liveState(
  { app, parts }: OpenEngine,
  preferences: Preferences,
): Promise<Partial<AppState>> {
  const status = await app.status();
  const { conversations, keyFingerprint } = status;
  const about = (session: string) => titleOf(parts, session);
  return {
    engine: 'ready',
    failure: null,
    setUp: status.setUp,
    enabled: status.enabled,
    device: status.deviceId === null ? null : { id: status.deviceId, name: ownName(parts) },
    provider: status.provider,
    place: status.place,
    keyFingerprint,
    recoveryKitKeptAt:
      (keyFingerprint === null ? null : preferences.remembered.kitsKept[keyFingerprint]) ?? null,
    sessions: status.sessions,
    conversations: {
      total: conversations.total,
      safe: conversations.safe,
      waiting: conversations.waiting.length,
      waitingSince: conversations.waiting[0]?.since ?? null,
    },
    expiring: conversations.expiring.slice(0, EXPIRING).map((item) => ({ ...item, ...about(item.session) })),
    lastSyncAt: status.lastSyncAt,
    lastError: status.lastError,
    failures: namedFailures(parts, status.failures),
    syncOnSave: status.syncOnSave,
    syncIntervalMinutes: status.syncIntervalMinutes,
    activity: parts.state.activity(ACTIVITY).map((entry) => ({
      ...entry,
      summary: entry.session === null ? '' : about(entry.session).summary,
    })),
  };
}

function ownName({ identity }: OpenEngine['parts']): string {
  return identity.labels?.[identity.device]?.name || identity.name;
}

function namedFailures(
  parts: OpenEngine['parts'],
  failures: readonly FailedItem[],
): readonly AppState['failures'][number][] {
  const names = new DeviceNames(parts.state);
  return failures.map((failure) => {
    const { session, device } = failure;
    const stored = parts.state.remotesOf(session).find((row) => row.device === device);
    return {
      ...failure,
      ...titleOf(parts, session),
      deviceName: device === null ? '' : names.of(device),
      storedAt: stored?.modifiedAt ?? null,
    };
  });
}

/** US dollars a month at the provider, for storage and its requests alone; `null` where nobody knows prices. */
export function perMonth(provider: CloudConfig['provider'], bytes: number, writes: number): number | null {
  const name = PROVIDER_NAMES[provider];
  if (!name) return null;
  const estimates = estimateCosts({ storageBytes: bytes, writesPerMonth: writes, readsPerMonth: writes });
  return estimates.find((estimate) => estimate.provider === name)?.perMonth ?? null;
}

/** How things stand, from what is known on this machine; nothing is asked of the bucket. */
import type { AgentAdapter } from '../capture/adapter.ts';
import type { AppStatus, ConversationsStatus } from '../composed-app.ts';
import { keyFingerprint, parseKey } from '../crypto/keys.ts';
import type { SyncEngine } from '../engine/engine.ts';
import type { DeviceIdentity } from '../engine/own-card.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import type { BucketSession } from './bucket-session.ts';
import { conversationsStatus, localConversations } from './conversation-safety.ts';
import type { Machine } from './machine.ts';
import type { SessionOverview } from './session-overview.ts';

interface StatusInput {
  readonly machine: Machine;
  readonly state: SyncStateDb;
  readonly identity: DeviceIdentity;
  readonly bucketSession: BucketSession;
  readonly overview: SessionOverview;
  readonly adapters: readonly AgentAdapter[];
  readonly last: ReturnType<SyncEngine['lastOutcome']>;
}

/** Entries of the activity list that a status shows. */
const RECENT = 10;

export async function statusOf({
  machine,
  state,
  identity,
  bucketSession,
  overview,
  adapters,
  last,
}: StatusInput): Promise<AppStatus> {
  const read = await machine.config();
  const cloud = read.status === 'ready' ? read.cloud : null;
  const place = cloud
    ? await bucketSession.bucket().then(
        (opened) => opened.bucket.label,
        () => null,
      )
    : null;
  return {
    setUp: cloud !== null,
    enabled: cloud?.enabled ?? false,
    deviceId: identity.device || null,
    provider: cloud?.provider ?? null,
    place,
    keyFingerprint: await configuredFingerprint(machine),
    home: machine.paths.home,
    sessions: overview.counts(),
    conversations: await conversationsOf(adapters, state, overview),
    lastSyncAt: last.at,
    lastError: last.error,
    failures: last.failures,
    running: state.leaseHolder(),
    syncOnSave: cloud?.syncOnSave ?? false,
    syncIntervalMinutes: cloud?.syncIntervalMinutes ?? 0,
    activity: state.activity(RECENT),
  };
}

async function conversationsOf(
  adapters: readonly AgentAdapter[],
  state: SyncStateDb,
  overview: SessionOverview,
): Promise<ConversationsStatus> {
  const found = await localConversations(adapters, state.captures());
  const standing = overview.standing();
  // What a person keeps on this device waits for nothing.
  const isShared = (session: string): boolean => standing.stateOf(session) !== 'only-here';
  return conversationsStatus({
    conversations: found.filter(({ session }) => isShared(session)),
    kept: [...state.transcripts.transcriptHashes().keys()].filter(isShared),
    sent: state.transcripts.bundleFiles(),
    isSynced: (session) => standing.stateOf(session) === 'synced',
    beganAt: (session) => standing.beganAt(session),
    now: Date.now(),
  });
}

async function configuredFingerprint(machine: Machine): Promise<string | null> {
  const { encryptionKey } = await machine.secrets();
  return encryptionKey.value === null ? null : keyFingerprint(parseKey(encryptionKey.value));
}

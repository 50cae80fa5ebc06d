/** The engine over this machine's stores, its agents' conversations and the bucket. */
import type { AgentAdapter } from '../capture/adapter.ts';
import type { AppOptions } from '../composed-app.ts';
import { SyncEngine } from '../engine/engine.ts';
import type { DeviceIdentity } from '../engine/own-card.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { BucketSession } from './bucket-session.ts';
import { ConversationSync } from './conversation-sync.ts';
import type { Machine } from './machine.ts';
import { TranscribedSessions } from './transcribed-sessions.ts';

/** What an application is made of. */
export interface ApplicationDeps {
  readonly machine: Machine;
  readonly cloud: CloudConfig;
  readonly identity: DeviceIdentity;
  readonly store: SessionStore;
  readonly state: SyncStateDb;
  readonly bucketSession: BucketSession;
  readonly adapters: readonly AgentAdapter[];
  /** Sessions that stay on this device by a person's choice. */
  readonly withheld: () => ReadonlySet<string>;
  readonly options: AppOptions;
}

/** @param acceptEmpty whether a person released the empty-bucket brake for the pass that runs */
export function openEngine(deps: ApplicationDeps, acceptEmpty: () => boolean): SyncEngine {
  const { identity, store, state, bucketSession, options, adapters, machine, withheld } = deps;
  const { home } = machine.paths;
  const self = identity.device;
  return new SyncEngine({
    identity,
    local: new TranscribedSessions({ sessions: store, state, transcripts: state.transcripts }),
    conversations: new ConversationSync({ self, home, adapters, store, state, withheld }),
    state,
    traffic: bucketSession.traffic,
    inFlight: () => bucketSession.inFlight,
    now: Date.now,
    withheld,
    lookIntoVault: (signal) => bucketSession.looking(signal),
    openVault: (signal) => bucketSession.opening(signal, acceptEmpty()),
    acquireLease: (signal) =>
      state.waitForLease({
        holder: options.holder,
        signal,
        timeoutMs: options.lockTimeoutMs ?? 0,
        onWait: (holder) => options.onWait?.(holder),
      }),
  });
}

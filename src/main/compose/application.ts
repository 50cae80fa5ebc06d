/** The composed application: what a person can ask for, put together from the rooms. */
import type {
  AppStatus,
  CaptureReport,
  ComposedApp,
  ConversationBranches,
  CostEstimate,
  DeviceInfo,
  Diagnosis,
  DiagnosisStep,
  ExportedConversation,
  ExportRequest,
  KeyInfo,
  Plan,
  RemoteSessionInfo,
  Resolution,
  ResolveRequest,
  ResumeRequest,
  ResumeResult,
  SearchHit,
  SessionSummary,
  SyncReport,
  SyncRequest,
} from '../composed-app.ts';
import type { SyncEngine } from '../engine/engine.ts';
import type { ConflictRecord, Vault } from '../engine/ports.ts';
import { queueDirectory, takeQueued } from '../hooks/queue.ts';
import type { ConversationMessage } from '../../shared/conversation.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import { capture } from './agents.ts';
import { openConversations, type Conversations } from './conversation.ts';
import { deviceList, renewDevice } from './devices.ts';
import { costEstimates } from './cost.ts';
import { diagnose } from './diagnosis.ts';
import { KeptTranscripts } from './kept-transcripts.ts';
import { importKey, keyInfo } from './key-management.ts';
import { openEngine, type ApplicationDeps } from './open-engine.ts';
import { SessionOverview, type ListFilter } from './session-overview.ts';
import { statusOf } from './status.ts';
import { tidyIndexes } from './tidy-indexes.ts';
import { openVaultSessions, type VaultSessions } from './vault-sessions.ts';
import { watch, type WatchOptions } from './watch.ts';

/** Milliseconds a pass may spend on the plugin's search index; `watch` does the rest when idle. */
const INDEX_AFTER_SYNC = 200;

export class Application implements ComposedApp {
  readonly cloud: CloudConfig;
  readonly deviceId: string;
  readonly #deps: ApplicationDeps;
  readonly #engine: SyncEngine;
  readonly #overview: SessionOverview;
  readonly #conversations: Conversations;
  readonly #kept: KeptTranscripts;
  /** Set for the length of a pass whose person released the empty-bucket brake. */
  #acceptEmpty = false;

  constructor(deps: ApplicationDeps) {
    const { cloud, identity, store, state, machine } = deps;
    this.cloud = cloud;
    this.deviceId = identity.device;
    this.#deps = deps;
    this.#engine = openEngine(deps, () => this.#acceptEmpty);
    const failures = () => this.#engine.lastOutcome().failures;
    this.#overview = new SessionOverview(store, state, failures, deps.withheld);
    this.#kept = new KeptTranscripts({ home: machine.paths.home, transcripts: state.transcripts });
    this.#conversations = openConversations({ ...deps, kept: this.#kept }, (signal) => this.#vault(signal));
  }

  async sync(request: SyncRequest = {}): Promise<SyncReport> {
    const { capture: wanted = true, ...options } = request;
    await this.#deps.machine.requireCloud();
    if (wanted) {
      await this.#learnDeletions(request.signal);
      await this.capture(request.signal);
    }
    this.#acceptEmpty = request.accept?.includes('BRAKE_EMPTY_BUCKET') ?? false;
    try {
      const report = await this.#engine.sync(options);
      if (report.downloaded > 0) this.#deps.store.indexPending(INDEX_AFTER_SYNC);
      return this.cloud.transcripts === 'all' ? await this.#withTranscripts(report, request.signal) : report;
    } finally {
      this.#acceptEmpty = false;
    }
  }

  /** Fetches the conversations of other devices too. */
  async #withTranscripts(report: SyncReport, signal: AbortSignal | undefined): Promise<SyncReport> {
    const { failures } = await this.#kept.fetchMissing(await this.#vault(signal), signal);
    return {
      ...report,
      failed: report.failed + failures.length,
      failures: [...report.failures, ...failures],
    };
  }

  /** Without an answer, what is on this machine is captured all the same: the pass says why there is none. */
  async #learnDeletions(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#engine.learnDeletions(signal);
    } catch (error) {
      if (signal?.aborted) throw error;
    }
  }

  async plan(request: Pick<SyncRequest, 'signal' | 'verify' | 'capture'> = {}): Promise<Plan> {
    await this.#deps.machine.requireCloud();
    return this.#engine.plan(request);
  }

  async status(): Promise<AppStatus> {
    const { machine, state, identity, bucketSession, adapters } = this.#deps;
    return statusOf({
      adapters,
      machine,
      state,
      identity,
      bucketSession,
      overview: this.#overview,
      last: this.#engine.lastOutcome(),
    });
  }

  async list(filter: ListFilter = {}): Promise<SessionSummary[]> {
    return this.#overview.list(filter);
  }

  async show(
    prefix: string,
  ): Promise<{ memory: SessionMemory; summary: SessionSummary; vector: VersionVector | null }> {
    const { store, state } = this.#deps;
    const id = this.#overview.resolveId(prefix);
    const memory = store.get(id)?.memory ?? (await this.#engine.fetch(id));
    const summary = this.#overview.summary(id);
    const described = summary.startedAt
      ? summary
      : {
          ...summary,
          summary: memory.summary,
          projectName: memory.projectName,
          projectPath: memory.projectPath,
          startedAt: memory.startedAt,
          endedAt: memory.endedAt,
        };
    return { memory, summary: described, vector: state.baseline(id)?.vector ?? null };
  }

  async search(words: string, limit = 20): Promise<SearchHit[]> {
    const { state, store } = this.#deps;
    return this.#overview.withStates(await state.search(store, words, limit));
  }

  async diagnose(onStep?: (step: DiagnosisStep) => void, signal?: AbortSignal): Promise<Diagnosis> {
    let opened;
    try {
      opened = await this.#deps.bucketSession.bucket();
    } catch (error) {
      const { code, data } = toAppError(error);
      return { ok: false, cause: { code, data }, steps: [] };
    }
    return diagnose(opened, onStep, signal);
  }

  async devices(): Promise<DeviceInfo[]> {
    return deviceList(await this.#vault(), this.deviceId);
  }

  renewDeviceId(): Promise<string> {
    const { machine, state } = this.#deps;
    return renewDevice(machine, state, this.cloud);
  }

  takeOverDeviceId(): Promise<void> {
    return this.#engine.takeOverDeviceId();
  }

  async conflicts(): Promise<readonly ConflictRecord[]> {
    return this.#deps.state.conflicts();
  }

  async branches(conflict: ConflictRecord, signal?: AbortSignal): Promise<ConversationBranches | null> {
    return this.#conversations.branches(conflict, signal);
  }

  async resolve(request: ResolveRequest): Promise<Resolution> {
    const session = this.#overview.resolveId(request.session);
    return this.#engine.resolve({ ...request, session });
  }

  async delete(session: string): Promise<void> {
    await this.#engine.delete(this.#overview.resolveId(session));
  }

  async undelete(session: string): Promise<void> {
    await this.#engine.undelete(this.#overview.resolveId(session));
  }

  async capture(signal?: AbortSignal): Promise<CaptureReport> {
    const { adapters, store, state, machine } = this.#deps;
    const queued = await takeQueued(machine.paths.home);
    const report = await capture(adapters, store, state, signal);
    await queued.done();
    return report;
  }

  async resume(request: ResumeRequest): Promise<ResumeResult> {
    return this.#conversations.resume(await this.#memory(request.id), request);
  }

  async exportConversation(request: ExportRequest): Promise<ExportedConversation> {
    return this.#conversations.export(await this.#memory(request.id), request);
  }

  async readConversation(id: string, signal?: AbortSignal): Promise<AsyncIterable<ConversationMessage>> {
    return this.#conversations.read(await this.#memory(id), signal);
  }

  async #memory(id: string): Promise<SessionMemory> {
    return (await this.show(id)).memory;
  }

  watch(
    options: Omit<WatchOptions, 'onFailure'> & {
      onFailure: (
        error: { code: AppError['code']; data: AppError['data'] },
        retryInMs: number | null,
      ) => void;
    },
  ): Promise<void> {
    const { machine, adapters, store, state } = this.#deps;
    const { indexDb, home } = machine.paths;
    const deps = {
      app: this,
      cloud: this.cloud,
      directories: adapters.flatMap((adapter) => adapter.roots),
      files: [indexDb, `${indexDb}-wal`],
      queue: queueDirectory(home),
      hasWork: () => this.#overview.counts().waiting > 0,
      tidy: (signal: AbortSignal) => tidyIndexes(store, state, signal),
    };
    return machine.requireCloud().then(() => watch(deps, options));
  }

  async keyInfo(): Promise<KeyInfo> {
    return keyInfo(this.#deps.machine, this.#deps.state);
  }

  async revealKey(): Promise<string> {
    return (await this.#deps.bucketSession.access()).revealKey();
  }

  async importKey(given: { key: string } | { passphrase: string }): Promise<KeyInfo> {
    const { machine, state, bucketSession } = this.#deps;
    await importKey(machine, bucketSession, given);
    return keyInfo(machine, state);
  }

  moveSecrets(): Promise<readonly string[]> {
    return this.#deps.machine.moveSecrets();
  }

  async cost(): Promise<CostEstimate[]> {
    return costEstimates(this.#deps.state, this.cloud, Date.now());
  }

  async listRemoteSessions(): Promise<RemoteSessionInfo[]> {
    return (await this.#vaultSessions()).list();
  }

  async uploadSession(memory: SessionMemory): Promise<void> {
    this.#deps.store.save(memory);
    await this.sync({ capture: false });
    const state = this.#overview.summary(memory.id).state;
    if (state !== 'synced' && state !== 'conflict')
      throw new AppError('INTERNAL', { reason: `upload ended ${state}` });
  }

  async downloadSession(info: { sessionId: string; deviceId: string }): Promise<SessionMemory> {
    return (await this.#vaultSessions()).download(info);
  }

  async close(): Promise<void> {
    const { bucketSession, store, state } = this.#deps;
    await bucketSession.close();
    store.close();
    state.close();
  }

  #vault(signal?: AbortSignal): Promise<Vault> {
    return this.#deps.bucketSession.vault(signal, this.#acceptEmpty);
  }

  async #vaultSessions(): Promise<VaultSessions> {
    return openVaultSessions(await this.#vault());
  }
}

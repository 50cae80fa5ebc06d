/**
 * Brings one session in step: decide, do one step, look again, until nothing is left to do. Every step is
 * guarded by what the decision was made on (row stamp, ETag), so that a change in between leads to a new
 * decision and never to an overwrite.
 */
import { AppError, toAppError, type ErrorCode } from '../../shared/errors.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { CommitQueue } from './commit-queue.ts';
import { decide, type Decision } from './decide.ts';
import type { LocalRow, PassState } from './pass-state.ts';
import type { LocalView } from './views.ts';
import { publishTombstone, removeDeleted } from './deletion-steps.ts';
import { recordConflict, type OpenedRemote } from './record-conflict.ts';
import type {
  BaselineRow,
  ConflictVersion,
  OpenedSession,
  RemoteRow,
  StateChange,
  SyncState,
  Vault,
} from './ports.ts';
import type { CountedOutcome, Tally } from './report.ts';
import { sendRow } from './upload-step.ts';

export interface TaskContext {
  readonly pass: PassState;
  readonly vault: Vault;
  readonly state: SyncState;
  readonly queue: CommitQueue;
  readonly tally: Tally;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** A session needs three or four steps at most; more would be a decision that undoes another. */
const MAX_STEPS = 12;

/** Failures that belong to one object and say nothing about the bucket. */
export function isItemError(code: ErrorCode): boolean {
  return code.startsWith('OBJECT_') || code === 'MEMORY_INVALID';
}

type StepResult = 'again' | 'done';

export class SessionTask {
  readonly #context: TaskContext;
  readonly #session: string;
  readonly #opened = new Map<string, OpenedSession>();
  /** The row as last read, its body included, until a step has used it: waiting for a commit needs no body. */
  #row: LocalRow | null = null;
  #outcome: CountedOutcome | null = null;
  #conflict = false;

  constructor(context: TaskContext, session: string) {
    this.#context = context;
    this.#session = session;
  }

  /** @throws AppError for anything that is not this session's own trouble. */
  async run(): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (this.#context.signal.aborted) throw new AppError('CANCELLED');
      if ((await this.#step()) === 'done') {
        if (this.#outcome) this.#context.tally.count(this.#outcome);
        return;
      }
    }
    throw new AppError('INTERNAL', { reason: `no end of steps for ${this.#session}` });
  }

  async #step(): Promise<StepResult> {
    const { pass, tally } = this.#context;
    let known: LocalView | null;
    try {
      known = this.#localView();
    } catch (error) {
      tally.fail(this.#session, toAppError(error).code);
      return 'done';
    }
    if (known === null && this.#heldVersions().length > 0) return this.#finish('onlyInBucket');
    const decision = decide(pass.view(this.#session, known));
    try {
      return await this.#apply(decision);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'LOCAL_CHANGED') {
        pass.readLocal(this.#session);
        return 'again';
      }
      if (!isItemError(failure.code)) throw failure;
      tally.fail(this.#session, failure.code);
      return 'done';
    }
  }

  /** Reads the row, unless its stamp already tells all that a decision needs. */
  #localView(): LocalView | null {
    const { pass } = this.#context;
    const known = pass.knownLocal(this.#session);
    this.#row = known === undefined ? pass.readLocal(this.#session) : null;
    return known ?? this.#row?.view ?? null;
  }

  /** The row on which this step was decided, or as it is now. Nobody holds its body afterwards but the caller. */
  #takeRow(): LocalRow | null {
    const row = this.#row ?? this.#context.pass.readLocal(this.#session);
    this.#row = null;
    return row;
  }

  async #apply(decision: Decision): Promise<StepResult> {
    switch (decision.action) {
      case 'nothing':
        return this.#settle();
      case 'only-in-bucket':
        return this.#finish('onlyInBucket');
      case 'blocked':
        this.#context.tally.fail(this.#session, decision.code as ErrorCode, this.#context.pass.self);
        return 'done';
      case 'inspect':
        await Promise.all(decision.devices.map((device) => this.#inspect(device)));
        return 'again';
      case 'adopt':
        return this.#adopt(decision.device);
      case 'agree':
        return this.#agree(decision.vector);
      case 'upload':
        return this.#upload(decision.vector);
      case 'conflict':
        return this.#recordConflict(decision);
      case 'remove-local':
        if (await removeDeleted(this.#context, this.#session)) this.#outcome = 'removed';
        return 'again';
      case 'publish-tombstone':
        await publishTombstone(this.#context, this.#session);
        return 'again';
    }
  }

  #finish(outcome: CountedOutcome): StepResult {
    this.#outcome ??= outcome;
    return 'done';
  }

  async #settle(): Promise<StepResult> {
    const { pass, queue, state } = this.#context;
    const baseline = pass.baselineOf(this.#session);
    const open = !this.#conflict && state.conflictsOf(this.#session).length > 0;
    const settled = baseline && !baseline.settled && pass.hasLocal(this.#session);
    if (open || settled) {
      const change: StateChange = {
        ...(settled ? { baselines: [{ ...baseline, settled: true }] } : {}),
        ...(open ? { closeConflicts: [{ session: this.#session }] } : {}),
      };
      if (settled) pass.setBaseline({ ...baseline, settled: true });
      await queue.add({ change: () => change });
    }
    if (pass.hasLocal(this.#session)) this.#outcome ??= 'unchanged';
    return 'done';
  }

  /**
   * This device's versions that an open conflict keeps and nothing else does, because the row was swept: not to
   * be dropped before a person decides. A row that is there is that version, or an edit of it.
   */
  #heldVersions(): ConflictVersion[] {
    const { pass, state } = this.#context;
    if (pass.hasLocal(this.#session)) return [];
    const kept = new Set(pass.remotesOf(this.#session).map((row) => row.revision?.contentHash));
    const own = state.conflictsOf(this.#session).map((record) => record.local);
    return own.filter((version) => !kept.has(version.contentHash));
  }

  /** Opens one object and remembers what it says; one that cannot be opened is remembered as refused. */
  async #inspect(device: string): Promise<void> {
    const { pass, queue, tally } = this.#context;
    const row = pass.remoteOf(this.#session, device);
    if (!row) return;
    try {
      const opened = await this.#open(device);
      if (opened) pass.setRemote(this.#context.pass.describe(row, opened));
    } catch (error) {
      const failure = toAppError(error);
      if (!isItemError(failure.code)) throw failure;
      tally.fail(this.#session, failure.code, device);
      const refused: RemoteRow = { ...row, refused: failure.code };
      pass.setRemote(refused);
      await queue.add({
        change: () => ({ remotes: [refused], activity: [this.#activity('failed', failure.code)] }),
      });
    }
  }

  async #open(device: string): Promise<OpenedSession | null> {
    const { pass, vault, signal } = this.#context;
    const known = this.#opened.get(device);
    if (known) return known;
    try {
      const opened = await vault.readSession(device, this.#session, { signal });
      this.#opened.set(device, opened);
      return opened;
    } catch (error) {
      if (toAppError(error).code !== 'OBJECT_NOT_FOUND') throw error;
      pass.dropRemote(this.#session, device);
      return null;
    }
  }

  async #adopt(device: string): Promise<StepResult> {
    const { pass, queue } = this.#context;
    const opened = await this.#open(device);
    const row = pass.remoteOf(this.#session, device);
    if (!opened || !row) return 'again';
    const remote = this.#context.pass.describe(row, opened);
    if (remote.etag !== row.etag) {
      pass.setRemote(remote);
      return 'again';
    }
    const expected =
      pass.knownLocal(this.#session)?.stamp ?? pass.readLocal(this.#session)?.view.stamp ?? null;
    const baseline = { ...this.#baseline(opened, remote), settled: this.#settledBy(opened, remote) };
    const commit = {
      row: { memory: opened.memory, expected },
      change: (stamp: string): StateChange => ({
        baselines: [{ ...baseline, stamp }],
        remotes: pass.remotesOf(this.#session).filter((known) => known.revision),
        activity: [this.#activity('download', device)],
      }),
    };
    const stamp = await queue.add(commit, opened.size);
    pass.setBaseline({ ...baseline, stamp });
    this.#outcome = 'downloaded';
    return 'again';
  }

  /** Whether nothing is left to do once `opened` is the local row: then one commit says it all. */
  #settledBy(opened: OpenedSession, remote: RemoteRow): boolean {
    const { pass, state } = this.#context;
    const { contentHash } = opened;
    const baseline = { contentHash, vector: remote.revision?.vector ?? {}, pending: null };
    const local = { stamp: '', contentHash, synced: true };
    const next = decide({ ...pass.view(this.#session, local), baseline });
    return next.action === 'nothing' && !this.#conflict && state.conflictsOf(this.#session).length === 0;
  }

  #baseline(opened: OpenedSession, remote: RemoteRow): BaselineRow {
    return {
      session: this.#session,
      stamp: '',
      contentHash: opened.contentHash,
      vector: remote.revision?.vector ?? {},
      extra: opened.memory.extra ?? null,
      pending: null,
      settled: false,
    };
  }

  async #agree(vector: VersionVector): Promise<StepResult> {
    const { pass, queue } = this.#context;
    const view = this.#row?.view ?? pass.knownLocal(this.#session);
    if (!view) return 'again';
    const twin = [...this.#opened.values()].find((opened) => opened.coreHash === view.contentHash);
    const baseline: BaselineRow = {
      session: this.#session,
      stamp: view.stamp,
      contentHash: twin?.contentHash ?? view.contentHash,
      vector,
      extra: twin?.memory.extra ?? pass.baselineOf(this.#session)?.extra ?? null,
      pending: null,
      settled: false,
    };
    const remotes = pass.remotesOf(this.#session).filter((row) => row.revision);
    await queue.add({ markSynced: this.#session, change: () => ({ baselines: [baseline], remotes }) });
    pass.setBaseline(baseline);
    return 'again';
  }

  async #upload(vector: VersionVector): Promise<StepResult> {
    const { pass, queue } = this.#context;
    const sent = await sendRow(this.#context, this.#takeRow(), vector, !this.#conflict);
    if (!sent) return 'again';
    const { row, baseline } = sent;
    const change = (): StateChange => ({
      baselines: [baseline],
      remotes: [
        ...pass.remotesOf(this.#session).filter((known) => known.revision && known.device !== pass.self),
        row,
      ],
      activity: [this.#activity('upload', '')],
    });
    await queue.add({ markSynced: this.#session, change });
    pass.setRemote(row);
    pass.setBaseline(baseline);
    this.#outcome = 'uploaded';
    return 'again';
  }

  async #recordConflict(decision: Extract<Decision, { action: 'conflict' }>): Promise<StepResult> {
    const firstLook = !this.#conflict;
    this.#conflict = true;
    const local = this.#context.pass.readLocal(this.#session);
    if (!local) return 'again';
    const open = async (device: string): Promise<OpenedRemote | null> => {
      const opened = await this.#open(device);
      const row = this.#context.pass.remoteOf(this.#session, device);
      return opened && row ? { opened, row: this.#context.pass.describe(row, opened) } : null;
    };
    const recorded = await recordConflict(this.#context, this.#session, local, decision, open);
    if (!recorded) return 'again';
    return decision.publish && firstLook ? this.#upload(decision.publish) : this.#settle();
  }

  #activity(kind: 'upload' | 'download' | 'failed', detail: string) {
    return { at: this.#context.now(), kind, session: this.#session, detail } as const;
  }
}

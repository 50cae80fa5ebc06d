/**
 * Brings one session in step: decide, do one step, look again, until nothing is left to do. Every step is
 * guarded by what the decision was made on (row stamp, ETag), so that a change in between leads to a new
 * decision and never to an overwrite.
 */
import { AppError, toAppError, type ErrorCode } from '../../shared/errors.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import { adoptObject } from './adopt-step.ts';
import { agreeOn } from './agree-step.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Conversations } from './conversations.ts';
import { decide, type Decision } from './decide.ts';
import type { LocalRow, SessionState } from './session-state.ts';
import type { LocalView } from './views.ts';
import { publishTombstone, removeDeleted } from './deletion-steps.ts';
import { followConversation } from './follow-conversation.ts';
import { recordConflict, type OpenedRemote } from './record-conflict.ts';
import type {
  ConflictVersion,
  Lease,
  LocalSessions,
  OpenedSession,
  RemoteRow,
  StateChange,
  SyncState,
  Vault,
} from './ports.ts';
import type { CountedOutcome, Tally } from './report.ts';
import { sendRow } from './upload-step.ts';

export interface TaskContext {
  readonly self: string;
  readonly vault: Vault;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly queue: CommitQueue;
  readonly tally: Tally;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly lease: Lease;
  readonly conversations: Conversations;
  /** Not to be uploaded, whatever was decided. */
  readonly withheld: ReadonlySet<string>;
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
  readonly #known: SessionState;
  readonly #opened = new Map<string, OpenedSession>();
  /** The row as last read, its body included, until a step has used it: waiting for a commit needs no body. */
  #row: LocalRow | null = null;
  #outcome: CountedOutcome | null = null;
  #conflict = false;

  constructor(context: TaskContext, known: SessionState) {
    this.#context = context;
    this.#known = known;
  }

  get #session(): string {
    return this.#known.session;
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
    const { tally } = this.#context;
    let known: LocalView | null;
    try {
      known = this.#localView();
    } catch (error) {
      tally.fail(this.#session, toAppError(error).code);
      return 'done';
    }
    if (known === null && this.#heldVersions().length > 0) return this.#finish('onlyInBucket');
    const decision = decide(this.#known.view(known));
    try {
      return await this.#apply(decision);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'LOCAL_CHANGED') {
        this.#known.readLocal();
        return 'again';
      }
      if (!isItemError(failure.code)) throw failure;
      tally.fail(this.#session, failure.code);
      return 'done';
    }
  }

  /** Reads the row, unless its stamp already tells all that a decision needs. */
  #localView(): LocalView | null {
    const known = this.#known.knownLocal();
    this.#row = known === undefined ? this.#known.readLocal() : null;
    return known ?? this.#row?.view ?? null;
  }

  /** The row on which this step was decided, or as it is now. Nobody holds its body afterwards but the caller. */
  #takeRow(): LocalRow | null {
    const row = this.#row ?? this.#known.readLocal();
    this.#row = null;
    return row;
  }

  async #apply(decision: Decision): Promise<StepResult> {
    switch (decision.action) {
      case 'nothing':
        return this.#settle(decision.row === 'N1');
      case 'only-in-bucket':
        await this.#learnVersions();
        return this.#finish('onlyInBucket');
      case 'blocked':
        this.#context.tally.fail(this.#session, decision.code as ErrorCode, this.#context.self);
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
        if (await removeDeleted(this.#context, this.#known)) this.#outcome = 'removed';
        return 'again';
      case 'publish-tombstone':
        await publishTombstone(this.#context, this.#known);
        return 'again';
    }
  }

  #finish(outcome: CountedOutcome): StepResult {
    this.#outcome ??= outcome;
    return 'done';
  }

  async #settle(inStep: boolean): Promise<StepResult> {
    const { queue, state } = this.#context;
    const open = !this.#conflict && state.conflictsOf(this.#session).length > 0;
    const settled = this.#known.settledBaseline(inStep);
    if (open || settled) {
      const change: StateChange = {
        ...(settled ? { baselines: [settled] } : {}),
        ...(open ? { closeConflicts: [{ session: this.#session }] } : {}),
      };
      await queue.add({ change: () => change });
    }
    if (this.#known.hasLocal) this.#outcome ??= 'unchanged';
    // What lies in the trash is opened once, not in every pass; and it can be brought back from here.
    else if (this.#opened.size > 0)
      await queue.add({ change: () => ({ remotes: this.#known.openedRemotes }) });
    return 'done';
  }

  /**
   * This device's versions that an open conflict keeps and nothing else does, because the row was swept: not to
   * be dropped before a person decides. A row that is there is that version, or an edit of it.
   */
  #heldVersions(): ConflictVersion[] {
    const { state } = this.#context;
    if (this.#known.hasLocal) return [];
    const kept = new Set(this.#known.remotes.map((row) => row.revision?.contentHash));
    const own = state.conflictsOf(this.#session).map((record) => record.local);
    return own.filter((version) => !kept.has(version.contentHash));
  }

  /** What is in the bucket only is read and gone on with from there: its newest version has to be known. */
  async #learnVersions(): Promise<void> {
    const unknown = this.#known.remotes.filter((row) => row.revision === null && row.refused === null);
    if (unknown.length === 0) return;
    await Promise.all(unknown.map(({ device }) => this.#inspect(device)));
    await this.#context.queue.add({ change: () => ({ remotes: this.#known.openedRemotes }) });
  }

  /** Opens one object and remembers what it says; one that cannot be opened is remembered as refused. */
  async #inspect(device: string): Promise<void> {
    const { queue, tally } = this.#context;
    const row = this.#known.remoteOf(device);
    if (!row) return;
    try {
      const opened = await this.#open(device);
      if (opened) this.#known.setRemote(this.#known.describe(row, opened));
    } catch (error) {
      const failure = toAppError(error);
      if (!isItemError(failure.code)) throw failure;
      tally.fail(this.#session, failure.code, device);
      const refused: RemoteRow = { ...row, refused: failure.code };
      this.#known.setRemote(refused);
      await queue.add({
        change: () => ({ remotes: [refused], activity: [this.#activity('failed', failure.code)] }),
      });
    }
  }

  async #open(device: string): Promise<OpenedSession | null> {
    const { vault, signal } = this.#context;
    const known = this.#opened.get(device);
    if (known) return known;
    try {
      const opened = await vault.readSession(device, this.#session, { signal });
      this.#opened.set(device, opened);
      return opened;
    } catch (error) {
      if (toAppError(error).code !== 'OBJECT_NOT_FOUND') throw error;
      this.#known.dropRemote(device);
      return null;
    }
  }

  async #adopt(device: string): Promise<StepResult> {
    const opened = await this.#open(device);
    const row = this.#known.remoteOf(device);
    if (!opened || !row) return 'again';
    const activity = this.#activity('download', device);
    if (await adoptObject(this.#context, this.#known, { opened, row }, this.#conflict, activity))
      this.#outcome = 'downloaded';
    return 'again';
  }

  async #agree(vector: VersionVector): Promise<StepResult> {
    const view = this.#known.knownLocal();
    const local = this.#row ?? (view && { view });
    if (local) await agreeOn(this.#context, this.#known, local, vector, [...this.#opened.values()]);
    return 'again';
  }

  async #upload(vector: VersionVector): Promise<StepResult> {
    const { queue, withheld } = this.#context;
    if (withheld.has(this.#session)) return this.#finish('unchanged');
    const sent = await sendRow(this.#context, this.#known, this.#takeRow(), vector, !this.#conflict);
    if (!sent) return 'again';
    const { row, baseline } = sent;
    const change = (): StateChange => ({
      baselines: [baseline],
      remotes: [
        ...this.#known.remotes.filter((known) => known.revision && known.device !== this.#context.self),
        row,
      ],
      activity: [this.#activity('upload', '')],
    });
    await queue.add({ markSynced: this.#session, change });
    this.#known.setRemote(row);
    this.#known.setBaseline(baseline);
    this.#outcome = 'uploaded';
    return 'again';
  }

  async #recordConflict(decision: Extract<Decision, { action: 'conflict' }>): Promise<StepResult> {
    const firstLook = !this.#conflict;
    this.#conflict = true;
    const local = this.#known.readLocal();
    if (!local) return 'again';
    const open = async (device: string): Promise<OpenedRemote | null> => {
      const opened = await this.#open(device);
      const row = this.#known.remoteOf(device);
      return opened && row ? { opened, row: this.#known.describe(row, opened) } : null;
    };
    const recorded = await recordConflict(this.#context, this.#known, local, decision, open);
    if (!recorded) return 'again';
    if (await followConversation(this.#context, this.#session, decision)) {
      this.#conflict = false;
      this.#known.refresh(this.#context.state.baseline(this.#session));
      return 'again';
    }
    return decision.publish && firstLook ? this.#upload(decision.publish) : this.#settle(false);
  }

  #activity(kind: 'upload' | 'download' | 'failed', detail: string) {
    return { at: this.#context.now(), kind, session: this.#session, detail } as const;
  }
}

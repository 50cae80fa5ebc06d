/**
 * The sync engine: passes, decisions of people, and what is known about the state of things. One writer at a
 * time holds the lease; reading needs none.
 */
import { AppError, toAppError, type ErrorCode, type ErrorData } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { compareVectors } from '../../shared/version-vector.ts';
import { FACT } from './facts.ts';
import { passRecord } from './pass-record.ts';
import { OwnCard, type DeviceIdentity } from './own-card.ts';
import { NO_CONVERSATIONS, type Conversations } from './conversations.ts';
import { readTombstones } from './gather.ts';
import { execute, planOf, preview, type PassInput } from './pass.ts';
import type { BrakeCode, Plan } from './plan.ts';
import type { Lease, LocalSessions, SyncState, TrafficMeter, Vault, OpeningVault } from './ports.ts';
import { ProgressReporter } from './progress.ts';
import { Tally, type FailedItem, type SyncProgress, type SyncReport } from './report.ts';
import type { Trust } from './session-state.ts';
import { resolveConflict, type Resolution, type ResolveRequest } from './resolve.ts';
import { deleteSession, undeleteSession } from './trash.ts';

export interface EngineDeps {
  readonly identity: DeviceIdentity;
  readonly local: LocalSessions;
  readonly state: SyncState;
  /** Opens the vault with a verified key; called once per pass. */
  readonly openVault: (signal?: AbortSignal) => Promise<OpeningVault>;
  /** Opens it for a plan: nothing is made or kept. Default: `openVault`. */
  readonly lookIntoVault?: (signal?: AbortSignal) => Promise<OpeningVault>;
  readonly acquireLease: (signal?: AbortSignal) => Promise<Lease>;
  readonly traffic: TrafficMeter;
  readonly now: () => number;
  /** Default: memories travel alone. */
  readonly conversations?: Conversations;
  /** Requests the bucket would bear at once, now. Without it 64 sessions are worked on at a time. */
  readonly inFlight?: () => number;
  /** Sessions that are not to be uploaded; asked when a pass begins. Default: none. */
  readonly withheld?: () => ReadonlySet<string>;
}

export interface SyncOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Brakes a person has released for this pass. */
  readonly accept?: readonly BrakeCode[];
  /** Read and check all content again instead of trusting unchanged stamps and ETags. */
  readonly verify?: boolean;
}

/** Why the last pass ended early. */
export interface LastError {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly at: number;
}

/** Sessions read and sealed while others are on their way, so that no request waits for one. */
const PREPARED_AHEAD = 4;

export class SyncEngine {
  readonly #deps: EngineDeps;
  readonly #card: OwnCard;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#card = new OwnCard(deps);
  }

  /**
   * One pass. Finished items stay finished whatever happens to the others.
   * @throws LOCK_HELD, BRAKE_*, DEVICE_ID_CLASH, key and bucket errors; single items fail in the report.
   */
  async sync(options: SyncOptions = {}): Promise<SyncReport> {
    const { state, now } = this.#deps;
    const lease = await this.#deps.acquireLease(options.signal);
    try {
      const report = await this.#pass(options, lease);
      state.commit(passRecord(report, now()), lease);
      return report;
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code !== 'LOCK_LOST') this.#rememberFailure(failure);
      throw failure;
    } finally {
      lease.release();
    }
  }

  /** For the status. A disk too full to write it down must not hide the failure itself. */
  #rememberFailure({ code, data }: AppError): void {
    const { state, now } = this.#deps;
    try {
      state.commit({ facts: { [FACT.lastError]: JSON.stringify({ code, data, at: now() }) } });
    } catch {
      return;
    }
  }

  /** What a pass would do, nothing written anywhere. The same brakes show in `brake`. */
  async plan(options: Pick<SyncOptions, 'signal' | 'onProgress' | 'verify'> = {}): Promise<Plan> {
    const opening = await (this.#deps.lookIntoVault ?? this.#deps.openVault)(options.signal);
    return planOf(await opened(opening.vault, preview(this.#input(options, opening, Promise.resolve()))));
  }

  async #pass(options: SyncOptions, lease: Lease): Promise<SyncReport> {
    const { state, traffic, now, identity } = this.#deps;
    const started = now();
    const before = { requests: traffic.requests, up: traffic.bytesUp, down: traffic.bytesDown };
    const opening = await this.#deps.openVault(options.signal);
    const tally = new Tally();
    const checked = this.#card.checkClash(opening, options.signal);
    const prepared = checked.then(() => this.#sendConversations(opening, options, tally, lease));
    const input = this.#input(options, opening, prepared);
    const [card, previewed] = await opened(
      opening.vault,
      both(
        prepared.then(() => checked),
        preview(input),
      ),
    );
    const vault = await opening.vault;
    await execute(input, previewed, tally, lease);
    const { counts, failures } = tally;
    const changes = counts.uploaded + counts.downloaded + counts.removed;
    if (card === 'damaged') await this.#card.write(vault, lease, options.signal);
    else await this.#card.renew(vault, changes, lease, options.signal);
    return {
      ...counts,
      unchanged: counts.unchanged + previewed.untouched,
      conflicts: state.conflicts().length,
      bytesUp: traffic.bytesUp - before.up,
      bytesDown: traffic.bytesDown - before.down,
      requests: traffic.requests - before.requests,
      durationMs: now() - started,
      keyFingerprint: vault.keyFingerprint,
      deviceId: identity.device,
      cancelled: false,
      failures,
      refusedKeys: previewed.gathered.refusedKeys.length,
    };
  }

  async #vault(signal: AbortSignal | undefined): Promise<Vault> {
    return (await this.#deps.openVault(signal)).vault;
  }

  /** Parts go before the memories that name them, and after it is certain that this device's name is its own. */
  async #sendConversations(
    opening: OpeningVault,
    options: SyncOptions,
    tally: Tally,
    lease: Lease,
  ): Promise<void> {
    const { conversations = NO_CONVERSATIONS, traffic, now } = this.#deps;
    const { signal = new AbortController().signal, onProgress = () => undefined } = options;
    const { verify = false, accept = [] } = options;
    const progress = new ProgressReporter(traffic, now, onProgress);
    await conversations.send({
      vault: await opening.vault,
      lease,
      signal,
      verify: verify || accept.includes('BRAKE_EMPTY_BUCKET'),
      onFailed: (session, code) => tally.fail(session, code),
      onProgress: (done, total, session) => progress.at('conversations', done, total, session),
    });
  }

  #input(options: SyncOptions, { listing, vault }: OpeningVault, prepared: Promise<unknown>): PassInput {
    const { identity, local, state, traffic, now, inFlight, withheld } = this.#deps;
    const trust: Trust = options.verify ? 'nothing' : 'index';
    return {
      self: identity.device,
      local,
      state,
      listing,
      vault,
      prepared,
      conversations: this.#deps.conversations ?? NO_CONVERSATIONS,
      traffic,
      now,
      trust,
      signal: options.signal ?? new AbortController().signal,
      accept: new Set(options.accept),
      onProgress: options.onProgress ?? (() => undefined),
      withheld: withheld?.() ?? new Set(),
      workers: inFlight && (() => inFlight() + PREPARED_AHEAD),
    };
  }

  /** Claims this device's id for this machine: the other one is gone for good. */
  async takeOverDeviceId(signal?: AbortSignal): Promise<void> {
    const lease = await this.#deps.acquireLease(signal);
    try {
      await this.#card.write(await this.#vault(signal), lease, signal);
    } finally {
      lease.release();
    }
  }

  /**
   * Decides a conflict; the next pass carries the decision to every device.
   * @throws CONFLICT_UNKNOWN, CONFLICT_STALE, LOCAL_CHANGED
   */
  async resolve(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const { identity, local, state, now, conversations: versions = NO_CONVERSATIONS } = this.#deps;
    return this.#locked(signal, (lease) =>
      resolveConflict({ self: identity.device, local, state, now, versions }, request, lease),
    );
  }

  /** Deletes a session here and, with the next pass, everywhere; undone by `undelete` for 30 days. */
  async delete(session: string, signal?: AbortSignal): Promise<void> {
    const { identity, local, state, now } = this.#deps;
    await this.#locked(signal, (lease) =>
      deleteSession({ self: identity.device, local, state, now }, session, lease),
    );
  }

  async undelete(session: string, signal?: AbortSignal): Promise<void> {
    const { identity, local, state, now, conversations = NO_CONVERSATIONS } = this.#deps;
    const vault = await this.#vault(signal);
    await this.#locked(signal, (lease) =>
      undeleteSession({ self: identity.device, local, state, now, conversations }, vault, session, lease),
    );
  }

  /**
   * Asks the bucket which sessions were deleted, when sync.db is new and cannot know: else capturing would bring
   * them back from their transcripts. Does nothing at other times.
   */
  async learnDeletions(signal?: AbortSignal): Promise<void> {
    const { state } = this.#deps;
    if (state.fact(FACT.lastSyncAt) !== null) return;
    await this.#locked(signal, async (lease) => {
      const { listing, vault } = await this.#deps.openVault(signal);
      const [, { fresh }] = await both(vault, readTombstones(listing, vault, state, signal));
      state.commit({ tombstones: fresh }, lease);
    });
  }

  /** A session's newest memory in the bucket, for one that is not on this device. Nothing is stored. */
  async fetch(session: string, signal?: AbortSignal): Promise<SessionMemory> {
    const rows = this.#deps.state.remotesOf(session);
    if (rows.length === 0) throw new AppError('SESSION_UNKNOWN', { session });
    const vault = await this.#vault(signal);
    const read = await Promise.allSettled(
      rows.map(({ device }) => vault.readSession(device, session, { signal })),
    );
    const opened = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [version] = opened.filter(
      ({ vector }) =>
        !opened.some((other) => compareVectors(other.vector ?? {}, vector ?? {}) === 'dominates'),
    );
    if (version) return version.memory;
    throw toAppError(read.find((result) => result.status === 'rejected')?.reason);
  }

  async #locked<T>(signal: AbortSignal | undefined, work: (lease: Lease) => T | Promise<T>): Promise<T> {
    const lease = await this.#deps.acquireLease(signal);
    try {
      return await work(lease);
    } finally {
      lease.release();
    }
  }

  /** Outcome of the last pass, from sync.db: also after a restart. */
  lastOutcome(): {
    at: number | null;
    error: LastError | null;
    failures: FailedItem[];
  } {
    const { state } = this.#deps;
    const at = state.fact(FACT.lastSyncAt);
    const error = state.fact(FACT.lastError);
    const failures = state.fact(FACT.lastFailures);
    return {
      at: at === null ? null : Number(at),
      error: error === null ? null : (JSON.parse(error) as LastError),
      failures: failures === null ? [] : (JSON.parse(failures) as FailedItem[]),
    };
  }
}

/** What `work` comes to, once the vault is open; why it could not be opened goes before any failure of `work`. */
async function opened<T>(vault: Promise<Vault>, work: Promise<T>): Promise<T> {
  const [, result] = await both(vault, work);
  return result;
}

async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw toAppError(a.reason);
  if (b.status === 'rejected') throw toAppError(b.reason);
  return [a.value, b.value];
}

/** One pass: gather, plan, brake, execute. Thin: all deciding is in decide.ts and plan.ts. */
import { AppError, toAppError, type ErrorCode } from '../../shared/errors.ts';
import { CommitQueue } from './commit-queue.ts';
import type { Conversations } from './conversations.ts';
import { decide } from './decide.ts';
import { gather, UNREAD, viewsOf, type Gathered } from './gather.ts';
import type { PassIndex } from './pass-index.ts';
import {
  isMassChange,
  plan,
  survey,
  type BrakeCode,
  type Plan,
  type PlanLimits,
  type Survey,
} from './plan.ts';
import type { SessionState, Trust } from './session-state.ts';
import type {
  BaselineRow,
  Lease,
  LocalSessions,
  SyncState,
  TrafficMeter,
  Vault,
  VaultListing,
} from './ports.ts';
import { ProgressReporter } from './progress.ts';
import type { Tally } from './report.ts';
import { type SyncProgress } from './report.ts';
import { isItemError, SessionTask, type TaskContext } from './session-task.ts';
import { purgeable } from './trash.ts';
import { forgottenTitles } from './trash-title.ts';
import { WorkerPool } from './worker-pool.ts';

export interface PassInput {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly listing: VaultListing;
  /** Settles while the listing is under way; nothing is read or written before. */
  readonly vault: Promise<Vault>;
  readonly conversations: Conversations;
  /** See GatherInput.prepared. */
  readonly prepared: Promise<unknown>;
  readonly traffic: TrafficMeter;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly trust: Trust;
  /** Brakes that a person has looked at and released for this pass. */
  readonly accept: ReadonlySet<BrakeCode>;
  readonly onProgress: (progress: SyncProgress) => void;
  /** Sessions that are not to be uploaded. */
  readonly withheld: ReadonlySet<string>;
  /** Sessions worth working on at once, now; see EngineDeps.inFlight. */
  readonly workers: (() => number) | undefined;
}

/** Failures after which going on would only fail again, or do harm. */
const STOPS_PASS = new Set<ErrorCode>([
  'ACCESS_DENIED',
  'CREDENTIALS_INVALID',
  'KEY_READ_ONLY',
  'BUCKET_MISSING',
  'QUOTA_EXCEEDED',
  'DNS_FAILED',
  'TLS_FAILED',
  'DISK_FULL',
  'HOME_UNWRITABLE',
  'LOCK_LOST',
  'CANCELLED',
  'STORE_CORRUPT',
  'STORE_UNREADABLE',
]);
/** So many sessions failing one after the other on the connection mean that the connection is gone. */
const FAILURES_IN_A_ROW = 16;

/** What a pass found out before it changes anything. */
export interface Preview {
  readonly gathered: Gathered;
  readonly survey: Survey;
  /** Sessions on this device that are at rest. */
  readonly untouched: number;
}

/** Gathers the views and counts what they lead to. Opens objects where only that tells what gives way. */
export async function preview(input: PassInput): Promise<Preview> {
  const progress = new ProgressReporter(input.traffic, input.now, input.onProgress);
  progress.enter('listing');
  const gathered = await gather(input);
  progress.enter('planning');
  const limits = limitsOf(gathered);
  const count = (): Preview => {
    let unreadable = 0;
    const found = survey(
      viewsOf(gathered.index, () => (unreadable += 1)),
      limits,
    );
    return { gathered, survey: found, untouched: limits.localCount - found.local - unreadable };
  };
  const first = count();
  if (!isMassChange(first.survey.losing + first.survey.mayLose, limits.localCount)) return first;
  await openUndecided(input, gathered);
  return count();
}

function limitsOf({ index, knownObjects, listedObjects }: Gathered): PlanLimits {
  return { localCount: index.localCount, knownObjects, listedObjects };
}

/** The plan of a previewed pass, for people to read. Sessions that cannot be read are left out. */
export function planOf({ gathered }: Preview): Plan {
  return plan(
    viewsOf(gathered.index, () => undefined),
    limitsOf(gathered),
  );
}

/** Opens what may replace local rows, only to learn its revision; bodies are dropped. */
async function openUndecided(input: PassInput, { index }: Gathered): Promise<void> {
  const { signal, workers } = input;
  const vault = await input.vault;
  const openOne = async (known: SessionState): Promise<void> => {
    const decision = decide(known.view(known.knownLocal() ?? known.readLocal()?.view ?? null));
    if (decision.action !== 'inspect') return;
    for (const device of decision.devices) await index.reveal(vault, known, device, signal);
  };
  await new WorkerPool(openOne, { signal, workers }).run(readable(index));
}

/** Sessions with a row that can be read: another one gives way to nothing. */
function* readable(index: PassIndex): Generator<SessionState> {
  for (const known of index.states()) {
    if (!known.hasLocal) continue;
    try {
      if (known.knownLocal() === undefined) known.readLocal();
      yield known;
    } catch (error) {
      if (toAppError(error).code !== 'MEMORY_INVALID') throw error;
    }
  }
}

/** Does what the survey found, session by session. Everything finished stays finished, also when this throws. */
export async function execute(
  input: PassInput,
  { gathered, survey: found }: Preview,
  tally: Tally,
  lease: Lease,
): Promise<void> {
  const { state, now, signal, self } = input;
  const vault = await input.vault;
  const { index, knownObjects } = gathered;
  if (found.brake && !input.accept.has(found.brake)) {
    const { losing } = found;
    throw new AppError(found.brake, { losing, known: index.localCount, objects: knownObjects });
  }
  rememberListing(state, gathered, lease);
  const queue = new CommitQueue({ local: input.local, state, lease, now });
  const { conversations, local, withheld } = input;
  const context: TaskContext = {
    ...{ self, vault, local, state, queue, tally, now, signal, lease },
    ...{ conversations, withheld },
  };
  const progress = new ProgressReporter(input.traffic, now, input.onProgress);
  progress.enter('transferring', index.touchedCount);
  let inARow = 0;
  const settleOne = async (known: SessionState): Promise<void> => {
    try {
      await queue.during(() => new SessionTask(context, known).run());
      inARow = 0;
    } catch (error) {
      const failure = toAppError(error);
      inARow += 1;
      if (STOPS_PASS.has(failure.code) || inARow >= FAILURES_IN_A_ROW || isItemError(failure.code))
        throw failure;
      tally.fail(known.session, failure.code);
    }
    progress.advance(known.session);
  };
  const pool = new WorkerPool(settleOne, { signal, workers: input.workers, waiting: () => queue.waiting });
  queue.onWaiting = () => pool.refill();
  try {
    await pool.run(announced(index, state, lease));
  } finally {
    queue.flush();
  }
  progress.enter('finishing');
  await emptyTrash(input, vault, gathered, tally, lease);
}

function rememberListing(state: SyncState, gathered: Gathered, lease: Lease): void {
  const { vanished, tombstones, forgottenTombstones } = gathered;
  if (vanished.length + tombstones.length + forgottenTombstones.length === 0) return;
  const facts = forgottenTitles(vanished.map(({ session }) => session));
  state.commit({ forgetRemotes: vanished, tombstones, forgetTombstones: forgottenTombstones, facts }, lease);
}

/**
 * The sessions of a pass, slice by slice. First uploads are written down as begun in one transaction for each
 * slice; others, whose row must be read first, when their turn comes.
 */
function* announced(index: PassIndex, state: SyncState, lease: Lease): Generator<SessionState> {
  for (const slice of index.slices()) {
    const baselines: BaselineRow[] = [];
    for (const known of slice) {
      const decision = known.isNew ? decide(known.view(UNREAD)) : null;
      const vector = decision?.action === 'upload' ? decision.vector : null;
      const announcement = vector && known.announcedUpload(vector);
      if (announcement) baselines.push(announcement);
    }
    if (baselines.length > 0) state.commit({ baselines }, lease);
    yield* slice;
  }
}

/** Removes own objects that were deleted long enough ago, after what was kept of their conversations. */
async function emptyTrash(
  { state, local, signal, self, conversations }: PassInput,
  vault: Vault,
  { index, serverNow }: Gathered,
  tally: Tally,
  lease: Lease,
): Promise<void> {
  const job = { vault, lease, signal };
  for (const [session, tombstones] of index.deleted) {
    // Saved again, and not uploaded yet.
    if (local.stampsOf([session]).has(session)) continue;
    for (const row of purgeable(self, state.remotesOf(session), tombstones, serverNow)) {
      await conversations.purge(session, job);
      await vault.deleteSession(row.device, row.session, { signal });
      state.commit({ forgetRemotes: [row], facts: forgottenTitles([session]) }, lease);
    }
  }
  const onFailed = (session: string, code: ErrorCode): void => tally.fail(session, code);
  await conversations.emptyTrash(serverNow, { ...job, onFailed });
}

/** One pass: gather, plan, brake, execute. Thin: all deciding is in decide.ts and plan.ts. */
import { AppError, toAppError, type ErrorCode } from '../../shared/errors.ts';
import { CommitQueue } from './commit-queue.ts';
import { gather, viewsOf, type Gathered } from './gather.ts';
import { isMassChange, plan, type BrakeCode, type Plan } from './plan.ts';
import type { Trust } from './pass-state.ts';
import type {
  BaselineRow,
  Lease,
  LocalSessions,
  RemoteRow,
  SyncState,
  TrafficMeter,
  Vault,
} from './ports.ts';
import { ProgressReporter } from './progress.ts';
import type { Tally } from './report.ts';
import { type SyncProgress } from './report.ts';
import { isItemError, SessionTask, type TaskContext } from './session-task.ts';
import { purgeable } from './trash.ts';
import { WorkerPool } from './worker-pool.ts';

export interface PassInput {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly vault: Vault;
  readonly traffic: TrafficMeter;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly trust: Trust;
  /** Brakes that a person has looked at and released for this pass. */
  readonly accept: ReadonlySet<BrakeCode>;
  readonly onProgress: (progress: SyncProgress) => void;
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

/** The views and the plan of a pass, nothing changed yet. Opens objects where only that tells what gives way. */
export async function preview(
  input: PassInput,
  tally: Tally,
): Promise<{ gathered: Gathered; planned: Plan }> {
  const progress = new ProgressReporter(input.traffic, input.now, input.onProgress);
  progress.enter('listing');
  const gathered = await gather(input);
  progress.enter('planning');
  const failed = new Set<string>();
  const makePlan = (): Plan => {
    const views = viewsOf(gathered.pass, (session, error) => {
      if (!failed.has(session)) tally.fail(session, error.code);
      failed.add(session);
    });
    const { knownObjects, listedObjects, pass } = gathered;
    return plan(views, { localCount: pass.localCount, knownObjects, listedObjects });
  };
  const first = makePlan();
  if (!isMassChange(first.losing + first.mayLose, gathered.pass.localCount))
    return { gathered, planned: first };
  await openUndecided(input, gathered, first);
  return { gathered, planned: makePlan() };
}

/** Opens what may replace local rows, only to learn its revision; bodies are dropped. */
async function openUndecided(input: PassInput, gathered: Gathered, planned: Plan): Promise<void> {
  const { pass } = gathered;
  const undecided = planned.items.filter(
    (item) => item.decision.action === 'inspect' && pass.hasLocal(item.session),
  );
  const openOne = async ({ session, decision }: (typeof undecided)[number]): Promise<void> => {
    if (decision.action !== 'inspect') return;
    for (const device of decision.devices) await pass.reveal(input.vault, session, device, input.signal);
  };
  const { signal, workers } = input;
  await new WorkerPool(openOne, { signal, workers }).run(undecided);
}

/** Runs the plan. Everything finished stays finished, also when this throws. */
export async function execute(
  input: PassInput,
  gathered: Gathered,
  planned: Plan,
  tally: Tally,
  lease: Lease,
): Promise<void> {
  const { state, vault, now, signal } = input;
  const { pass } = gathered;
  if (planned.brake && !input.accept.has(planned.brake)) {
    const { losing } = planned;
    throw new AppError(planned.brake, { losing, known: pass.localCount, objects: gathered.knownObjects });
  }
  rememberListing(state, gathered, lease);
  announceUploads(state, gathered, planned, lease);
  const queue = new CommitQueue({ local: input.local, state, lease, now });
  const context: TaskContext = { pass, vault, state, queue, tally, now, signal };
  const progress = new ProgressReporter(input.traffic, now, input.onProgress);
  progress.enter('transferring', planned.items.length);
  let inARow = 0;
  const settleOne = async ({ session }: Plan['items'][number]): Promise<void> => {
    try {
      await queue.during(() => new SessionTask(context, session).run());
      inARow = 0;
    } catch (error) {
      const failure = toAppError(error);
      inARow += 1;
      if (STOPS_PASS.has(failure.code) || inARow >= FAILURES_IN_A_ROW || isItemError(failure.code))
        throw failure;
      tally.fail(session, failure.code);
    }
    progress.advance(session);
  };
  const pool = new WorkerPool(settleOne, { signal, workers: input.workers, waiting: () => queue.waiting });
  queue.onWaiting = () => pool.refill();
  try {
    await pool.run(planned.items);
  } finally {
    queue.flush();
  }
  progress.enter('finishing');
  await emptyTrash(input, gathered, lease);
}

function rememberListing(state: SyncState, gathered: Gathered, lease: Lease): void {
  const { vanished, tombstones, forgottenTombstones } = gathered;
  if (vanished.length + tombstones.length + forgottenTombstones.length === 0) return;
  state.commit({ forgetRemotes: vanished, tombstones, forgetTombstones: forgottenTombstones }, lease);
}

/** Writes down all planned uploads in one transaction; those that turn up on the way are written one by one. */
function announceUploads(state: SyncState, { pass }: Gathered, planned: Plan, lease: Lease): void {
  const baselines: BaselineRow[] = [];
  for (const { session, decision } of planned.items) {
    const vector = decision.action === 'upload' ? decision.vector : null;
    const announced = vector && pass.announcedUpload(session, vector);
    if (announced) baselines.push(announced);
  }
  if (baselines.length > 0) state.commit({ baselines }, lease);
}

/** Removes own objects that were deleted long enough ago. */
async function emptyTrash(input: PassInput, gathered: Gathered, lease: Lease): Promise<void> {
  const { pass } = gathered;
  const over: RemoteRow[] = [];
  for (const session of pass.deletedSessions()) {
    over.push(
      ...purgeable(input.self, pass.remotesOf(session), pass.tombstonesOf(session), gathered.serverNow),
    );
  }
  for (const row of over) {
    await input.vault.deleteSession(row.device, row.session, { signal: input.signal });
    input.state.commit({ forgetRemotes: [row] }, lease);
  }
}

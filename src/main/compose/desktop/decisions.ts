/**
 * Decisions about conflicts that can be taken back: until the next pass begins, nobody else has heard of them, and
 * all that they changed is on this computer. So passes that begin by themselves wait a while after a decision.
 */
import type { ConflictRecord, BaselineRow, Lease } from '../../engine/ports.ts';
import type { Resolution, ResolveRequest } from '../../engine/resolve.ts';
import { AppError } from '../../../shared/errors.ts';
import type { SessionMemory } from '../../../shared/session.ts';
import { TranscribedSessions } from '../transcribed-sessions.ts';
import type { OpenEngine } from './engine-host.ts';

/** Milliseconds in which a decision can be taken back. */
export const UNDO_MS = 20_000;

/** How things stood before a decision. */
interface Before {
  readonly record: ConflictRecord;
  readonly memory: SessionMemory | null;
  readonly baseline: BaselineRow | null;
  readonly resolution: Resolution;
}

export class Decisions {
  #undoable: { readonly engine: OpenEngine; readonly before: readonly Before[] } | null = null;

  /** A pass begins: what was decided is on its way. */
  passBegins(): void {
    this.#undoable = null;
  }

  /**
   * Carries out decisions; `undo` takes back those of the last call.
   * @param onFailed hears of each that could not be carried out; the others are
   */
  async decide(
    engine: OpenEngine,
    requests: readonly ResolveRequest[],
    onFailed: (request: ResolveRequest, error: AppError) => void,
  ): Promise<Resolution[]> {
    const { app, parts } = engine;
    const local = sessionsOf(engine);
    const before: Before[] = [];
    for (const request of requests) {
      const { session, device } = request;
      const open = parts.state.conflictsOf(session);
      const record = open.find(({ remote }) => device === undefined || remote.device === device);
      const memory = local.get(session)?.memory ?? null;
      const baseline = parts.state.baseline(session);
      try {
        const resolution = await app.resolve(request);
        if (record) before.push({ record, memory, baseline, resolution });
      } catch (error) {
        onFailed(request, error as AppError);
      }
    }
    this.#undoable = before.length > 0 ? { engine, before } : null;
    return before.map(({ resolution }) => resolution);
  }

  /** @returns how many are open again. @throws UNDO_TOO_LATE, LOCK_HELD, LOCAL_CHANGED */
  async undo(engine: OpenEngine): Promise<number> {
    const undoable = this.#undoable;
    if (undoable?.engine !== engine) throw new AppError('UNDO_TOO_LATE');
    this.#undoable = null;
    const lease = await engine.parts.state.waitForLease({ holder: 'app', timeoutMs: 5_000 });
    try {
      for (const before of undoable.before.toReversed()) takeBack(engine, before, lease);
      return undoable.before.length;
    } finally {
      lease.release();
    }
  }
}

function sessionsOf({ parts }: OpenEngine): TranscribedSessions {
  const { store, state } = parts;
  return new TranscribedSessions({ sessions: store, state, transcripts: state.transcripts });
}

/** The row first: a conflict that is open again beside the decided row would only be found anew. */
function takeBack(engine: OpenEngine, { record, memory, baseline, resolution }: Before, lease: Lease): void {
  const { state } = engine.parts;
  const local = sessionsOf(engine);
  const { session } = record;
  const now = local.get(session)?.stamp ?? null;
  let stamp = baseline?.stamp ?? '';
  if (memory) [stamp = ''] = local.put([{ memory, expected: now, synced: memory.synced }]);
  else if (now !== null) local.remove(session, now);
  const fork = resolution.fork === null ? undefined : local.get(resolution.fork);
  if (resolution.fork !== null && fork) local.remove(resolution.fork, fork.stamp);
  state.commit(
    {
      conflicts: [record],
      ...(baseline
        ? { baselines: [{ ...baseline, stamp, settled: false }] }
        : { forgetBaselines: [session] }),
    },
    lease,
  );
}

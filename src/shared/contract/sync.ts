/** Passes: begin, stop, hold back, and what a pass would do. */
import { z } from 'zod';
import { count, done, list, moment, nothing, type CommandShape, amount } from './schema.ts';
import { failedItem } from './state.ts';

const brake = z.enum(['BRAKE_MASS_CHANGE', 'BRAKE_EMPTY_BUCKET']);

const report = z.object({
  uploaded: count,
  downloaded: count,
  /** Open after the pass. */
  conflicts: count,
  unchanged: count,
  failed: count,
  removed: count,
  bytesUp: amount,
  bytesDown: amount,
  requests: count,
  durationMs: z.number(),
  failures: list(failedItem),
});

export const syncCommands = {
  /**
   * A pass now, also while paused or held back; one that runs already is waited for and followed by another. Answers
   * when it has ended; progress is in AppState.sync. `accept`: brakes the person releases for this pass. `first`: the
   * first since the settings are in force, which may have begun by itself; it is begun only when it has not.
   * @throws BRAKE_*, CANCELLED, LOCK_HELD, key and bucket errors
   */
  'sync.now': {
    request: z.strictObject({ accept: z.array(brake).max(2).optional(), first: z.boolean().optional() }),
    response: report,
  },
  /** Stops the pass that runs; finished items stay finished. */
  'sync.cancel': { request: nothing, response: done },
  /** `minutes` null: until resumed, also after a restart. */
  'sync.pause': {
    request: z.strictObject({ minutes: z.int().min(1).max(10_080).nullable() }),
    response: done,
  },
  'sync.resume': { request: nothing, response: done },
  /** What a pass would do, for the review before a brake is released. Nothing is written. */
  'sync.plan': {
    request: nothing,
    response: z.object({
      brake: brake.nullable(),
      /** By action: upload, adopt, remove-local, conflict, inspect, … */
      counts: z.record(z.string(), count),
      /** Sessions here that would be replaced or removed; the first 200. */
      losing: list(z.object({ session: z.string(), action: z.string(), summary: z.string() })),
      total: count,
      at: moment,
    }),
  },
} as const satisfies Record<string, CommandShape>;

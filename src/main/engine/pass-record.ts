/** What is remembered of a pass that came to its end. Pure. */
import type { SyncReport } from './report.ts';
import { FACT } from './facts.ts';
import type { ActivityEntry, StateChange } from './ports.ts';

/** Failed items that are remembered by name. */
const MOST_FAILURES = 100;

/** One session has an entry of its own, which says more. */
const FEWEST_TO_TELL = 2;

export function passRecord(report: SyncReport, at: number): Pick<StateChange, 'facts' | 'activity'> {
  const { uploaded, downloaded, failures } = report;
  const entry: ActivityEntry = {
    at,
    kind: 'sync',
    session: null,
    detail: `${uploaded} up, ${downloaded} down`,
  };
  return {
    facts: {
      [FACT.lastSyncAt]: String(at),
      [FACT.lastError]: null,
      [FACT.lastFailures]: JSON.stringify(failures.slice(0, MOST_FAILURES)),
    },
    activity: uploaded + downloaded < FEWEST_TO_TELL ? [] : [entry],
  };
}

/** What each pass sent over the wire, by day, for the cost page. */
import type { SyncReport } from '../../composed-app.ts';
import type { SyncStateDb } from '../../store/sync-state.ts';

/**
 * Which requests wrote and which read follows from what the pass did, as one counts them all: each upload is a
 * PUT, each download a GET; the rest lists and looks into the vault's header, which cost as much as writing.
 */
export function recordTraffic(state: SyncStateDb, report: SyncReport, now: number): void {
  const { requests, bytesUp, bytesDown, uploaded, downloaded } = report;
  const puts = Math.min(requests, uploaded);
  const gets = Math.min(requests - puts, downloaded);
  const day = new Date(now).toISOString().slice(0, 10);
  state.addTraffic({ day, requests, bytesUp, bytesDown, puts, gets, lists: requests - puts - gets });
}

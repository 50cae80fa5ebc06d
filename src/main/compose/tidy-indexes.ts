/** Work for idle moments: rows of a bulk download enter the full-text indexes, the plugin's and our own. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SessionStore } from '../store/sessions.ts';
import type { SyncStateDb } from '../store/sync-state.ts';

/** Milliseconds of work at a time, and of rest in between: nobody should notice. */
const SLICE = 20;
const REST = 50;

export async function tidyIndexes(
  store: SessionStore,
  state: SyncStateDb,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !store.indexPending(SLICE)) await pause(REST);
  if (!signal.aborted) await state.refreshSearch(store, { signal });
  if (signal.aborted) return;
  store.rest();
  state.rest();
}

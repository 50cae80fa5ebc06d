/** What a person is deciding about the versions shown, and what becomes of it when these change meanwhile. */
import { useState } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import {
  carriedOver,
  keepOf,
  seenOf,
  startingChoices,
  type Decision,
  type Difference,
  type Head,
} from './decision.ts';
import { rememberDecision } from './undo-store.ts';

const versionsOf = ({ local, remote }: Head): string => `${local.contentHash} ${remote.contentHash}`;

export interface Deciding {
  readonly decision: Decision;
  readonly change: (decision: Decision) => void;
  /** Others are shown than those the person began with, or the engine knows newer ones. */
  readonly changed: boolean;
  /** The person has read that. */
  readonly acknowledge: () => void;
  /** @returns `stale`: nothing was decided. @throws AppError for every other failure */
  readonly resolve: () => Promise<'done' | 'stale' | 'undecided'>;
}

export function useDecision(head: Head, differences: readonly Difference[]): Deciding {
  const versions = versionsOf(head);
  const [seen, setSeen] = useState(versions);
  const [refused, setRefused] = useState(false);
  const [held, setHeld] = useState<{ versions: string; decision: Decision }>(() => ({
    versions,
    decision: { keep: null, merged: startingChoices(differences) },
  }));
  // What was meant for other versions is not taken for these; the choices by field are kept for convenience.
  const decision: Decision =
    held.versions === versions
      ? held.decision
      : { keep: null, merged: carriedOver(held.decision.merged, differences) };

  const resolve = async (): Promise<'done' | 'stale' | 'undecided'> => {
    const keep = keepOf(decision);
    if (keep === null || decision.keep === null) return 'undecided';
    const { session, device } = head;
    try {
      const request = { session, device, keep, seen: seenOf(head) };
      const { undoUntil, fork } = await ask('conflicts.resolve', request);
      rememberDecision({ keep: decision.keep, count: 1, undoUntil, fork });
      return 'done';
    } catch (error) {
      if (toAppError(error).code !== 'CONFLICT_STALE') throw error;
      setRefused(true);
      return 'stale';
    }
  };
  return {
    decision,
    change: (next) => setHeld({ versions, decision: next }),
    changed: refused || seen !== versions,
    acknowledge: () => {
      setSeen(versions);
      setRefused(false);
    },
    resolve,
  };
}

/** A plan in words, for `sync --dry-run`. */
import type { Plan } from '../main/composed-app.ts';

type PlanItem = Plan['items'][number];

export interface PlannedStep {
  readonly session: string;
  /** Row of engine/DECISIONS.md. */
  readonly row: string;
  readonly action: PlanItem['decision']['action'];
  readonly words: string;
}

/** What would be done, without the sessions for which nothing would be. */
export function plannedSteps(plan: Plan): PlannedStep[] {
  return plan.items
    .filter(({ decision }) => decision.action !== 'nothing')
    .map(({ session, decision }) => ({
      session,
      row: decision.row,
      action: decision.action,
      words: wordsOf(decision),
    }));
}

export function countSteps(steps: readonly PlannedStep[]): Partial<Record<PlannedStep['action'], number>> {
  const counts: Partial<Record<PlannedStep['action'], number>> = {};
  for (const { action } of steps) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

function wordsOf(decision: PlanItem['decision']): string {
  switch (decision.action) {
    case 'upload':
      return decision.row === 'L2' ? 'upload, new' : 'upload, changed here';
    case 'adopt':
      return `${decision.replaces ? 'replace by the newer version' : 'download'} from ${decision.device}`;
    case 'inspect':
      return `read and compare with ${decision.devices.join(', ')}`;
    case 'conflict':
      return `keep both versions, conflict with ${decision.devices.join(', ')}`;
    case 'agree':
      return 'same on both sides, only noted';
    case 'remove-local':
      return 'remove here, deleted on another device';
    case 'publish-tombstone':
      return 'tell the other devices that it was deleted';
    case 'only-in-bucket':
      return 'stays in the bucket only';
    case 'blocked':
      return `leave alone (${decision.code})`;
    case 'nothing':
      return 'nothing';
  }
}

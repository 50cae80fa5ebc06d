/**
 * The plan of one pass: every session's decision, in order of session id, and the brakes. Pure; printable as
 * it is (`sync --dry-run`).
 */
import { decide, type Decision } from './decide.ts';
import type { SessionView } from './views.ts';

/**
 * A pass stops and asks when it would remove or replace more than this share, and more than this number, of
 * the sessions on this device (DESIGN, "Brakes").
 */
export const MASS_CHANGE = { share: 0.2, atLeast: 10 } as const;

export type BrakeCode = 'BRAKE_MASS_CHANGE' | 'BRAKE_EMPTY_BUCKET';

export interface PlanItem {
  readonly session: string;
  readonly decision: Decision;
}

/** What a plan comes to, without its items. */
export interface Survey {
  /** Sessions whose local row certainly gives way. */
  readonly losing: number;
  /** Sessions whose local row may give way, once their objects have been opened. */
  readonly mayLose: number;
  /** Sessions looked at that have a local row. */
  readonly local: number;
  readonly brake: BrakeCode | null;
}

export interface Plan extends Survey {
  readonly items: readonly PlanItem[];
}

export interface PlanLimits {
  /** Sessions on this device. */
  readonly localCount: number;
  /** Session objects this device has seen in the bucket before, and now. */
  readonly knownObjects: number;
  readonly listedObjects: number;
}

export function plan(views: Iterable<SessionView>, limits: PlanLimits): Plan {
  const items: PlanItem[] = [];
  const found = survey(views, limits, (item) => items.push(item));
  items.sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0));
  return { ...found, items };
}

/** The same decisions, counted and forgotten: what the brakes need of a hundred thousand sessions. */
export function survey(
  views: Iterable<SessionView>,
  limits: PlanLimits,
  onItem: (item: PlanItem) => void = () => undefined,
): Survey {
  let losing = 0;
  let mayLose = 0;
  let local = 0;
  for (const view of views) {
    const decision = decide(view);
    onItem({ session: view.session, decision });
    if (view.local !== null) local += 1;
    if (givesWay(decision)) losing += 1;
    else if (decision.action === 'inspect' && view.local !== null) mayLose += 1;
  }
  return { losing, mayLose, local, brake: brakeOf(losing, limits) };
}

function givesWay(decision: Decision): boolean {
  return decision.action === 'remove-local' || (decision.action === 'adopt' && decision.replaces);
}

function brakeOf(losing: number, limits: PlanLimits): BrakeCode | null {
  if (limits.knownObjects > 0 && limits.listedObjects === 0) return 'BRAKE_EMPTY_BUCKET';
  return isMassChange(losing, limits.localCount) ? 'BRAKE_MASS_CHANGE' : null;
}

export function isMassChange(losing: number, localCount: number): boolean {
  return losing > MASS_CHANGE.atLeast && losing > MASS_CHANGE.share * localCount;
}

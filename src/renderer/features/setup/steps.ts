/** The order of the set-up, and how far the answers so far lead. Pure. */
import type { SetupDraft } from '../../../shared/contract.ts';

export type Step = SetupDraft['step'];

type Answers = Pick<SetupDraft, 'provider' | 'key' | 'kitKept' | 'reconfiguring'>;

const WHOLE: readonly Step[] = [
  'welcome',
  'where',
  'guide',
  'test',
  'key',
  'kit',
  'device',
  'scope',
  'first-sync',
  'done',
];

/**
 * The steps that this set-up has. Who joins a vault, or already has the recovery kit, needs none; who changes the
 * connection was welcomed before.
 */
export function stepsOf({ key, kitKept, reconfiguring }: Answers): readonly Step[] {
  const left = new Set<Step>();
  if (key?.mode === 'join' || (kitKept && reconfiguring)) left.add('kit');
  if (reconfiguring) left.add('welcome');
  return WHOLE.filter((step) => !left.has(step));
}

function neighbour(step: Step, answers: Answers, distance: 1 | -1): Step | null {
  const steps = stepsOf(answers);
  const index = steps.indexOf(step);
  if (index >= 0) return steps[index + distance] ?? null;
  // A step that was left out by a later answer: go on from where it would stand.
  const at = WHOLE.indexOf(step) + distance;
  const next = WHOLE[at];
  if (next === undefined) return null;
  return steps.includes(next) ? next : neighbour(next, answers, distance);
}

export function stepAfter(step: Step, answers: Answers): Step | null {
  return neighbour(step, answers, 1);
}

/** Behind `scope` lies what was written: from there on nothing leads back. */
export function stepBefore(step: Step, answers: Answers): Step | null {
  return step === 'first-sync' || step === 'done' ? null : neighbour(step, answers, -1);
}

/** Where a set-up that was left goes on: the step it was left at, or the first whose answers are missing. */
export function resumeStep(step: Step, answers: Answers): Step {
  const place = WHOLE.indexOf(step);
  const beyond = (other: Step): boolean => place > WHOLE.indexOf(other);
  if (answers.provider === null && beyond('where')) return 'where';
  if (answers.key === null && beyond('key')) return 'key';
  // Without `setup.finish` there is nothing to sync yet.
  if (beyond('scope')) return 'scope';
  return stepsOf(answers).includes(step) ? step : (stepAfter(step, answers) ?? 'where');
}

/** The steps that are counted for people: the greeting and the end are none. */
export function countedSteps(answers: Answers): readonly Step[] {
  return stepsOf(answers).filter((step) => step !== 'welcome' && step !== 'done');
}

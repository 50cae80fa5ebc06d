import type { TestStep } from '../../../shared/contract.ts';

/** In the order in which they are done: PROBE_STEPS of main/bucket/probe.ts. */
const ORDER = ['put', 'get', 'range', 'list', 'delete', 'gone', 'clock', 'versioning', 'privilege'] as const;

export interface StepView {
  readonly name: string;
  readonly state: TestStep['state'] | 'running' | 'waiting';
  readonly step: TestStep | undefined;
}

/** What was reported, what is being done, what is still to come. Steps this window does not know come as reported. */
export function expectedSteps(reported: readonly TestStep[], running: boolean): StepView[] {
  const names = [...new Set<string>([...reported.map(({ step }) => step), ...(running ? ORDER : [])])];
  const ordered = [
    ...ORDER.filter((name) => names.includes(name)),
    ...names.filter((name) => !(ORDER as readonly string[]).includes(name)),
  ];
  let first = true;
  return ordered.map((name) => {
    const step = reported.findLast((one) => one.step === name);
    if (step) return { name, state: step.state, step };
    const state = running && first ? 'running' : 'waiting';
    first = false;
    return { name, state, step };
  });
}

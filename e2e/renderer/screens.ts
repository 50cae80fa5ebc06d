/** Every screen in every state that is worth a picture: what the tests for looks and accessibility go through. */
import type { Answers, Scenario } from './fake-main.ts';
import { ANSWERS } from './fixtures/answers.ts';
import { STATES, type StateName } from './fixtures/states.ts';

export interface ScreenCase {
  /** Name of the picture. */
  readonly name: string;
  /** Route. */
  readonly at: string;
  readonly state: StateName;
  readonly answers?: Answers;
  /** Text that is there once the screen has drawn itself. */
  readonly ready: string | RegExp;
}

export function scenario(state: StateName, answers: Answers = {}): Scenario {
  return { state: STATES[state], answers: { ...ANSWERS, ...answers } };
}

const overview = (state: StateName, ready: string | RegExp, name = `overview-${state}`): ScreenCase => ({
  name,
  at: 'overview',
  state,
  ready,
});

export const SCREENS: readonly ScreenCase[] = [
  overview('safe', 'All 412 sessions are safe', 'overview'),
  overview('not-set-up', 'Keep your sessions safe'),
  overview('not-set-up-empty', 'Keep your sessions safe'),
  overview('set-up-left', 'The set-up is not finished yet'),
  overview('opening', 'Opening'),
  overview('failed', 'config.yml'),
  overview('first-empty', 'Nothing has happened yet'),
  overview('syncing', '312 of 412'),
  overview('elsewhere', 'Another program is syncing'),
  overview('offline', 'No network'),
  overview('paused', 'Paused'),
  overview('switched-off', 'Turn sync on'),
  overview('trouble', 'Not safe yet'),
  overview('conflicts', '3 sessions changed on two devices'),
  overview('brake', 'See what would change'),
  { name: 'overview-review', at: 'overview/review', state: 'brake', ready: 'Remove from this computer' },
];

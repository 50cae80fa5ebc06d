import type { ReactNode } from 'react';
import type { TestStep } from '../../../shared/contract.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { explainError } from '../../errors/describe.ts';
import type { Strings } from '../../strings/en.ts';
import { useFormat, useLanguage, useStrings } from '../../text/use-strings.ts';
import type { Format } from '../../text/format.ts';
import './connection.css';
import { expectedSteps, type StepView } from './expected-steps.ts';

const ICONS: Readonly<Record<TestStep['state'], IconName>> = {
  ok: 'done',
  failed: 'fail',
  noted: 'info',
  skipped: 'skip',
};

interface TestStepsProps {
  readonly steps: readonly TestStep[];
  readonly running: boolean;
}

/** The connection test, step by step as it goes. */
export function TestSteps({ steps, running }: TestStepsProps): ReactNode {
  const { connection: words } = useStrings();
  return (
    <ol className="test-steps" aria-label={words.steps} aria-busy={running} aria-live="polite">
      {expectedSteps(steps, running).map((view) => (
        <StepRow key={view.name} view={view} />
      ))}
    </ol>
  );
}

function StepRow({ view: { name, state, step } }: { view: StepView }): ReactNode {
  const { connection: words } = useStrings();
  const language = useLanguage();
  const format = useFormat();
  const names: Readonly<Record<string, string>> = words.stepNames;
  const failure = step?.code ? explainError({ code: step.code, data: step.data }, language).title : '';
  const note = step?.state === 'noted' ? noteOf(step, words, format) : '';
  return (
    <li className={`test-step test-step--${state}`}>
      <span className="test-step__icon">
        {state === 'running' ? <Spinner /> : <Icon name={state === 'waiting' ? 'more' : ICONS[state]} />}
      </span>
      <span className="test-step__words">
        {names[name] ?? name}
        <span className="unseen"> {words.states[state]}</span>
        {failure && <span className="test-step__note">{failure}</span>}
        {note && <span className="test-step__note">{note}</span>}
      </span>
      {state === 'ok' && step && step.durationMs >= 1 && (
        <span className="muted small numeric">{format.duration(step.durationMs)}</span>
      )}
    </li>
  );
}

function noteOf({ step, facts = {} }: TestStep, words: Strings['connection'], format: Format): string {
  if (step === 'clock' && typeof facts['seconds'] === 'number') {
    const { seconds } = facts;
    return words.clockNote(format.duration(Math.abs(seconds) * 1000), seconds > 0);
  }
  if (step === 'versioning') {
    return facts['versioning'] === 'off' ? words.versioningOff : words.versioningUnknown;
  }
  return step === 'privilege' ? words.privilegeNote : '';
}

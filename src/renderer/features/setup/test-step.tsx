import { useEffect, useRef, type ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../errors/problem.tsx';
import { useStrings } from '../../text/use-strings.ts';
import { TestSteps } from '../connection/test-steps.tsx';
import { useTestRun } from '../connection/use-test-run.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

/** The requests that sync itself makes, tried out on one small object. */
export function TestStep(): ReactNode {
  const { setup: words, errors } = useStrings();
  const { check, goTo } = useWizard();
  const { running, steps, diagnosis, error, start } = useTestRun('setup.test', 'setup.cancelTest');
  useEffect(start, [start]);
  const failure = error ?? diagnosis?.cause ?? null;
  const passed = diagnosis?.ok ?? false;
  const outcome = useRef<HTMLDivElement>(null);
  // In a small window it would stand below the edge.
  useEffect(() => {
    if (failure) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [failure]);
  return (
    <StepFrame
      title={words.testTitle}
      hint={check?.label ? words.testHint(check.label) : undefined}
      notYet={passed ? undefined : running ? words.testing : words.testFailed}
    >
      <TestSteps steps={steps} running={running} />
      {passed && <Banner tone="ok" title={words.testPassed} announced />}
      {failure && (
        <div ref={outcome} className="stack">
          <Problem
            error={failure}
            onRetry={start}
            without={['retry', 'open-settings', 'run-test', 'set-up', 'show-details', 'import-key']}
          />
          <div className="cluster">
            <Button kind="primary" icon="edit" onClick={() => void goTo('guide').catch(() => undefined)}>
              {words.changeAnswers}
            </Button>
            <Button icon="sync" onClick={start}>
              {errors.actions.retry}
            </Button>
          </div>
        </div>
      )}
    </StepFrame>
  );
}

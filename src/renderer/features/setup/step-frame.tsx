import { useEffect, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from '../../components/button.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { go } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { countedSteps } from './steps.ts';
import { useWizard } from './wizard.ts';

interface StepFrameProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
  /** What Continue does before it goes on; without it, it just goes on. Rejects or answers false to stay. */
  readonly onNext?: () => Promise<boolean | undefined>;
  readonly nextLabel?: string | undefined;
  /** Continue cannot be pressed yet; `why` is said beside it. */
  readonly notYet?: string | undefined;
  /** No Continue at all: the step goes on by itself or by its own buttons. */
  readonly withoutNext?: boolean;
  readonly aside?: ReactNode;
  /** Where Back leads within the step. */
  readonly onBack?: () => void;
}

/** A step: where one is, its content, and the ways back, out and on. Enter is Continue. */
export function StepFrame({
  title,
  hint,
  children,
  onNext,
  nextLabel,
  notYet,
  withoutNext = false,
  aside,
  onBack,
}: StepFrameProps): ReactNode {
  const { setup: words, components } = useStrings();
  const wizard = useWizard();
  const action = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    document.getElementById('content')?.scrollTo({ top: 0 });
  }, []);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (withoutNext || notYet !== undefined) return;
    void action.run(async () => {
      if ((await onNext?.()) !== false) await wizard.next();
    });
  };
  return (
    <form className="step" onSubmit={submit} noValidate>
      <Place />
      <header>
        <h2 ref={heading} tabIndex={-1} className="step__title">
          {title}
        </h2>
        {hint && <div className="muted step__hint">{hint}</div>}
      </header>
      {children}
      <ActionProblem action={action} />
      <footer className="step__foot">
        {(onBack ?? wizard.back) && (
          <Button icon="back" onClick={onBack ?? (() => void action.run(async () => wizard.back?.()))}>
            {components.back}
          </Button>
        )}
        {wizard.finished === null && wizard.step !== 'welcome' && <Leave />}
        <span className="step__space" />
        {notYet !== undefined && <span className="muted small">{notYet}</span>}
        {aside}
        {!withoutNext && (
          <Button kind="primary" type="submit" busy={action.busy} unavailable={notYet !== undefined}>
            {nextLabel ?? components.next}
          </Button>
        )}
      </footer>
      {wizard.finished === null && wizard.step !== 'welcome' && (
        <p className="muted small">{words.leaveHint}</p>
      )}
    </form>
  );
}

function Leave(): ReactNode {
  const { setup: words } = useStrings();
  const { commit } = useWizard();
  const action = useAction();
  const leave = (): void =>
    void action.run(async () => {
      await commit();
      go('overview');
    });
  return (
    <>
      <Button kind="quiet" busy={action.busy} onClick={leave}>
        {words.leave}
      </Button>
      <ActionProblem action={action} />
    </>
  );
}

/** Step 3 of 8, in words and as a row of marks. */
function Place(): ReactNode {
  const { setup: words } = useStrings();
  const { draft, step } = useWizard();
  const steps = countedSteps(draft);
  const index = steps.indexOf(step);
  if (index < 0) return null;
  return (
    <div className="place">
      <span className="muted small">{words.stepOf(index + 1, steps.length)}</span>
      <span className="place__marks" aria-hidden="true">
        {steps.map((name, at) => (
          <span key={name} className={at <= index ? 'place__mark place__mark--done' : 'place__mark'} />
        ))}
      </span>
    </div>
  );
}

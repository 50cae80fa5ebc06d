import type { ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import type { ActionId } from '../../shared/message-actions.ts';
import { Banner, type Tone } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { useAction } from '../store/action.ts';
import { useLanguage, useStrings } from '../text/use-strings.ts';
import { explainError, explainWarning, type Explanation, type Failure } from './describe.ts';
import { perform } from './error-actions.ts';

interface ProblemProps {
  readonly error: Failure;
  /** What `Try again` does here; without it a pass is begun. */
  readonly onRetry?: (() => unknown) | undefined;
  readonly onDismiss?: (() => void) | undefined;
  /** Actions that make no sense in this place. */
  readonly without?: readonly ActionId[];
  readonly tone?: Tone;
}

/** An error in plain words, with buttons for what can be done about it. */
export function Problem({
  error,
  onRetry,
  onDismiss,
  without = [],
  tone = 'danger',
}: ProblemProps): ReactNode {
  const explanation = explainError(error, useLanguage());
  return <Explained {...{ explanation, onRetry, onDismiss, without, tone }} code={error.code} announced />;
}

interface NoticeProps {
  readonly warning: { readonly code: string; readonly data?: ErrorData | undefined };
  readonly onDismiss?: (() => void) | undefined;
}

/** Something to know that stops nothing. */
export function Notice({ warning, onDismiss }: NoticeProps): ReactNode {
  const explanation = explainWarning(warning, useLanguage());
  return <Explained {...{ explanation, onDismiss }} code={warning.code} tone="warn" without={[]} />;
}

interface ExplainedProps {
  readonly explanation: Explanation;
  readonly code: string;
  readonly tone: Tone;
  readonly without: readonly ActionId[];
  readonly onRetry?: (() => unknown) | undefined;
  readonly onDismiss?: (() => void) | undefined;
  readonly announced?: boolean;
}

function Explained({
  explanation,
  code,
  tone,
  without,
  onRetry,
  onDismiss,
  announced,
}: ExplainedProps): ReactNode {
  const strings = useStrings();
  const action = useAction();
  const offered = explanation.actions.filter((id) => !without.includes(id));
  const buttons = offered.map((id) => (
    <Button
      key={id}
      small
      busy={action.busy}
      onClick={() => void action.run(() => perform(id, { code, retry: onRetry, words: strings.errors }))}
    >
      {strings.errors.actions[id]}
    </Button>
  ));
  return (
    <>
      <Banner
        tone={tone}
        title={explanation.title}
        actions={buttons.length > 0 ? buttons : undefined}
        onDismiss={onDismiss}
        announced={announced ?? false}
      >
        {explanation.sentence}
      </Banner>
      {action.error && action.error.code !== code && (
        <Problem error={action.error} onDismiss={action.clear} without={['retry']} />
      )}
    </>
  );
}

/** What went wrong with an action; nothing while all is well. */
export function ActionProblem({
  action,
  onRetry,
}: {
  action: { readonly error: Failure | null; readonly clear: () => void };
  onRetry?: () => unknown;
}): ReactNode {
  if (!action.error) return null;
  return (
    <Problem
      error={action.error}
      onRetry={onRetry}
      onDismiss={action.clear}
      without={onRetry ? [] : ['retry']}
    />
  );
}

import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import type { WindowAction } from '../../shared/message-actions.ts';
import { Banner, type Tone } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { useApp } from '../store/app-store.ts';
import { useAction } from '../store/action.ts';
import { useLanguage, useStrings } from '../text/use-strings.ts';
import { explainError, explainWarning, type Explanation, type Failure } from './describe.ts';
import { isOffered, perform, type Handlers } from './error-actions.ts';

const NO_HANDLERS: Handlers = {};

/** What the buttons beside errors do in a part of the window, when that differs from what they do elsewhere. */
export const ErrorHandlers = createContext<Handlers>(NO_HANDLERS);

interface ProblemProps {
  readonly error: Failure;
  /** What `Try again` does here; without it a pass is begun. */
  readonly onRetry?: (() => unknown) | undefined;
  readonly onDismiss?: (() => void) | undefined;
  /** Actions that make no sense in this place. */
  readonly without?: readonly WindowAction[];
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
  readonly without: readonly WindowAction[];
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
  announced = false,
}: ExplainedProps): ReactNode {
  const { errors: words } = useStrings();
  const action = useAction();
  const route = useApp((app) => app.route);
  const around = useContext(ErrorHandlers);
  const handlers = useMemo(() => (onRetry ? { ...around, retry: onRetry } : around), [around, onRetry]);
  const buttons = explanation.actions
    .filter((id) => !without.includes(id) && isOffered(id, route, handlers))
    .map((id) => (
      <Button
        key={id}
        small
        busy={action.busy}
        onClick={() => void action.run(() => perform(id, { code, words, handlers }))}
      >
        {words.actions[id]}
      </Button>
    ));
  return (
    <>
      <Banner
        tone={tone}
        title={explanation.title}
        actions={buttons.length > 0 ? buttons : undefined}
        onDismiss={onDismiss}
        announced={announced}
      >
        {explanation.sentence}
      </Banner>
      {action.error && action.error.code !== code && (
        <Problem error={action.error} onDismiss={action.clear} without={['retry']} />
      )}
    </>
  );
}

interface ActionProblemProps {
  readonly action: { readonly error: Failure | null; readonly clear: () => void };
  /** Tries the same again; without it there is no such button, as the one that was pressed is still there. */
  readonly onRetry?: () => unknown;
  readonly without?: readonly WindowAction[];
}

/** What went wrong with an action; nothing while all is well. */
export function ActionProblem({ action, onRetry, without = [] }: ActionProblemProps): ReactNode {
  if (!action.error) return null;
  return (
    <Problem
      error={action.error}
      onRetry={onRetry}
      onDismiss={action.clear}
      without={onRetry ? without : [...without, 'retry']}
    />
  );
}

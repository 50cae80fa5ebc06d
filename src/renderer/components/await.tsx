import type { ReactNode } from 'react';
import { Problem } from '../errors/problem.tsx';
import type { Answer } from '../store/answer.ts';
import { useStrings } from '../text/use-strings.ts';
import { Loading } from './spinner.tsx';

interface AwaitProps<T> {
  readonly answer: Answer<T>;
  /** What is on its way. */
  readonly label?: string;
  readonly children: (value: T) => ReactNode;
}

/** The three ends of a question: on its way, failed (with Try again), answered. */
export function Await<T>({ answer, label, children }: AwaitProps<T>): ReactNode {
  const { components: words } = useStrings();
  if (answer.state === 'loading') return <Loading label={label ?? words.loading} />;
  if (answer.state === 'failed') return <Problem error={answer.error} onRetry={answer.reload} />;
  return children(answer.value);
}

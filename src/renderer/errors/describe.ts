/** What is said for errors and warnings, in the language of the window. */
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';
import type { ActionId } from '../../shared/message-actions.ts';
import { describeError, describeWarning } from '../../shared/messages.ts';
import type { Language } from '../text/format.ts';

export interface Explanation {
  readonly title: string;
  readonly sentence: string;
  /** The most likely help first. */
  readonly actions: readonly ActionId[];
}

export interface Failure {
  readonly code: ErrorCode;
  readonly data?: ErrorData | undefined;
}

export function explainError(error: Failure, _language: Language): Explanation {
  const { title, sentence, actions } = describeError(error);
  return { title, sentence, actions: actions.map(({ id }) => id) };
}

export function explainWarning(
  warning: { readonly code: string; readonly data?: ErrorData | undefined },
  _language: Language,
): Explanation {
  const { title, sentence, actions } = describeWarning(warning);
  return { title, sentence, actions: actions.map(({ id }) => id) };
}

/** What is said for errors and warnings, in the language of the window. */
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';
import { isWindowAction, type WindowAction } from '../../shared/message-actions.ts';
import { describeWarning, type Description } from '../../shared/messages.ts';
import { describeInWindow } from '../../shared/messages-window.ts';
import { catalogueOf } from '../text/catalogue.ts';
import type { Language } from '../text/format.ts';

export interface Explanation {
  readonly title: string;
  readonly sentence: string;
  /** The most likely help first. */
  readonly actions: readonly WindowAction[];
}

export interface Failure {
  readonly code: ErrorCode;
  readonly data?: ErrorData | undefined;
}

export function explainError(error: Failure, language: Language): Explanation {
  return explained(describeInWindow(error), error, language);
}

export function explainWarning(
  warning: { readonly code: string; readonly data?: ErrorData | undefined },
  language: Language,
): Explanation {
  return explained(describeWarning(warning), warning, language);
}

/** What can be pressed is the same in every language. */
function explained(
  { title, sentence, actions }: Description,
  told: { readonly code: string; readonly data?: ErrorData | undefined },
  language: Language,
): Explanation {
  const words = catalogueOf(language).explain?.(told) ?? { title, sentence };
  return { ...words, actions: actions.map(({ id }) => id).filter(isWindowAction) };
}

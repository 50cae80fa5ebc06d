/**
 * English words for the window, its tray and its notifications, where they differ from those of the command line:
 * nobody there types a command or sets a variable. The German words (messages-de.ts) are the window's own already.
 */
import type { ErrorCode, ErrorData } from './errors.ts';
import { factsOf, type Facts } from './message-facts.ts';
import { describeError, type Description } from './messages.ts';
import { asSentence, join, wordsFor } from './strings/message.ts';

/** Problems of USAGE that a person can cause in the window. */
const USAGE_PROBLEMS: Readonly<Record<string, string>> = {
  'own-device': 'This is the device you are sitting at; it can only be removed from another one.',
  'not-its-name': 'What you typed is not the name of the device. Enter it exactly as it is shown.',
  'set-up-incomplete':
    'The set-up does not know the place yet: choose a provider and enter the bucket or folder.',
};

type Words = Pick<Description, 'title' | 'sentence'>;

const WINDOW_WORDS: Readonly<Partial<Record<ErrorCode, (facts: Facts) => Words>>> = {
  USAGE: (facts) => ({
    title: 'This cannot be done like that',
    sentence: wordsFor(
      USAGE_PROBLEMS,
      facts.text('problem'),
      'Something that was entered or chosen is missing or does not fit. Nothing was changed; look it over and try again.',
    ),
  }),
  PROJECT_NOT_HERE: (facts) => ({
    title: 'The project is not found on this device',
    sentence: `The project of this session${facts.quoted('path', 'project')} is at none of the places where it could be on this device. Choose its folder, or add its path in the settings, under “Projects”.`,
  }),
  INTERNAL: (facts) => ({
    title: 'Something unexpected happened',
    sentence: join(
      'This is a mistake in cc-sessions, not yours.',
      asSentence(facts.text('reason')),
      'Try again. If it stays, turn on “Write every request into the log” in Diagnostics, do it once more, and save the support bundle there for whoever helps you.',
    ),
  }),
};

export function describeInWindow(error: {
  readonly code: ErrorCode;
  readonly data?: ErrorData | undefined;
}): Description<ErrorCode> {
  const words = Object.hasOwn(WINDOW_WORDS, error.code) ? WINDOW_WORDS[error.code] : undefined;
  return { ...describeError(error), ...words?.(factsOf(error.data)) };
}

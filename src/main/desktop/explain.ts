/** Errors in the language of tray, notifications and dialogs. */
import { describeError } from '../../shared/messages.ts';
import { germanWords } from '../../shared/messages-de.ts';
import type { Explain } from '../../shared/standing-words.ts';
import type { Language } from '../../shared/strings/language.ts';

export function explainIn(language: Language): Explain {
  if (language === 'en') return describeError;
  return (error) => germanWords(error) ?? describeError(error);
}

/** Errors in the language of tray, notifications and dialogs. */
import { germanWords } from '../../shared/messages-de.ts';
import { describeInWindow } from '../../shared/messages-window.ts';
import type { Explain } from '../../shared/standing-words.ts';
import type { Language } from '../../shared/strings/language.ts';

export function explainIn(language: Language): Explain {
  if (language === 'en') return describeInWindow;
  return (error) => germanWords(error) ?? describeInWindow(error);
}

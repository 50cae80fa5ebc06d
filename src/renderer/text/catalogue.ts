/** The words of the language in force. English is always there; another language is read when it is wanted. */
import type { ErrorData } from '../../shared/errors.ts';
import { en, type Strings } from '../strings/en.ts';
import type { Language } from './format.ts';

export interface Catalogue {
  readonly strings: Strings;
  /** Words of an error or warning; `null` for a code that has none. English: those of shared/messages.ts. */
  readonly explain:
    | ((told: {
        readonly code: string;
        readonly data?: ErrorData | undefined;
      }) => { readonly title: string; readonly sentence: string } | null)
    | null;
}

const ENGLISH: Catalogue = { strings: en, explain: null };
const loaded = new Map<Language, Catalogue>([['en', ENGLISH]]);
const KEY = 'language';

/** What the window spoke last, so that it does not begin in another language than it goes on in. */
export function rememberedLanguage(): Language {
  return localStorage.getItem(KEY) === 'de' ? 'de' : 'en';
}

/** After this, `catalogueOf(language)` has its words. */
export async function loadCatalogue(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  if (language === 'de' && !loaded.has('de')) loaded.set('de', (await import('./german.ts')).GERMAN);
}

/** English for a language that was not loaded. */
export function catalogueOf(language: Language): Catalogue {
  return loaded.get(language) ?? ENGLISH;
}

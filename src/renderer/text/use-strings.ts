import { useApp } from '../store/app-store.ts';
import type { Strings } from '../strings/en.ts';
import { catalogueOf } from './catalogue.ts';
import { formatFor, type Format, type Language } from './format.ts';

/** The language in force; until the main process has said, that of the last time. */
export function useLanguage(): Language {
  return useApp(({ language }) => language);
}

/** Every text of the window. */
export function useStrings(): Strings {
  return catalogueOf(useLanguage()).strings;
}

export function useFormat(): Format {
  return formatFor(useLanguage());
}

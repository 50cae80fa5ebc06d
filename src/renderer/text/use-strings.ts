import { useApp } from '../store/app-store.ts';
import { de } from '../strings/de.ts';
import { en, type Strings } from '../strings/en.ts';
import { formatFor, type Format, type Language } from './format.ts';

const CATALOGUES: Readonly<Record<Language, Strings>> = { en, de };

/** The language in force; English until the main process has said. */
export function useLanguage(): Language {
  return useApp(({ info }) => info?.language ?? 'en');
}

/** Every text of the window. */
export function useStrings(): Strings {
  return CATALOGUES[useLanguage()];
}

export function useFormat(): Format {
  return formatFor(useLanguage());
}

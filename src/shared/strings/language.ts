/** Languages that have a complete catalogue. */
export const CATALOGUE_LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof CATALOGUE_LANGUAGES)[number];

/** The language for a setting (`auto` or a language) and the system's locale (BCP 47). */
export function languageFor(setting: 'auto' | Language, locale: string): Language {
  if (setting !== 'auto') return setting;
  const primary = locale.toLowerCase().split(/[-_]/)[0];
  return CATALOGUE_LANGUAGES.find((language) => language === primary) ?? 'en';
}

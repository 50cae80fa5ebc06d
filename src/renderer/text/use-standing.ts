import { moodOf, statusOf, type Mood, type Standing } from '../../shared/app-state.ts';
import { standingSentence } from '../../shared/standing-words.ts';
import { desktopStrings } from '../../shared/strings/desktop.ts';
import { explainError } from '../errors/describe.ts';
import { useAppState } from '../store/app-store.ts';
import { useNow } from '../store/now.ts';
import { LOCALES, type Language } from './format.ts';
import { useLanguage, useStrings } from './use-strings.ts';

export interface StandingView {
  readonly standing: Standing;
  readonly mood: Mood;
  /** The same sentence as in the tray. */
  readonly sentence: string;
}

/** How things stand; `null` before the first snapshot. */
export function useStanding(): StandingView | null {
  const language = useLanguage();
  const now = useNow();
  const { shell: words } = useStrings();
  const state = useAppState((whole) => whole);
  if (!state) return null;
  const standing = statusOf(state);
  const sentence =
    state.sync.state === 'elsewhere'
      ? words.elsewhere(state.sync.holder)
      : sentenceOf(standing, language, now);
  return { standing, mood: moodOf(standing), sentence };
}

function sentenceOf(standing: Standing, language: Language, now: number): string {
  return standingSentence(standing, {
    strings: desktopStrings(language),
    explain: (error) => explainError(error, language),
    now,
    locale: LOCALES[language],
  });
}

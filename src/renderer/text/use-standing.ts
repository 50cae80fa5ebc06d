import { moodOf, statusOf, type Mood, type Standing } from '../../shared/app-state.ts';
import { standingSentence } from '../../shared/standing-words.ts';
import { desktopStrings } from '../../shared/strings/desktop.ts';
import { useAppState } from '../store/app-store.ts';
import { useNow } from '../store/now.ts';
import { LOCALES } from './format.ts';
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
      : standingSentence(standing, desktopStrings(language), now, LOCALES[language]);
  return { standing, mood: moodOf(standing), sentence };
}

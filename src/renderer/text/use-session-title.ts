import { sessionTitle } from '../../shared/activity-words.ts';
import { desktopStrings } from '../../shared/strings/desktop.ts';
import { useFormat, useLanguage, useStrings } from './use-strings.ts';

/** What a session is called: never by its id. `at` is what tells it from others when it has no summary. */
export function useSessionTitle(): (summary: string, at: number | string | null) => string {
  const strings = desktopStrings(useLanguage());
  const { sessions } = useStrings();
  const format = useFormat();
  return (summary, at) => {
    const day = at === null ? '—' : format.date(at);
    return day === '—' ? summary || sessions.untitled : sessionTitle(summary, day, strings);
  };
}

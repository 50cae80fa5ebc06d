import type { ReactNode } from 'react';
import { moodOf, statusOf, type Mood } from '../../shared/app-state.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Spinner } from '../components/spinner.tsx';
import { useAppState } from '../store/app-store.ts';
import { useNow } from '../store/now.ts';
import { standingSentence } from '../text/standing-words.ts';
import { useFormat, useLanguage, useStrings } from '../text/use-strings.ts';

const ICONS: Readonly<Record<Mood, IconName>> = {
  idle: 'done',
  syncing: 'sync',
  'needs-you': 'warn',
  trouble: 'fail',
  paused: 'pause',
  offline: 'offline',
  'not-set-up': 'info',
};

/** How things stand, on every screen. */
export function StatusBar(): ReactNode {
  const { standing: words, shell } = useStrings();
  const language = useLanguage();
  const format = useFormat();
  const now = useNow();
  const state = useAppState((whole) => whole);
  if (!state) return <footer className="status-bar" />;
  const mood = moodOf(statusOf(state));
  return (
    <footer className="status-bar">
      <span className={`status-bar__mood status-bar__mood--${mood}`}>
        {mood === 'syncing' ? <Spinner /> : <Icon name={ICONS[mood]} size={16} />}
      </span>
      <span className="status-bar__sentence" role="status">
        {standingSentence(state, words, language)}
      </span>
      {state.lastSyncAt !== null && (
        <span className="muted">{shell.lastSync(format.ago(state.lastSyncAt, now))}</span>
      )}
    </footer>
  );
}

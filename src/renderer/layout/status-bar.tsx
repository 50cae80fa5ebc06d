import type { ReactNode } from 'react';
import type { Mood } from '../../shared/app-state.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Spinner } from '../components/spinner.tsx';
import { useStanding } from '../text/use-standing.ts';

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
  const standing = useStanding();
  if (!standing) return <footer className="status-bar" />;
  const { mood, sentence } = standing;
  return (
    <footer className="status-bar">
      <span className={`status-bar__mood status-bar__mood--${mood}`}>
        {mood === 'syncing' ? <Spinner /> : <Icon name={ICONS[mood]} size={16} />}
      </span>
      <span className="status-bar__sentence" role="status">
        {sentence}
      </span>
    </footer>
  );
}

import type { ReactNode } from 'react';
import { Badge } from '../../components/badge.tsx';
import type { Tone } from '../../components/banner.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useStrings } from '../../text/use-strings.ts';
import type { SessionState } from './session-filter.ts';

const TONES: Readonly<Record<SessionState, Tone | undefined>> = {
  synced: 'ok',
  'not-uploaded': 'warn',
  changed: 'info',
  conflict: 'warn',
  'only-in-bucket': undefined,
  'only-here': undefined,
  failed: 'danger',
};

const ICONS: Readonly<Record<SessionState, IconName>> = {
  synced: 'check',
  'not-uploaded': 'upload',
  changed: 'upload',
  conflict: 'conflicts',
  'only-in-bucket': 'cloud',
  'only-here': 'lock',
  failed: 'fail',
};

/** Where a session stands, in words; `short` for rows. */
export function StateBadge({ state, short = false }: { state: SessionState; short?: boolean }): ReactNode {
  const { sessions: words } = useStrings();
  const tone = TONES[state];
  return (
    <Badge {...(tone ? { tone } : {})}>
      <Icon name={ICONS[state]} size={16} />
      {short ? words.shortStates[state] : words.states[state]}
    </Badge>
  );
}

/** For rows in which all being well needs no words to be seen. */
export function StateMark({ state }: { state: SessionState }): ReactNode {
  const { sessions: words } = useStrings();
  if (state !== 'synced') return <StateBadge state={state} short />;
  return (
    <span className="session-row__safe" title={words.states.synced}>
      <Icon name="check" size={16} />
      <span className="unseen">{words.states.synced}</span>
    </span>
  );
}

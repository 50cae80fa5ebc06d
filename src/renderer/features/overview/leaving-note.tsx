import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { Banner } from '../../components/banner.tsx';
import { routeHash } from '../../store/route.ts';
import { useNow } from '../../store/now.ts';
import { useSessionTitle } from '../../text/use-session-title.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';

/** Conversations that the agent will soon delete here, and that are safe: to know, not to act on. */
export function LeavingNote({ expiring }: { expiring: AppState['expiring'] }): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const titleOf = useSessionTitle();
  const leaving = expiring.filter(({ safe }) => safe);
  if (leaving.length === 0) return null;
  return (
    <Banner tone="info" title={words.leaving(leaving.length)}>
      <details>
        <summary>{words.leavingWhich}</summary>
        <ul>
          {leaving.map(({ session, summary, expiresAt }) => (
            <li key={session}>
              <a href={routeHash({ screen: 'sessions', item: session })}>{titleOf(summary, null)}</a>,{' '}
              {format.ago(expiresAt, now)}
            </li>
          ))}
        </ul>
      </details>
    </Banner>
  );
}

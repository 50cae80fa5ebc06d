import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { go } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { Notices } from './notices.tsx';

/** The first thing anybody sees. */
export function NotSetUp({ state }: { state: AppState }): ReactNode {
  const { overview: words } = useStrings();
  return (
    <>
      <Notices state={state} />
      <EmptyState
        icon="overview"
        title={state.setupDraft ? words.resumeTitle : words.welcomeTitle}
        actions={
          <>
            <Button kind="primary" onClick={() => go('setup')}>
              {state.setupDraft ? words.resumeSetup : words.setUp}
            </Button>
            {!state.setupDraft && <Button onClick={() => go('setup', 'join')}>{words.join}</Button>}
          </>
        }
      >
        <p>{words.welcome(state.sessions.local)}</p>
      </EmptyState>
    </>
  );
}

import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { go } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { beginWithKit } from '../setup/begin-with-kit.ts';
import { Notices } from './notices.tsx';

/** The first thing anybody sees. */
export function NotSetUp({ state }: { state: AppState }): ReactNode {
  const { overview: words, setup } = useStrings();
  const action = useAction();
  const openKit = (): void =>
    void action.run(async () => {
      if (await beginWithKit('chosen')) go('setup');
    });
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
            {!state.setupDraft && (
              <>
                <Button onClick={() => go('setup', 'join')}>{words.join}</Button>
                <Button busy={action.busy} onClick={openKit}>
                  {setup.openKit}
                </Button>
              </>
            )}
          </>
        }
      >
        <p>{words.welcome(state.sessions.local)}</p>
        <ActionProblem action={action} />
      </EmptyState>
    </>
  );
}

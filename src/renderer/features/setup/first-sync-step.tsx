import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../errors/problem.tsx';
import { go, useAppState } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { SyncProgress } from '../overview/sync-progress.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

export function FirstSyncStep(): ReactNode {
  const { setup: words } = useStrings();
  const { synced } = useWizard();
  const sync = useAppState((state) => state.sync);
  const [error, setError] = useState<AppError | null>(null);
  const begun = useRef(false);

  const start = useCallback(
    (first: boolean) => {
      setError(null);
      ask('sync.now', { first }).then(synced, (thrown: unknown) => setError(toAppError(thrown)));
    },
    [synced],
  );
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    start(true);
  }, [start]);

  const running = sync?.state === 'running' ? sync : null;
  return (
    <StepFrame
      title={words.firstSyncTitle}
      hint={words.firstSyncHint}
      withoutNext
      aside={<Button onClick={() => go('overview')}>{words.inBackground}</Button>}
    >
      {error ? (
        <Problem error={error} onRetry={() => start(false)} />
      ) : (
        <SyncProgress progress={running?.progress ?? null} {...(running ? { since: running.since } : {})} />
      )}
    </StepFrame>
  );
}

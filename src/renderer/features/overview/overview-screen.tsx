import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Loading } from '../../components/spinner.tsx';
import { Problem } from '../../errors/problem.tsx';
import { Page } from '../../layout/page.tsx';
import { useAppState } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { ActivityCard } from './activity-card.tsx';
import { BrakeQuestion } from './brake-question.tsx';
import { LeavingNote } from './leaving-note.tsx';
import { NotSetUp } from './not-set-up.tsx';
import { Notices } from './notices.tsx';
import './overview.css';
import { Standing } from './standing.tsx';
import { StorageCard } from './storage-card.tsx';
import { SyncProgress } from './sync-progress.tsx';
import { UnsafeCard } from './unsafe-card.tsx';

export function OverviewScreen(): ReactNode {
  const { shell } = useStrings();
  const state = useAppState((whole) => whole);
  return <Page title={shell.screens.overview}>{state && <Overview state={state} />}</Page>;
}

function Overview({ state }: { state: AppState }): ReactNode {
  const { shell } = useStrings();
  if (state.failure) return <Problem error={state.failure} onRetry={() => ask('engine.retry', {})} />;
  if (state.engine === 'opening') return <Loading label={shell.opening} />;
  if (!state.setUp) return <NotSetUp state={state} />;
  return (
    <>
      <Standing state={state} />
      {state.sync.state === 'running' && (
        <SyncProgress progress={state.sync.progress} since={state.sync.since} />
      )}
      {state.brake && state.sync.state === 'idle' && <BrakeQuestion brake={state.brake} />}
      {state.lastError && !state.brake && state.sync.state === 'idle' && state.hold !== 'offline' && (
        <Problem error={state.lastError} />
      )}
      <Notices state={state} />
      <UnsafeCard state={state} />
      <LeavingNote expiring={state.expiring} />
      <div className="overview__columns">
        <StorageCard state={state} />
        <ActivityCard activity={state.activity} />
      </div>
    </>
  );
}

import type { ReactNode } from 'react';
import type { AppState } from '../../shared/contract.ts';
import { ask } from '../bridge.ts';
import { loadSettings, useAppState } from '../store/app-store.ts';
import { Problem } from './problem.tsx';

/** Why the engine could not be opened; `null` while it is open, or about to be. That is no missing set-up. */
export function useEngineFailure(): AppState['failure'] {
  return useAppState((state) => state.failure);
}

async function retry(): Promise<void> {
  await ask('engine.retry', {}).finally(loadSettings);
}

/** What keeps the engine from being opened, with what can be done; nothing is drawn while there is no such thing. */
export function EngineProblem(): ReactNode {
  const failure = useEngineFailure();
  return failure && <Problem error={failure} onRetry={retry} />;
}

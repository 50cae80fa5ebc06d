import type { CommandRequest } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { acceptSettings } from '../../store/app-store.ts';
import { useAction, type Action } from '../../store/action.ts';

export type SettingsChange = CommandRequest<'settings.set'>;

export interface ChangeHandle {
  readonly action: Action;
  /** @returns whether it was written. */
  readonly change: (change: SettingsChange) => Promise<boolean>;
}

/** Writes a change of the settings; what is shown follows from the answer, so that it is never ahead of the truth. */
export function useChange(): ChangeHandle {
  const action = useAction();
  return {
    action,
    change: (change) => action.run(async () => acceptSettings(await ask('settings.set', change))),
  };
}

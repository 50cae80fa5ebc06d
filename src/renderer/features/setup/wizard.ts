/** What the steps of the set-up share. */
import { createContext, useContext } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import type { Step } from './steps.ts';
import type { DraftHandle } from './use-draft.ts';

export type Finished = CommandResponse<'setup.finish'>;
export type Report = CommandResponse<'sync.now'>;

export interface Wizard extends DraftHandle {
  readonly step: Step;
  readonly goTo: (step: Step) => Promise<void>;
  readonly next: () => Promise<void>;
  readonly back: (() => Promise<void>) | null;
  /** The settings were written. */
  readonly finished: Finished | null;
  readonly finish: (result: Finished) => void;
  readonly firstSync: Report | null;
  readonly synced: (report: Report) => void;
}

export const WizardContext = createContext<Wizard | null>(null);

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error('a step of the set-up outside of it');
  return wizard;
}

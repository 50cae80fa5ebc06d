import { useEffect, useMemo, useState, type ComponentType, type ReactNode } from 'react';
import type { SetupDraft } from '../../../shared/contract.ts';
import type { Handlers } from '../../errors/error-actions.ts';
import { ErrorHandlers, Problem } from '../../errors/problem.tsx';
import { useApp } from '../../store/app-store.ts';
import { DeviceStep } from './device-step.tsx';
import { DoneStep } from './done-step.tsx';
import { FirstSyncStep } from './first-sync-step.tsx';
import { GuideStep } from './guide-step.tsx';
import { KeyStep } from './key-step.tsx';
import { KitStep } from './kit-step.tsx';
import { ScopeStep } from './scope-step.tsx';
import { resumeStep, stepAfter, stepBefore, type Step } from './steps.ts';
import { TestStep } from './test-step.tsx';
import { useDraft } from './use-draft.ts';
import { WelcomeStep } from './welcome-step.tsx';
import { WhereStep } from './where-step.tsx';
import { WizardContext, type Finished, type Report, type Wizard } from './wizard.ts';

const STEPS: Readonly<Record<Step, ComponentType>> = {
  welcome: WelcomeStep,
  where: WhereStep,
  guide: GuideStep,
  test: TestStep,
  key: KeyStep,
  kit: KitStep,
  device: DeviceStep,
  scope: ScopeStep,
  'first-sync': FirstSyncStep,
  done: DoneStep,
};

/** The answers at the moment, the step they are at, and the ways from there. */
function useWizardState(loaded: SetupDraft): Wizard {
  const handle = useDraft(loaded);
  const [step, setStep] = useState<Step>(() => resumeStep(loaded.step, loaded));
  const [finished, setFinished] = useState<Finished | null>(null);
  const [firstSync, setFirstSync] = useState<Report | null>(null);
  const { draft, commit } = handle;

  return useMemo(() => {
    const goTo = async (target: Step): Promise<void> => {
      // After `setup.finish` there is no draft any more.
      if (finished === null) await commit({ step: target });
      setStep(target);
    };
    const before = finished === null ? stepBefore(step, draft) : null;
    return {
      ...handle,
      step,
      goTo,
      next: async () => {
        if (finished !== null) return goTo(stepAfter(step, draft) ?? 'done');
        // What was typed last may change which step comes next.
        const kept = await commit();
        return goTo(stepAfter(step, kept) ?? 'done');
      },
      back: before === null ? null : () => goTo(before),
      finished,
      finish: (result) => {
        setFinished(result);
        setStep('first-sync');
      },
      firstSync,
      synced: (report) => {
        setFirstSync(report);
        setStep('done');
      },
    };
  }, [handle, draft, commit, step, finished, firstSync]);
}

/** Help for an error is found inside the set-up as long as it is not finished. */
function useHandlers({ goTo, commit, finished }: Wizard): Handlers {
  return useMemo(() => {
    if (finished !== null) return {};
    const to = (step: Step) => () => goTo(step);
    return {
      'set-up': to('where'),
      'open-settings': to('guide'),
      'run-test': to('test'),
      'import-key': to('key'),
      'enter-passphrase': to('key'),
      'use-config-file': () => commit({ keepSecretsIn: 'config-file' }),
    };
  }, [goTo, commit, finished]);
}

export function SetupWizard({ loaded }: { loaded: SetupDraft }): ReactNode {
  const wizard = useWizardState(loaded);
  const { goTo } = wizard;
  // `setup/join` begins with the pairing code, wherever the answers were.
  const joining = useApp(({ route }) => route.item === 'join');
  useEffect(() => {
    if (joining) void goTo('welcome').catch(() => undefined);
    // Only when asked for, not when the wizard goes on.
  }, [joining]);
  const handlers = useHandlers(wizard);
  const Shown = STEPS[wizard.step];
  return (
    <WizardContext value={wizard}>
      <ErrorHandlers value={handlers}>
        {wizard.problem && <Problem error={wizard.problem} onRetry={() => wizard.commit()} />}
        <Shown key={wizard.step} />
      </ErrorHandlers>
    </WizardContext>
  );
}

import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommandResponse, TestStep } from '../../../shared/contract.ts';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { useApp } from '../../store/app-store.ts';

export type Diagnosis = CommandResponse<'setup.test'>;

export interface TestRun {
  readonly running: boolean;
  readonly steps: readonly TestStep[];
  readonly diagnosis: Diagnosis | null;
  /** The test itself could not be made. */
  readonly error: AppError | null;
  readonly start: () => void;
}

const NO_STEPS: readonly TestStep[] = [];

/** Runs a connection test and follows its steps; leaving the screen stops it. */
export function useTestRun(
  test: 'setup.test' | 'diagnostics.run',
  cancel: 'setup.cancelTest' | 'diagnostics.cancel',
): TestRun {
  const [run, setRun] = useState<string | null>(null);
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const current = useRef<string | null>(null);
  const heard = useApp(({ testSteps }) => (run === null ? NO_STEPS : (testSteps[run] ?? NO_STEPS)));

  const stop = useCallback(() => {
    const stopped = current.current;
    current.current = null;
    if (stopped !== null) void ask(cancel, { run: stopped }).catch(() => undefined);
  }, [cancel]);

  const start = useCallback(() => {
    stop();
    const id = crypto.randomUUID();
    current.current = id;
    setRun(id);
    setDiagnosis(null);
    setError(null);
    const end = (show: () => void): void => {
      if (current.current !== id) return;
      current.current = null;
      show();
    };
    ask(test, { run: id }).then(
      (result) => end(() => setDiagnosis(result)),
      (thrown: unknown) => end(() => setError(toAppError(thrown))),
    );
  }, [stop, test]);

  useEffect(() => stop, [stop]);
  const running = run !== null && diagnosis === null && error === null;
  return { running, steps: diagnosis?.steps ?? heard, diagnosis, error, start };
}

/** Doing something on a press: busy while it runs, and what went wrong afterwards. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { toAppError, type AppError } from '../../shared/errors.ts';

export interface Action {
  readonly busy: boolean;
  readonly error: AppError | null;
  /**
   * Runs `work` unless it runs already. What a person called off is no error.
   * @returns whether it was done.
   */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      const failure = toAppError(thrown);
      if (mounted.current && failure.code !== 'CANCELLED') setError(failure);
      return false;
    } finally {
      running.current = false;
      if (mounted.current) setBusy(false);
    }
  }, []);

  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}

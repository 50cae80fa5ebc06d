/** Asking the main process for what a screen shows. */
import { useCallback, useEffect, useState } from 'react';
import type { CommandName, CommandRequest, CommandResponse } from '../../shared/contract.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import { ask } from '../bridge.ts';
import { useApp, type Topic } from './app-store.ts';

export type Answer<T> =
  | { readonly state: 'loading'; readonly reload: () => void }
  /** `renewing`: the value is shown while a newer one is on its way. */
  | { readonly state: 'ready'; readonly value: T; readonly renewing: boolean; readonly reload: () => void }
  | { readonly state: 'failed'; readonly error: AppError; readonly reload: () => void };

type Held<T> = { readonly for: string } & (
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T; readonly renewing: boolean }
  | { readonly state: 'failed'; readonly error: AppError }
);

/**
 * Asks when the component appears, when the request changes, when `topic` was said to have changed, and on
 * `reload`. The old value stays until the new one is there; answers to an older request are dropped.
 */
export function useAnswer<N extends CommandName>(
  name: N,
  request: CommandRequest<N>,
  topic?: Topic,
): Answer<CommandResponse<N>> {
  const key = JSON.stringify([name, request]);
  const version = useApp(({ changes }) => (topic ? changes[topic] : 0));
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Held<CommandResponse<N>>>({ for: key, state: 'loading' });
  const reload = useCallback(() => setRound((count) => count + 1), []);

  useEffect(() => {
    let current = true;
    setHeld((before) =>
      before.for === key && before.state === 'ready'
        ? { ...before, renewing: true }
        : { for: key, state: 'loading' },
    );
    const [command, body] = JSON.parse(key) as [N, CommandRequest<N>];
    ask(command, body).then(
      (value) => {
        if (current) setHeld({ for: key, state: 'ready', value, renewing: false });
      },
      (error: unknown) => {
        if (current) setHeld({ for: key, state: 'failed', error: toAppError(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [key, version, round]);

  return held.for === key ? { ...held, reload } : { state: 'loading', reload };
}

/** Answers commands out of the composed app. */
import type { ComposedApp } from '../composed-app.ts';
import type { CommandHandlers } from '../../shared/contract.ts';

/** What the desktop needs of the composed app. */
export type Backend = Pick<ComposedApp, 'status' | 'close'>;

/** Handlers that wait for the engine to be open; one that cannot be opened answers every call with its error. */
export function handlersOf(backend: Promise<Backend>): CommandHandlers {
  return {
    status: async () => (await backend).status(),
  };
}

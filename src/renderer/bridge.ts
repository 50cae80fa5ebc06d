/** The only file of the page that touches what the preload provides. */
import { follow, type Replica } from '../shared/app-state.ts';
import type {
  AppEvent,
  CommandName,
  CommandRequest,
  CommandResponse,
  PreloadApi,
  Push,
} from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';

declare global {
  interface Window {
    readonly ccSessions: PreloadApi;
  }
}

/** Asks the engine. @throws AppError with the engine's own code, or IPC_REFUSED. */
export async function ask<N extends CommandName>(
  name: N,
  request: CommandRequest<N>,
): Promise<CommandResponse<N>> {
  const answer = await window.ccSessions.call(name, request);
  if (!answer.ok) throw new AppError(answer.error.code, answer.error.data);
  return answer.value as CommandResponse<N>;
}

export interface Follower {
  /** The state changed; called first with the first snapshot. */
  readonly onState: (replica: Replica) => void;
  /** Every push, those included that are no part of the state. */
  readonly onEvent?: (event: AppEvent) => void;
  /** No snapshot could be had. */
  readonly onFailure?: (error: unknown) => void;
}

/** Keeps a copy of the app's state in step. @returns a function that ends it. */
export function followState({ onState, onEvent, onFailure }: Follower): () => void {
  let replica: Replica | null = null;
  let early: Push[] = [];
  let ended = false;
  const apply = (push: Push): void => {
    if (replica === null) {
      early.push(push);
      return;
    }
    const next = follow(replica, push);
    if (next === null) {
      early = [push];
      refresh();
    } else if (next !== replica) {
      const changed = next.state !== replica.state;
      replica = next;
      if (changed) onState(next);
    }
  };
  /** Pushes that come while the snapshot is on its way wait for it. */
  const refresh = (): void => {
    replica = null;
    ask('state.get', {}).then(
      (snapshot) => {
        if (ended) return;
        replica = snapshot;
        onState(snapshot);
        const waiting = early;
        early = [];
        for (const push of waiting) apply(push);
      },
      (error: unknown) => onFailure?.(error),
    );
  };
  const unsubscribe = window.ccSessions.subscribe((push) => {
    onEvent?.(push.event);
    apply(push);
  });
  refresh();
  return () => {
    ended = true;
    unsubscribe();
  };
}

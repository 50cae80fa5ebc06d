/** The one true copy of AppState: takes events, gives each a revision, tells everyone. Knows nothing of Electron. */
import { OPENING_STATE, reduce } from '../../shared/app-state.ts';
import type { AppEvent, AppState, CommandHandlers, Push } from '../../shared/contract.ts';
import { push as pushSchema } from '../../shared/contract/state.ts';

export type StateListener = (state: AppState, before: AppState) => void;

export class StateHub {
  readonly #send: (push: Push) => void;
  readonly #onRefused: (problem: string) => void;
  readonly #listeners = new Set<StateListener>();
  #state: AppState = OPENING_STATE;
  #revision = 0;

  /**
   * @param send to every window there is
   * @param onRefused an event that does not fit the contract: told to nobody
   */
  constructor(send: (push: Push) => void, onRefused: (problem: string) => void = () => undefined) {
    this.#send = send;
    this.#onRefused = onRefused;
  }

  get state(): AppState {
    return this.#state;
  }

  readonly handlers: CommandHandlers = {
    'state.get': async () => ({ revision: this.#revision, state: this.#state }),
  };

  /** The schema takes out whatever it does not name. A patch that changes nothing is not told. */
  dispatch(event: AppEvent): void {
    const checked = pushSchema.safeParse({ revision: this.#revision + 1, event });
    if (!checked.success) {
      this.#onRefused(checked.error.message);
      return;
    }
    const push = withoutSame(checked.data, this.#state);
    if (push === null) return;
    const before = this.#state;
    this.#revision = push.revision;
    this.#state = reduce(before, push.event);
    this.#send(push);
    if (this.#state !== before) for (const listener of this.#listeners) listener(this.#state, before);
  }

  /** Called after every change of the state. */
  listen(listener: StateListener): void {
    this.#listeners.add(listener);
  }
}

function withoutSame({ revision, event }: Push, state: AppState): Push | null {
  if (event.type !== 'patch') return { revision, event };
  const current = state as Readonly<Record<string, unknown>>;
  const changed = Object.entries(event.patch).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(current[name]),
  );
  if (changed.length === 0) return null;
  return { revision, event: { type: 'patch', patch: Object.fromEntries(changed) } };
}

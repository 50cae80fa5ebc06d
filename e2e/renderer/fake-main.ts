/**
 * A main process that answers from a table. Requests and answers pass the contract's schemas as they do in the app;
 * what does not pass fails the test, so a fixture cannot show what the app could never say.
 */
import { reduce } from '../../src/shared/app-state.ts';
import {
  COMMANDS,
  isCommandName,
  type AppEvent,
  type AppState,
  type CommandAnswer,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type Push,
} from '../../src/shared/contract.ts';
import { appEvent } from '../../src/shared/contract/state.ts';
import { AppError } from '../../src/shared/errors.ts';

/** A value, or a function of the request. To fail, throw an AppError; to stay open, return a promise. */
type Answer<N extends CommandName> =
  | CommandResponse<N>
  | ((request: CommandRequest<N>, main: FakeMain) => CommandResponse<N> | Promise<CommandResponse<N>>);

export type Answers = { readonly [N in CommandName]?: Answer<N> };

export interface Scenario {
  readonly state: AppState;
  readonly answers: Answers;
}

export class FakeMain {
  #state: AppState;
  #revision = 1;
  readonly #answers: Answers;
  /** Every call in order, with its request. */
  readonly calls: { readonly name: string; readonly request: unknown }[] = [];
  /** What broke the contract. */
  readonly violations: string[] = [];
  /** Where pushes go; set by the window. */
  send: (push: Push) => Promise<void> = async () => undefined;

  constructor({ state, answers }: Scenario) {
    this.#state = state;
    this.#answers = answers;
  }

  get state(): AppState {
    return this.#state;
  }

  called(name: CommandName): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.request);
  }

  async push(event: AppEvent): Promise<void> {
    const parsed = appEvent.safeParse(event);
    if (!parsed.success) this.violations.push(`event ${event.type}: ${parsed.error.message}`);
    this.#revision += 1;
    this.#state = reduce(this.#state, event);
    await this.send({ revision: this.#revision, event });
  }

  /** An event that the window never hears of. */
  drop(event: AppEvent): void {
    this.#revision += 1;
    this.#state = reduce(this.#state, event);
  }

  async patch(patch: Partial<AppState>): Promise<void> {
    await this.push({ type: 'patch', patch });
  }

  async call(name: string, request: unknown): Promise<CommandAnswer> {
    this.calls.push({ name, request });
    if (!isCommandName(name)) return this.#refuse(`no command ${name}`);
    const parsed = COMMANDS[name].request.safeParse(request);
    if (!parsed.success) return this.#refuse(`request of ${name}: ${parsed.error.message}`);
    try {
      const value = await this.#answer(name, request);
      const checked = COMMANDS[name].response.safeParse(value);
      if (!checked.success) this.violations.push(`answer of ${name}: ${checked.error.message}`);
      return { ok: true, value } as CommandAnswer;
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: { code: error.code, data: error.data } };
      return this.#refuse(`answer of ${name} threw: ${String(error)}`);
    }
  }

  async #answer(name: CommandName, request: unknown): Promise<unknown> {
    if (name === 'state.get' && !this.#answers['state.get']) {
      return { revision: this.#revision, state: this.#state };
    }
    if (!Object.hasOwn(this.#answers, name)) throw new AppError('NOT_AVAILABLE_YET', { command: name });
    const answer = this.#answers[name] as unknown;
    if (typeof answer !== 'function') return answer;
    return (answer as (request: unknown, main: FakeMain) => unknown)(request, this);
  }

  #refuse(reason: string): CommandAnswer {
    this.violations.push(reason);
    return { ok: false, error: { code: 'IPC_REFUSED', data: { reason } } };
  }
}

/** For answers that never come. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

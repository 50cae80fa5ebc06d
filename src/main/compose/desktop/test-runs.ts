/** Connection tests that are shown live: each has a name by which its steps are told and it can be stopped. */
import type { Diagnosis, DiagnosisStep } from '../../composed-app.ts';
import type { AppEvent } from '../../../shared/contract.ts';
import { toAppError } from '../../../shared/errors.ts';

type Test = (onStep: (step: DiagnosisStep) => void, signal: AbortSignal) => Promise<Diagnosis>;

export class TestRuns {
  readonly #emit: (event: AppEvent) => void;
  readonly #running = new Map<string, AbortController>();

  constructor(emit: (event: AppEvent) => void) {
    this.#emit = emit;
  }

  /** What keeps the test from beginning (no bucket named, no credentials) is its result too. */
  async run(run: string, test: Test): Promise<Diagnosis> {
    this.cancel(run);
    const abort = new AbortController();
    this.#running.set(run, abort);
    const onStep = (step: DiagnosisStep): void => this.#emit({ type: 'test-step', run, step });
    try {
      return await test(onStep, abort.signal);
    } catch (error) {
      const { code, data } = toAppError(error);
      return { ok: false, cause: { code, data }, steps: [] };
    } finally {
      if (this.#running.get(run) === abort) this.#running.delete(run);
    }
  }

  cancel(run: string): void {
    this.#running.get(run)?.abort();
  }
}

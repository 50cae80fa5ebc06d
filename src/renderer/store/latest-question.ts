/**
 * Questions that come faster than they are answered, as while typing: one is under way, the newest waits, those in
 * between are never asked. So the answer to the last keystroke does not queue behind the others.
 */
export class LatestQuestion<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #onAnswer: (question: Question, answer: Answer) => void;
  readonly #onFailure: (question: Question, error: unknown) => void;
  #busy = false;
  #waiting: { readonly question: Question } | null = null;
  #stopped = false;

  constructor(options: {
    ask: (question: Question) => Promise<Answer>;
    onAnswer: (question: Question, answer: Answer) => void;
    onFailure: (question: Question, error: unknown) => void;
  }) {
    this.#ask = options.ask;
    this.#onAnswer = options.onAnswer;
    this.#onFailure = options.onFailure;
  }

  ask(question: Question): void {
    if (this.#stopped) return;
    if (this.#busy) this.#waiting = { question };
    else void this.#run(question);
  }

  /** Answers that are still to come are not told. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = null;
  }

  async #run(question: Question): Promise<void> {
    this.#busy = true;
    try {
      const answer = await this.#ask(question);
      if (!this.#stopped) this.#onAnswer(question, answer);
    } catch (error) {
      if (!this.#stopped) this.#onFailure(question, error);
    }
    this.#busy = false;
    const next = this.#waiting;
    this.#waiting = null;
    if (next) void this.#run(next.question);
  }
}

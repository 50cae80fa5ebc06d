/** Questions in the terminal, over clack, which is only loaded when something is asked. */
import * as clack from '@clack/prompts';
import { AppError } from '../../shared/errors.ts';
import type { CliIo } from '../io.ts';
import { wrap } from '../terminal-text.ts';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

export interface TextQuestion {
  readonly message: string;
  readonly example?: string | undefined;
  readonly initial?: string | undefined;
  /** Nothing typed is an answer too. */
  readonly optional?: boolean;
  readonly problem?: (value: string) => string | undefined;
}

/** Every question throws CANCELLED when the person presses Ctrl-C or Escape. */
export interface Prompter {
  intro(title: string): void;
  outro(text: string): void;
  note(title: string, lines: readonly string[]): void;
  info(text: string): void;
  error(text: string): void;
  text(question: TextQuestion): Promise<string>;
  secret(message: string, problem: (value: string) => string | undefined): Promise<string>;
  choose<T extends string>(message: string, choices: readonly Choice<T>[], initial?: T): Promise<T>;
}

export function clackPrompter(io: CliIo): Prompter {
  const common = { input: io.stdin, output: io.stdout, signal: io.signal };
  const output = io.stdout;
  return {
    intro: (title) => clack.intro(title, { output }),
    outro: (text) => clack.outro(text, { output }),
    note: (title, lines) => clack.note(lines.join('\n'), title, { output, format: String }),
    info: (text) => clack.log.info(text, { output }),
    error: (text) => {
      const columns = Math.min((output.columns ?? 80) - 4, 100);
      clack.log.error(
        text
          .split('\n')
          .flatMap((line) => wrap(line, columns))
          .join('\n'),
        { output },
      );
    },
    async text({ message, example, initial, optional, problem }) {
      const answer = await clack.text({
        ...common,
        message,
        ...(example === undefined ? {} : { placeholder: example }),
        ...(initial === undefined ? {} : { initialValue: initial }),
        validate: (value) => (optional && !value?.trim() ? undefined : problem?.(value ?? '')),
      });
      return (answered(answer) as string | undefined)?.trim() ?? '';
    },
    async secret(message, problem) {
      const answer = await clack.password({ ...common, message, validate: (value) => problem(value ?? '') });
      // Nothing typed comes back as undefined.
      return (answered(answer) as string | undefined) ?? '';
    },
    async choose(message, choices, initial) {
      const options = choices.map((choice) => ({ ...choice })) as unknown as Parameters<
        typeof clack.select<string>
      >[0]['options'];
      const answer = await clack.select<string>({
        ...common,
        message,
        options,
        showInstructions: false,
        ...(initial === undefined ? {} : { initialValue: initial }),
      });
      return answered(answer) as (typeof choices)[number]['value'];
    },
  };
}

function answered<T>(answer: T | symbol): T {
  if (clack.isCancel(answer) || typeof answer === 'symbol') throw new AppError('CANCELLED');
  return answer;
}

/** For `key import`. */
export function askForKey(io: CliIo): Promise<string> {
  return clackPrompter(io).secret('Encryption key (64 characters), or passphrase', (value) =>
    value.trim() === '' ? 'This is needed.' : undefined,
  );
}

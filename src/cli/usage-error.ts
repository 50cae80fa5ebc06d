import { AppError, type ErrorData } from '../shared/errors.ts';

/** A command line that cannot be carried out as typed. Exit code 2. */
export class UsageError extends AppError {
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  /** What to type instead; a command, or empty. */
  readonly hint: string;

  constructor(sentence: string, hint = '') {
    super('USAGE', { problem: sentence, ...(hint ? { hint } : {}) });
    this.name = 'UsageError';
    this.sentence = sentence;
    this.hint = hint;
  }
}

/** Problems that the engine names by an id, in words. */
const PROBLEMS: Readonly<Record<string, (data: ErrorData) => UsageError>> = {
  'ambiguous-id': ({ id, matches }) =>
    new UsageError(`${String(matches)} sessions begin with ${String(id)}.`, 'Type more of the id.'),
  'several-devices': ({ devices }) =>
    new UsageError(`There are versions on several devices: ${String(devices)}.`, 'Say which with --device.'),
};

/** The same error, in words for people when the engine only named a problem. */
export function inWords(error: AppError): AppError {
  const problem = error.code === 'USAGE' ? String(error.data['problem']) : '';
  return Object.hasOwn(PROBLEMS, problem) ? (PROBLEMS[problem]?.(error.data) ?? error) : error;
}

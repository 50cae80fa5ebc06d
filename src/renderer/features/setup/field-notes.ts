/** What is said below a field of the set-up. Pure. */
import type { SetupDraft } from '../../../shared/contract.ts';
import type { FieldNote } from '../../components/field.tsx';
import type { CheckResult } from './use-draft.ts';

/** Fields of the draft that are one line of text. */
export type TextFieldName = {
  [K in keyof SetupDraft]: SetupDraft[K] extends string ? (string extends SetupDraft[K] ? K : never) : never;
}[keyof SetupDraft];

interface Words {
  readonly needed: string;
  readonly problems: Readonly<Record<string, string>>;
}

/**
 * A problem is said as soon as it is seen, that something is missing only once Continue was pressed: nobody wants to
 * be told of every field that it is empty.
 */
export function noteFor(
  field: string,
  check: CheckResult | null,
  pressed: boolean,
  words: Words,
): FieldNote | undefined {
  const found = check?.problems.find((problem) => problem.field === field);
  if (found) {
    const text = Object.hasOwn(words.problems, found.problem) ? words.problems[found.problem] : undefined;
    return { text: text ?? found.problem, severity: found.severity };
  }
  const missing = pressed && (check?.missing.includes(field) ?? false);
  return missing ? { text: words.needed, severity: 'wrong' } : undefined;
}

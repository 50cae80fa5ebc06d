import type { FieldNote } from '../../components/field.tsx';
import type { Strings } from '../../strings/en.ts';

const KEY_DIGITS = 64;

/** What is wrong with a vault key as far as it is typed; `undefined` while it may become right. */
export function keyNote(typed: string, words: Strings['key']): FieldNote | undefined {
  const digits = typed.trim();
  if (digits === '') return undefined;
  if (/[^0-9a-fA-F]/.test(digits)) return { text: words.notHex, severity: 'wrong' };
  if (digits.length === KEY_DIGITS) return undefined;
  return { text: words.length(digits.length, KEY_DIGITS), severity: 'wrong' };
}

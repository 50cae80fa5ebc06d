/** The form of the German entries: words only; what can be pressed is the same in every language. */
import type { Facts } from '../../message-facts.ts';

export interface Words {
  /** A few words, no full stop. */
  readonly title: string;
  /** What happened, what it means for the person's sessions, what to do. */
  readonly sentence: string;
}

export type WordsMaker = (facts: Facts) => Words;

/** ` „value“` with a leading blank, or empty. */
export function quoted(facts: Facts, ...names: string[]): string {
  const value = facts.text(...names);
  return value === '' ? '' : ` „${value}“`;
}

/** ` (value)` with a leading blank, or empty. */
export function bracketed(facts: Facts, ...names: string[]): string {
  const value = facts.text(...names);
  return value === '' ? '' : ` (${value})`;
}

/** `1 Sitzung`, `12.000 Sitzungen` */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('de-DE')} ${count === 1 ? one : many}`;
}

/** The form of every entry of the catalogue. Facts may be missing: each sentence must read well without them. */
import type { ActionId } from '../message-actions.ts';
import type { Facts } from '../message-facts.ts';

export interface Message {
  /** A few words, no full stop. */
  readonly title: string;
  /** What happened, what it means for the person's sessions, what to do. */
  readonly sentence: string;
  /** The first one is the most likely help. */
  readonly actions: readonly ActionId[];
}

export type MessageMaker = (facts: Facts) => Message;

/** Joins parts of a text with blanks, leaving out empty ones. */
export function join(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** The words for an id such as a reason; `fallback` when the id is unknown or missing. */
export function wordsFor(table: Readonly<Record<string, string>>, id: string, fallback = ''): string {
  return (Object.hasOwn(table, id) ? table[id] : undefined) ?? fallback;
}

/** A text from elsewhere with a capital and a full stop. */
export function asSentence(text: string): string {
  if (text === '') return '';
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

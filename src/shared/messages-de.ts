/**
 * The German words of all errors and warnings. Apart from messages.ts, so that the command line, which speaks English,
 * need not read them.
 */
import type { ErrorCode, ErrorData } from './errors.ts';
import { factsOf } from './message-facts.ts';
import { APP_WORDS } from './strings/de/app.ts';
import { BUCKET_WORDS } from './strings/de/bucket.ts';
import { CONFIG_WORDS } from './strings/de/config.ts';
import { ENGINE_WORDS } from './strings/de/engine.ts';
import { KEY_WORDS } from './strings/de/keys.ts';
import { OBJECT_WORDS } from './strings/de/objects.ts';
import { RESTORE_WORDS } from './strings/de/restore.ts';
import { WARNING_WORDS } from './strings/de/warnings.ts';
import type { Words, WordsMaker } from './strings/de/words.ts';

/** One entry for each code; a code without German words does not compile. */
const ERROR_WORDS: Readonly<Record<ErrorCode, WordsMaker>> = {
  ...CONFIG_WORDS,
  ...KEY_WORDS,
  ...BUCKET_WORDS,
  ...OBJECT_WORDS,
  ...ENGINE_WORDS,
  ...RESTORE_WORDS,
  ...APP_WORDS,
};

export const GERMAN_WORDS: Readonly<Record<string, WordsMaker>> = { ...ERROR_WORDS, ...WARNING_WORDS };

/** What is said in German for an error or warning; `null` for a code that has no words (from a newer version). */
export function germanWords(told: {
  readonly code: string;
  readonly data?: ErrorData | undefined;
}): Words | null {
  const { code, data } = told;
  return Object.hasOwn(GERMAN_WORDS, code) ? (GERMAN_WORDS[code]?.(factsOf(data)) ?? null) : null;
}

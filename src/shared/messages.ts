/**
 * What people read: for every error and warning code a title, a sentence and what can be done. The words stand
 * in strings/, one table per subject, keyed by code; translating means giving other tables of the same type.
 */
import type { ErrorCode, ErrorData } from './errors.ts';
import { actionOf, type Action } from './message-actions.ts';
import { factsOf } from './message-facts.ts';
import { APP_MESSAGES } from './strings/app.ts';
import { BUCKET_MESSAGES } from './strings/bucket.ts';
import { CONFIG_MESSAGES } from './strings/config.ts';
import { ENGINE_MESSAGES } from './strings/engine.ts';
import { KEY_MESSAGES } from './strings/keys.ts';
import type { Message, MessageMaker } from './strings/message.ts';
import { OBJECT_MESSAGES } from './strings/objects.ts';
import { RESTORE_MESSAGES } from './strings/restore.ts';
import { WARNING_MESSAGES } from './strings/warnings.ts';
import type { WarningCode } from './warnings.ts';

export type { Action, ActionId } from './message-actions.ts';
export { redact } from './message-facts.ts';

/** One entry for each code; a code without words does not compile. */
export const MESSAGES: Readonly<Record<ErrorCode, MessageMaker>> = {
  ...CONFIG_MESSAGES,
  ...KEY_MESSAGES,
  ...BUCKET_MESSAGES,
  ...OBJECT_MESSAGES,
  ...ENGINE_MESSAGES,
  ...RESTORE_MESSAGES,
  ...APP_MESSAGES,
};

export interface Description<Code extends string = string> {
  readonly code: Code;
  /** A few words. */
  readonly title: string;
  /** What happened and what to do, in plain words; never holds a secret. */
  readonly sentence: string;
  /** The most likely help first. */
  readonly actions: readonly Action[];
}

/** Describes an AppError, or its code and data after a way over IPC or out of a database. */
export function describeError(error: {
  readonly code: ErrorCode;
  readonly data?: ErrorData | undefined;
}): Description<ErrorCode> {
  const maker = Object.hasOwn(MESSAGES, error.code) ? MESSAGES[error.code] : MESSAGES.INTERNAL;
  return { code: error.code, ...written(maker(factsOf(error.data))) };
}

/** Describes a warning. A code that has no words (from a newer version) is named as it is. */
export function describeWarning(warning: {
  readonly code: WarningCode | (string & {});
  readonly data?: ErrorData | undefined;
}): Description {
  const { code, data } = warning;
  if (Object.hasOwn(WARNING_MESSAGES, code)) {
    return { code, ...written(WARNING_MESSAGES[code as WarningCode](factsOf(data))) };
  }
  if (Object.hasOwn(MESSAGES, code)) return describeError({ code: code as ErrorCode, data });
  return {
    code,
    title: 'Note',
    sentence: `Something wants your attention: ${code}.`,
    actions: [actionOf('show-details')],
  };
}

function written({ title, sentence, actions }: Message): Omit<Description, 'code'> {
  return { title, sentence, actions: actions.map(actionOf) };
}

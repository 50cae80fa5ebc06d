/** Pieces that the schemas of the contract are made of. Lengths are ceilings for hostile input, not for people. */
import { z } from 'zod';
import { ERROR_TRAITS, type ErrorCode } from '../errors.ts';
import { isSafeName } from '../object-key.ts';

export interface CommandShape {
  readonly request: z.ZodType;
  readonly response: z.ZodType;
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_TRAITS, code);
}

export const errorCode = z.custom<ErrorCode>(isErrorCode, 'is not an error code');
export const errorData = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.undefined()]),
);
/** A failure with its facts; words: `describeError` in messages.ts. */
export const problem = z.object({ code: errorCode, data: errorData });

export const count = z.int().nonnegative();
/** Milliseconds since 1970. */
export const moment = z.number();
/** ISO 8601, or empty when it is not known. */
export const isoDate = z.string();
/** Bytes, dollars and the like: not negative, not whole. */
export const amount = z.number().nonnegative();

/** Session and device ids, as they stand in object keys. */
export const id = z.string().refine(isSafeName, 'is not an id');
export const line = z.string().max(2_000);
export const words = z.string().max(1_000);
export const secret = z.string().max(4_096);

export const list = <T extends z.ZodType>(item: T): z.ZodReadonly<z.ZodArray<T>> => z.array(item).readonly();

export const nothing = z.strictObject({});
/** The answer of a command that only does something. */
export const done = z.object({});
/** A file that a person chose in a dialog of the system; `null`: the dialog was closed. */
export const chosenFile = z.object({ path: z.string().nullable() });

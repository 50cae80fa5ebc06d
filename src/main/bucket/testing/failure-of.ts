/** For tests of failures. */
import { expect } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** The AppError that the call fails with. Anything else, success too, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

export async function codeOf(call: Promise<unknown>): Promise<ErrorCode> {
  return (await failureOf(call)).code;
}

/**
 * What the window may ask of the engine: one table of commands with the schema of each request and response.
 * The main process checks both sides of every call against it; whatever is not in the table cannot be asked.
 */
import { z } from 'zod';
import { ERROR_TRAITS, type ErrorCode, type ErrorData } from './errors.ts';

interface CommandShape {
  readonly request: z.ZodType;
  readonly response: z.ZodType;
}

const errorCode = z.custom<ErrorCode>(isErrorCode, 'is not an error code');
const errorData = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.undefined()]),
);
const count = z.int().nonnegative();
/** Milliseconds since 1970. */
const moment = z.number();

/** AppStatus of main/composed-app.ts; what is not named here does not reach the window. */
const status = z.object({
  setUp: z.boolean(),
  enabled: z.boolean(),
  deviceId: z.string().nullable(),
  provider: z.string().nullable(),
  place: z.string().nullable(),
  keyFingerprint: z.string().nullable(),
  home: z.string(),
  sessions: z.object({
    local: count,
    synced: count,
    waiting: count,
    conflicts: count,
    onlyInBucket: count,
    failed: count,
  }),
  lastSyncAt: moment.nullable(),
  lastError: z.object({ code: errorCode, data: errorData, at: moment }).nullable(),
  failures: z
    .array(z.object({ session: z.string(), device: z.string().nullable(), code: errorCode }))
    .readonly(),
  running: z.object({ holder: z.string(), pid: z.int(), since: moment }).nullable(),
  syncOnSave: z.boolean(),
  syncIntervalMinutes: z.number(),
  activity: z
    .array(z.object({ at: moment, kind: z.string(), session: z.string().nullable(), detail: z.string() }))
    .readonly(),
});

export const COMMANDS = {
  /** What the engine would say of itself now; the same object as `cc-sessions status --json`. */
  status: { request: z.strictObject({}), response: status },
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof COMMANDS;
export type CommandRequest<N extends CommandName> = z.input<(typeof COMMANDS)[N]['request']>;
export type CommandResponse<N extends CommandName> = z.input<(typeof COMMANDS)[N]['response']>;

/** A failure as it crosses IPC, where classes do not survive. */
export interface WireError {
  readonly code: ErrorCode;
  readonly data: ErrorData;
}

/** Every call is answered; a refusal or failure is an answer too, never a rejected promise. */
export type CommandAnswer<N extends CommandName = CommandName> =
  | { readonly ok: true; readonly value: CommandResponse<N> }
  | { readonly ok: false; readonly error: WireError };

/** All that the preload puts on `window.ccSessions`. */
export interface PreloadApi {
  call(name: string, request: unknown): Promise<CommandAnswer>;
}

export function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(COMMANDS, name);
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_TRAITS, code);
}

/**
 * What the window may ask of the engine: one table of commands with the schema of each request and response, and the
 * events that are pushed to it. The main process checks both sides of every call, and each push; whatever is not in
 * the tables cannot be asked or told. Subjects: contract/*.ts.
 */
import type { z } from 'zod';
import { conflictCommands } from './contract/conflicts.ts';
import type { conversationMessage } from './contract/conversation.ts';
import { deviceCommands } from './contract/devices.ts';
import { keyCommands } from './contract/keys.ts';
import type { CommandShape } from './contract/schema.ts';
import type { sessionRow } from './contract/sessions.ts';
import { sessionCommands } from './contract/sessions.ts';
import type { desktopSettings } from './contract/settings.ts';
import { settingsCommands } from './contract/settings.ts';
import type { setupDraft } from './contract/setup.ts';
import { setupCommands } from './contract/setup.ts';
import { appCommands, costCommands, diagnosticsCommands } from './contract/shell.ts';
import type { appEvent, appState, push, SCREENS, syncProgress, testStep } from './contract/state.ts';
import { stateCommands, statusCommands } from './contract/state.ts';
import { syncCommands } from './contract/sync.ts';
import type { ErrorCode, ErrorData } from './errors.ts';

export { isErrorCode } from './contract/schema.ts';

export const COMMANDS = {
  ...stateCommands,
  ...statusCommands,
  ...syncCommands,
  ...setupCommands,
  ...keyCommands,
  ...sessionCommands,
  ...conflictCommands,
  ...deviceCommands,
  ...settingsCommands,
  ...costCommands,
  ...diagnosticsCommands,
  ...appCommands,
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof COMMANDS;
/** What may be asked. */
export type CommandRequest<N extends CommandName> = z.input<(typeof COMMANDS)[N]['request']>;
/** Requests as they are after their schema. */
export type CheckedRequest<N extends CommandName> = z.output<(typeof COMMANDS)[N]['request']>;
/** What is answered. */
export type CommandResponse<N extends CommandName> = z.input<(typeof COMMANDS)[N]['response']>;

export type AppState = z.output<typeof appState>;
export type AppEvent = z.output<typeof appEvent>;
export type Push = z.output<typeof push>;
export type SyncProgressView = z.output<typeof syncProgress>;
export type TestStep = z.output<typeof testStep>;
export type Screen = (typeof SCREENS)[number];
export type SessionRow = z.output<typeof sessionRow>;
export type SetupDraft = z.output<typeof setupDraft>;
export type DesktopSettings = z.output<typeof desktopSettings>;
export type ConversationMessage = z.output<typeof conversationMessage>;

/** The main process' side of the table. What is not there is answered with NOT_AVAILABLE_YET {command}. */
export type CommandHandlers = {
  readonly [N in CommandName]?: (request: CheckedRequest<N>) => Promise<CommandResponse<N>>;
};

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
  /** Pushes from now on, in order. @returns a function that ends them. */
  subscribe(listener: (push: Push) => void): () => void;
}

export function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(COMMANDS, name);
}

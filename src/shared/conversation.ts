/**
 * A conversation as people read it, made of an agent's own files, whichever agent it was. Exports are rendered from
 * it, and the window shows it. Everything in it was said by a person, a model or a program: it is data to show,
 * never to run.
 */

/** `tool`: what came back from tools. `system`: notes of the agent program itself. */
export type ConversationRole = 'user' | 'assistant' | 'tool' | 'system';

export type ConversationPart =
  /** Words; Markdown when an assistant says them. */
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  /** What a model thought before it answered, where the agent keeps it. */
  | { readonly kind: 'thinking'; readonly text: string; readonly cut: boolean }
  | {
      readonly kind: 'tool-call';
      /** Pairs it with its result; empty when the agent gives none. */
      readonly id: string;
      readonly name: string;
      /** What is telling of its input: a command, a path, a question; else JSON. */
      readonly input: string;
      readonly cut: boolean;
    }
  | {
      readonly kind: 'tool-result';
      readonly id: string;
      readonly text: string;
      readonly cut: boolean;
      readonly isError: boolean;
    }
  /** The picture itself is left out. */
  | {
      readonly kind: 'image';
      readonly mediaType: string;
      /** Bytes; `null` when it is not known. */
      readonly size: number | null;
    };

export interface ConversationThread {
  /** Names it among the threads of the session. */
  readonly id: string;
  /** What the sub-agent was asked for, or its kind; may be empty. */
  readonly title: string;
}

/** One turn. Its parts are in the order in which they came; there is at least one. */
export interface ConversationMessage {
  readonly role: ConversationRole;
  /** ISO 8601; `null` when the line does not say. */
  readonly at: string | null;
  readonly parts: readonly ConversationPart[];
  /** The sub-agent that speaks; `null`: the conversation itself. All messages of a thread come together. */
  readonly thread: ConversationThread | null;
}

export const EXPORT_FORMATS = ['markdown', 'json', 'jsonl'] as const;
/** `jsonl`: the agent's main file, byte for byte. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

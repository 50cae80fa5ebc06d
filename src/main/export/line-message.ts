/** What the reader of one agent's lines makes of a line. */
import type { ConversationMessage, ConversationPart } from '../../shared/conversation.ts';
import { RESULT_LENGTH, shortened, TEXT_LENGTH } from './limits.ts';

export type JsonLine = Readonly<Record<string, unknown>>;

export interface LineMessage extends Omit<ConversationMessage, 'thread'> {
  /** Lines that follow each other with the same one are one message; empty: none of its kind. */
  readonly group: string;
  /** Sub-agents whose threads belong here. */
  readonly agents: readonly string[];
}

/** `null`: nothing for a reader. Is given every line of one file in order, and may remember. */
export type LineReader = (line: JsonLine) => LineMessage | null;

export function textPart(text: string): ConversationPart[] {
  return text.trim() === '' ? [] : [{ kind: 'text', ...shortened(text, TEXT_LENGTH) }];
}

export function thinkingPart(text: string): ConversationPart[] {
  return text.trim() === '' ? [] : [{ kind: 'thinking', ...shortened(text, TEXT_LENGTH) }];
}

export function resultPart(id: string, text: string, isError: boolean): ConversationPart {
  return { kind: 'tool-result', id, ...shortened(text, RESULT_LENGTH), isError };
}

/** Bytes of what Base64 stands for. */
export function decodedSize(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

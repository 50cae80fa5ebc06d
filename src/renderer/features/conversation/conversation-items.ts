/**
 * What the reader of a conversation shows, one below the other: messages with the results of tools put to their
 * calls, sub-agents folded into one line each, and gaps where messages have not been asked for yet. Pure.
 */
import type { ConversationMessage } from '../../../shared/contract.ts';

type Part = ConversationMessage['parts'][number];
export type ToolCall = Extract<Part, { kind: 'tool-call' }>;
export type ToolResult = Extract<Part, { kind: 'tool-result' }>;

export type ShownPart =
  | Exclude<Part, ToolCall>
  /** `result` `null`: none came, or it is not loaded yet. */
  | { readonly kind: 'tool'; readonly call: ToolCall; readonly result: ToolResult | null };

export type Speaker = 'user' | 'assistant' | 'system';

export interface MessageItem {
  readonly kind: 'message';
  readonly key: string;
  /** Index in the conversation. */
  readonly index: number;
  readonly speaker: Speaker;
  readonly at: string | null;
  readonly parts: readonly ShownPart[];
  /** Says who speaks: the one before was somebody else, or long before. */
  readonly headed: boolean;
  /** Belongs to an unfolded sub-agent. */
  readonly inThread: boolean;
}

export interface ThreadItem {
  readonly kind: 'thread';
  readonly key: string;
  readonly id: string;
  readonly title: string;
  /** Messages of it that are loaded. */
  readonly count: number;
  readonly open: boolean;
}

export interface GapItem {
  readonly kind: 'gap';
  readonly key: string;
  readonly page: number;
  readonly count: number;
}

export type ConversationItem = MessageItem | ThreadItem | GapItem;

export interface LoadedMessages {
  readonly total: number;
  readonly pageSize: number;
  readonly holds: (page: number) => boolean;
  readonly at: (index: number) => ConversationMessage | undefined;
}

/** A pause after which it is said again who speaks. Milliseconds. */
const LONG_PAUSE = 10 * 60_000;

/** @param unfolded ids of the threads that are shown whole */
export function itemsOf(messages: LoadedMessages, unfolded: ReadonlySet<string>): ConversationItem[] {
  const builder = new ItemBuilder(toolsOf(messages), unfolded);
  const { total, pageSize } = messages;
  for (let page = 0; page * pageSize < total; page++) {
    const first = page * pageSize;
    const end = Math.min(total, first + pageSize);
    if (!messages.holds(page)) {
      builder.gap(page, end - first);
      continue;
    }
    for (let index = first; index < end; index++) {
      const message = messages.at(index);
      if (message) builder.add(message, index);
    }
  }
  return builder.items;
}

interface Tools {
  readonly calls: ReadonlySet<string>;
  readonly results: ReadonlyMap<string, ToolResult>;
}

function toolsOf({ total, at, holds, pageSize }: LoadedMessages): Tools {
  const calls = new Set<string>();
  const results = new Map<string, ToolResult>();
  for (let index = 0; index < total; index++) {
    if (index % pageSize === 0 && !holds(index / pageSize)) {
      index += pageSize - 1;
      continue;
    }
    for (const part of at(index)?.parts ?? []) {
      if (part.kind === 'tool-call' && part.id !== '') calls.add(part.id);
      if (part.kind === 'tool-result' && part.id !== '' && !results.has(part.id)) results.set(part.id, part);
    }
  }
  return { calls, results };
}

const SPEAKERS: Readonly<Record<ConversationMessage['role'], Speaker>> = {
  user: 'user',
  assistant: 'assistant',
  // What comes back from tools that nobody called in what is loaded.
  tool: 'assistant',
  system: 'system',
};

class ItemBuilder {
  readonly items: ConversationItem[] = [];
  readonly #tools: Tools;
  readonly #unfolded: ReadonlySet<string>;
  #before: { readonly speaker: Speaker; readonly at: string | null; readonly thread: string | null } | null =
    null;
  /** Place of the heading of the thread that was added to last. */
  #thread: { readonly id: string; readonly place: number } | null = null;

  constructor(tools: Tools, unfolded: ReadonlySet<string>) {
    this.#tools = tools;
    this.#unfolded = unfolded;
  }

  gap(page: number, count: number): void {
    this.items.push({ kind: 'gap', key: `gap ${page}`, page, count });
    this.#before = null;
    this.#thread = null;
  }

  add(message: ConversationMessage, index: number): void {
    const { thread } = message;
    if (thread) {
      this.#countIn(thread, index);
      if (!this.#unfolded.has(thread.id)) return;
    } else {
      this.#thread = null;
    }
    const parts = this.#shownParts(message);
    if (parts.length === 0) return;
    const speaker = SPEAKERS[message.role];
    const { at } = message;
    const headed = !this.#goesOn(speaker, at, thread?.id ?? null);
    this.items.push({
      kind: 'message',
      key: `message ${index}`,
      index,
      speaker,
      at,
      parts,
      headed,
      inThread: thread !== null,
    });
    this.#before = { speaker, at, thread: thread?.id ?? null };
  }

  /** All messages of a thread come together. */
  #countIn({ id, title }: NonNullable<ConversationMessage['thread']>, index: number): void {
    if (this.#thread?.id === id) {
      const heading = this.items[this.#thread.place];
      if (heading?.kind === 'thread')
        this.items[this.#thread.place] = { ...heading, count: heading.count + 1 };
      return;
    }
    this.#thread = { id, place: this.items.length };
    const open = this.#unfolded.has(id);
    this.items.push({ kind: 'thread', key: `thread ${id} ${index}`, id, title, count: 1, open });
    this.#before = null;
  }

  #goesOn(speaker: Speaker, at: string | null, thread: string | null): boolean {
    const before = this.#before;
    if (before?.speaker !== speaker || before.thread !== thread) return false;
    if (at === null || before.at === null) return true;
    return !(Date.parse(at) - Date.parse(before.at) > LONG_PAUSE);
  }

  #shownParts({ parts }: ConversationMessage): ShownPart[] {
    const shown: ShownPart[] = [];
    for (const part of parts) {
      if (part.kind === 'tool-call') {
        shown.push({ kind: 'tool', call: part, result: this.#tools.results.get(part.id) ?? null });
      } else if (part.kind !== 'tool-result' || !this.#tools.calls.has(part.id)) {
        shown.push(part);
      }
    }
    return shown;
  }
}

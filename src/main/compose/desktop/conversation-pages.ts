/**
 * Conversations page by page. They are read as streams from their beginning; what was read last is held for a while,
 * so that turning pages does not read it again.
 */
import type { ConversationMessage } from '../../../shared/conversation.ts';

export interface Page {
  readonly total: number;
  readonly offset: number;
  readonly messages: readonly ConversationMessage[];
}

/** Characters of messages that are held, and for how long nobody must ask for them before they are let go. */
const HELD_CHARACTERS = 24 * 1024 * 1024;
const HELD_MS = 2 * 60_000;

interface Held {
  readonly key: string;
  readonly total: number;
  /** From the beginning; fewer than `total` when they are too many to be held. */
  readonly messages: readonly ConversationMessage[];
}

export class ConversationPages {
  #held: Held | null = null;
  #reading: { readonly key: string; readonly held: Promise<Held> } | null = null;
  #timer: NodeJS.Timeout | null = null;

  /**
   * Messages [from + offset, …) of those from `from` on; a negative offset counts from the end.
   * @param key names the conversation and its version
   * @param to where the part that is asked about ends; default: the end
   * @throws whatever reading throws
   */
  async page(
    key: string,
    open: () => Promise<AsyncIterable<ConversationMessage>>,
    { from = 0, to, offset, limit }: { from?: number; to?: number; offset: number; limit: number },
  ): Promise<Page> {
    const held = await this.#hold(key, open);
    const end = Math.min(to ?? held.total, held.total);
    const total = Math.max(0, end - from);
    const first = Math.max(0, Math.min(offset < 0 ? total + offset : offset, total));
    const last = Math.min(first + limit, total);
    const [start, stop] = [from + first, from + last];
    const messages =
      stop <= held.messages.length
        ? held.messages.slice(start, stop)
        : await slice(await open(), start, stop);
    return { total, offset: first, messages };
  }

  async #hold(key: string, open: () => Promise<AsyncIterable<ConversationMessage>>): Promise<Held> {
    this.#letGoLater();
    if (this.#held?.key === key) return this.#held;
    if (this.#reading?.key !== key) {
      const held = open().then((messages) => readAll(key, messages));
      this.#reading = { key, held };
      held.then(
        (read) => {
          this.#held = read;
          this.#reading = null;
        },
        () => {
          this.#reading = null;
        },
      );
    }
    return this.#reading.held;
  }

  #letGoLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#held = null;
    }, HELD_MS).unref();
  }
}

async function readAll(key: string, source: AsyncIterable<ConversationMessage>): Promise<Held> {
  const messages: ConversationMessage[] = [];
  let total = 0;
  let characters = 0;
  for await (const message of source) {
    total += 1;
    if (characters > HELD_CHARACTERS) continue;
    characters += lengthOf(message);
    messages.push(message);
  }
  return { key, total, messages };
}

function lengthOf({ parts }: ConversationMessage): number {
  const texts = parts.map((part) => ('text' in part ? part.text : 'input' in part ? part.input : ''));
  return texts.reduce((sum, text) => sum + text.length, 200);
}

async function slice(
  source: AsyncIterable<ConversationMessage>,
  start: number,
  stop: number,
): Promise<ConversationMessage[]> {
  const messages: ConversationMessage[] = [];
  let at = 0;
  for await (const message of source) {
    if (at >= start && at < stop) messages.push(message);
    at += 1;
    if (at >= stop) break;
  }
  return messages;
}

import { describe, expect, it } from 'vitest';
import type { ConversationMessage } from '../../../shared/conversation.ts';
import { ConversationPages } from './conversation-pages.ts';

const message = (text: string): ConversationMessage => ({
  role: 'user',
  at: null,
  thread: null,
  parts: [{ kind: 'text', text, cut: false }],
});

function conversation(length: number, size = 1) {
  let opened = 0;
  const open = async () => {
    opened += 1;
    return (async function* () {
      for (let at = 0; at < length; at++) yield message(`${at}`.padEnd(size, '.'));
    })();
  };
  return { open, opened: () => opened };
}

const texts = (messages: readonly ConversationMessage[]) =>
  messages.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join(''));

describe('pages of a conversation', () => {
  it('come from either end, and read it once', async () => {
    const pages = new ConversationPages();
    const { open, opened } = conversation(10);
    const first = await pages.page('a', open, { offset: 0, limit: 3 });
    expect([first.total, first.offset, texts(first.messages)]).toEqual([10, 0, ['0', '1', '2']]);
    expect(texts((await pages.page('a', open, { offset: 8, limit: 5 })).messages)).toEqual(['8', '9']);
    expect(texts((await pages.page('a', open, { offset: -2, limit: 5 })).messages)).toEqual(['8', '9']);
    expect((await pages.page('a', open, { offset: 50, limit: 5 })).messages).toEqual([]);
    expect(opened()).toBe(1);
  });

  it('can be of a part', async () => {
    const pages = new ConversationPages();
    const { open } = conversation(10);
    const branch = await pages.page('a', open, { from: 6, offset: 1, limit: 2 });
    expect([branch.total, branch.offset, texts(branch.messages)]).toEqual([4, 1, ['7', '8']]);
    const shared = await pages.page('a', open, { to: 6, offset: -2, limit: 9 });
    expect([shared.total, shared.offset, texts(shared.messages)]).toEqual([6, 4, ['4', '5']]);
  });

  it('are of the conversation that is asked for, also when two ask at once', async () => {
    const pages = new ConversationPages();
    const one = conversation(3);
    const two = conversation(4);
    const ask = (key: string, { open }: typeof one) => pages.page(key, open, { offset: 0, limit: 9 });
    const found = await Promise.all([ask('1', one), ask('2', two), ask('1', one)]);
    expect(found.map(({ total }) => total)).toEqual([3, 4, 3]);
  });

  it('hold no more than they should, and give all the same', async () => {
    const pages = new ConversationPages();
    const { open, opened } = conversation(40, 1024 * 1024);
    const last = await pages.page('big', open, { offset: -1, limit: 1 });
    expect([last.total, last.offset, last.messages.length, opened()]).toEqual([40, 39, 1, 2]);
    expect(texts(last.messages)[0]).toMatch(/^39\./);
  });

  it('say why they could not be read, and try again', async () => {
    const pages = new ConversationPages();
    const failing = () => Promise.reject(new Error('gone'));
    await expect(pages.page('a', failing, { offset: 0, limit: 1 })).rejects.toThrow('gone');
    expect((await pages.page('a', conversation(1).open, { offset: 0, limit: 1 })).total).toBe(1);
  });
});

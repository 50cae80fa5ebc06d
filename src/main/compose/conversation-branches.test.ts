import { describe, expect, it } from 'vitest';
import type { ConversationSource } from '../export/read-conversation.ts';
import { compareBranches } from './conversation-branches.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const said = (role: 'user' | 'assistant', text: string, minute: number): string => {
  const content = role === 'user' ? text : [{ type: 'text', text }];
  return JSON.stringify({
    type: role,
    uuid: `u${minute}`,
    timestamp: at(minute),
    message: { role, content },
  });
};
const result = JSON.stringify({
  type: 'user',
  uuid: 'r',
  timestamp: at(9),
  message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
});

function conversation(...lines: readonly string[]): { device: string; source: ConversationSource } {
  const source: ConversationSource = {
    agent: 'claude-code',
    files: [{ path: 'main.jsonl', role: 'main' }],
    async *open() {
      await Promise.resolve();
      yield Buffer.from(lines.map((line) => `${line}\n`).join(''));
    },
  };
  return { device: 'laptop', source };
}

const begun = [said('user', 'Count the stock', 1), said('assistant', 'Forty-two', 2)];

describe('two versions of a conversation', () => {
  it('part after what they share; each side says who went on, how far and how', async () => {
    const mine = conversation(...begun, said('user', 'Order more', 5), said('assistant', 'Done', 6), result);
    const theirs = { ...conversation(...begun, said('user', 'Sell it', 7)), device: 'desk' };
    expect(await compareBranches(mine, theirs)).toEqual({
      shared: 2,
      partedAt: at(2),
      local: { device: 'laptop', messages: 2, opening: 'Order more', lastAt: at(9) },
      remote: { device: 'desk', messages: 1, opening: 'Sell it', lastAt: at(7) },
    });
  });

  it('of which one merely goes on', async () => {
    const theirs = conversation(...begun, said('assistant', 'Or forty-three', 3));
    const { local, remote } = await compareBranches(conversation(...begun), theirs);
    expect([local.messages, remote.messages, remote.opening]).toEqual([0, 1, '']);
  });

  it('that share nothing, or are empty', async () => {
    const other = await compareBranches(
      conversation(said('user', 'A', 1)),
      conversation(said('user', 'B', 1)),
    );
    expect(other).toMatchObject({
      shared: 0,
      partedAt: null,
      local: { messages: 1 },
      remote: { messages: 1 },
    });
    expect(await compareBranches(conversation(), conversation())).toMatchObject({ shared: 0 });
  });

  it('whose files cannot be read says so', async () => {
    const broken: ConversationSource = {
      ...conversation().source,
      open: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('gone')) }),
      }),
    };
    const work = compareBranches({ device: 'laptop', source: broken }, conversation(...begun));
    await expect(work).rejects.toThrow('gone');
  });
});

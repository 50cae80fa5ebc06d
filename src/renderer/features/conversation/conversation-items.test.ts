import { describe, expect, it } from 'vitest';
import type { ConversationMessage } from '../../../shared/contract.ts';
import { itemsOf, type ConversationItem } from './conversation-items.ts';

type Role = ConversationMessage['role'];
type Parts = ConversationMessage['parts'];

const says = (role: Role, text: string, at: string | null = null): ConversationMessage => ({
  role,
  at,
  parts: [{ kind: 'text', text, cut: false }],
  thread: null,
});
const calls = (...ids: string[]): ConversationMessage => ({
  role: 'assistant',
  at: null,
  parts: ids.map((id) => ({ kind: 'tool-call', id, name: 'Bash', input: 'ls', cut: false })),
  thread: null,
});
const result = (id: string): Parts[number] => ({
  kind: 'tool-result',
  id,
  text: `result of ${id}`,
  cut: false,
  isError: false,
});
const returns = (...ids: string[]): ConversationMessage => ({
  role: 'tool',
  at: null,
  parts: ids.map(result),
  thread: null,
});
const inThread = (id: string, message: ConversationMessage): ConversationMessage => ({
  ...message,
  thread: { id, title: `agent ${id}` },
});

/** All messages loaded but those of the pages in `missing`; pages of 4. */
function shown(messages: ConversationMessage[], unfolded: string[] = [], missing: number[] = []) {
  const holds = (page: number): boolean => !missing.includes(page);
  const at = (index: number) => (holds(Math.floor(index / 4)) ? messages[index] : undefined);
  return itemsOf({ total: messages.length, pageSize: 4, holds, at }, new Set(unfolded));
}

/** `user: hello`, `+` for one that goes on, `>` in a thread. */
function written(items: readonly ConversationItem[]): string[] {
  return items.map((item) => {
    if (item.kind === 'gap') return `gap of ${item.count}`;
    if (item.kind === 'thread') return `${item.open ? '-' : '+'} ${item.title} (${item.count})`;
    const parts = item.parts.map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'tool') return `${part.call.id} → ${part.result?.text ?? 'nothing'}`;
      return part.kind === 'tool-result' ? `orphan ${part.id}` : part.kind;
    });
    return `${item.inThread ? '> ' : ''}${item.headed ? `${item.speaker}: ` : '… '}${parts.join(', ')}`;
  });
}

describe('what a conversation shows', () => {
  it('says who speaks when it is somebody else', () => {
    expect(
      written(
        shown([says('user', 'a'), says('assistant', 'b'), says('assistant', 'c'), says('system', 'd')]),
      ),
    ).toEqual(['user: a', 'assistant: b', '… c', 'system: d']);
  });

  it('says it again after a long pause', () => {
    const at = (minute: string) => `2026-11-22T10:${minute}:00.000Z`;
    const messages = ['00', '05', '30'].map((minute) => says('assistant', minute, at(minute)));
    expect(written(shown(messages))).toEqual(['assistant: 00', '… 05', 'assistant: 30']);
  });

  it('puts results to their calls, also over the edge of a page', () => {
    const messages = [says('user', 'a'), calls('1', '2'), returns('1'), calls('3'), returns('3', '2')];
    expect(written(shown(messages))).toEqual([
      'user: a',
      'assistant: 1 → result of 1, 2 → result of 2',
      '… 3 → result of 3',
    ]);
    expect(written(shown(messages, [], [0]))).toEqual(['gap of 4', 'assistant: orphan 3, orphan 2']);
    expect(written(shown(messages, [], [1]))).toEqual([
      'user: a',
      'assistant: 1 → result of 1, 2 → nothing',
      '… 3 → nothing',
      'gap of 1',
    ]);
  });

  it('does not mix up calls without an id', () => {
    expect(written(shown([calls(''), returns('')]))).toEqual(['assistant:  → nothing', '… orphan ']);
  });

  it('folds sub-agents, and unfolds those that are asked for', () => {
    const messages = [
      says('user', 'a'),
      inThread('x', says('user', 'go')),
      inThread('x', calls('1')),
      inThread('x', returns('1')),
      inThread('y', says('assistant', 'other')),
      says('assistant', 'b'),
    ];
    expect(written(shown(messages))).toEqual(['user: a', '+ agent x (3)', '+ agent y (1)', 'assistant: b']);
    expect(written(shown(messages, ['x']))).toEqual([
      'user: a',
      '- agent x (3)',
      '> user: go',
      '> assistant: 1 → result of 1',
      '+ agent y (1)',
      'assistant: b',
    ]);
  });

  it('leaves a gap for what is not loaded, and keys stay', () => {
    const messages = Array.from({ length: 10 }, (_, index) => says('user', String(index)));
    const partly = shown(messages, [], [1]);
    expect(written(partly)).toEqual(['user: 0', '… 1', '… 2', '… 3', 'gap of 4', 'user: 8', '… 9']);
    const whole = shown(messages);
    expect(new Set(whole.map(({ key }) => key)).size).toBe(10);
    expect(whole.slice(8).map(({ key }) => key)).toEqual(partly.slice(5).map(({ key }) => key));
  });

  it('handles five thousand messages in passing', () => {
    const messages = Array.from({ length: 5_000 }, (_, index) =>
      index % 3 === 0 ? calls(`c${index}`) : index % 3 === 1 ? returns(`c${index - 1}`) : says('user', 'x'),
    );
    expect(shown(messages)).toHaveLength(3_333);
  });
});

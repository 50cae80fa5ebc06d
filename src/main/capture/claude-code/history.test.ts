import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionMemory } from '../../../shared/session.ts';
import type { PromptGroup } from '../prompt-history.ts';
import { claudeHistory } from './history.ts';
import { memoryId } from './memory.ts';

let home = '';
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'cc-history-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

const ID = '11111111-1111-4111-8111-111111111111';
const T0 = Date.UTC(2026, 0, 5, 9);
const minutes = (count: number) => T0 + count * 60_000;
const line = (display: string, timestamp: unknown, more: object = { sessionId: ID }) => ({
  display,
  pastedContents: {},
  timestamp,
  project: '/home/mira/garden',
  ...more,
});

async function recover(
  lines: readonly (object | string)[],
  wants: (group: PromptGroup) => boolean = () => true,
): Promise<readonly SessionMemory[]> {
  const path = join(home, 'history.jsonl');
  const text = lines.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join('\n');
  await writeFile(path, text);
  return claudeHistory(home).read({ size: (await stat(path)).size, wants });
}

describe('the prompt history of Claude Code', () => {
  it('gives a memory of the prompts of a session, marked partial', async () => {
    const [memory, ...rest] = await recover([
      line('/clear', minutes(0)),
      line('Water the basil 🌱', minutes(1)),
      line('and the mint', minutes(36)),
    ]);
    expect(rest).toEqual([]);
    expect(memory).toMatchObject({
      id: memoryId(ID),
      claudeSessionId: ID,
      projectPath: '/home/mira/garden',
      projectName: 'garden',
      startedAt: new Date(minutes(0)).toISOString(),
      endedAt: new Date(minutes(36)).toISOString(),
      duration: 36,
      summary: 'Water the basil 🌱',
      lastUserMessage: 'and the mint',
      lastAssistantMessage: '',
      messagesCount: 3,
      toolCallsCount: 0,
      tokensUsed: 0,
      tags: ['claude-code', 'partial'],
      logFile: '',
    });
    expect(memory?.description).toBe(
      'Recovered from the prompt history of Claude Code: 3 prompts in garden, 36 min. The transcript is gone, so ' +
        'what was answered and done is not known.\n\n1. /clear\n\n2. Water the basil 🌱\n\n3. and the mint',
    );
  });

  it('keeps the sessions apart that lie mixed in the file, and makes only what is wanted', async () => {
    const lines = [0, 1, 2, 3, 4, 5].map((index) =>
      line(`prompt ${index}`, minutes(index), { sessionId: `session-${index % 3}` }),
    );
    const asked: PromptGroup[] = [];
    const memories = await recover(lines, (group) => {
      asked.push(group);
      return group.agentSession !== 'session-1';
    });
    expect(asked.map(({ agentSession, from, to }) => [agentSession, from, to])).toEqual([
      ['session-0', minutes(0), minutes(3)],
      ['session-1', minutes(1), minutes(4)],
      ['session-2', minutes(2), minutes(5)],
    ]);
    expect(
      memories.map(({ claudeSessionId, lastUserMessage }) => [claudeSessionId, lastUserMessage]),
    ).toEqual([
      ['session-0', 'prompt 3'],
      ['session-2', 'prompt 5'],
    ]);
  });

  it('puts back what was pasted, where the line has it', async () => {
    const pastedContents = {
      1: { id: 1, type: 'text', content: 'TypeError:\n  at 3' },
      2: { id: 2, type: 'text', contentHash: 'beef0001' },
    };
    const display = 'see [Pasted text #1 +2 lines] and [Pasted text #2 +90 lines] and [Pasted text #7]';
    const [memory] = await recover([line(display, T0, { sessionId: ID, pastedContents })]);
    expect(memory?.lastUserMessage).toBe(
      'see TypeError:\n  at 3 and [Pasted text #2 +90 lines] and [Pasted text #7]',
    );
  });

  it('groups prompts of versions that wrote no session by project, and by pauses of more than an hour', async () => {
    const old = { sessionId: undefined };
    const lines = [
      line('one', minutes(0), old),
      line('elsewhere', minutes(10), { ...old, project: '/home/mira/pond' }),
      line('two', minutes(60), old),
      line('three', minutes(121), old),
    ];
    const memories = await recover(lines);
    expect(
      memories.map(({ summary, messagesCount, claudeSessionId }) => [
        summary,
        messagesCount,
        claudeSessionId,
      ]),
    ).toEqual([
      ['one', 2, ''],
      ['elsewhere', 1, ''],
      ['three', 1, ''],
    ]);
    expect(memories[0]?.description).toContain('does not name their session');
    expect(new Set(memories.map(({ id }) => id)).size).toBe(3);
    expect((await recover([...lines, line('four', minutes(500), old)])).slice(0, 3)).toEqual(memories);
  });

  it('makes nothing of commands alone', async () => {
    for (const text of ['/clear', '/model opus', '/fix-bug', '/Resume x', 'exit', 'quit'])
      expect(await recover([line(text, T0)])).toEqual([]);
    for (const text of ['/fix-bug 123', '/home/mira/a.ts is broken', 'exit code 1, why?', '! ls'])
      expect(await recover([line(text, T0)])).toHaveLength(1);
  });

  it('passes over lines that are none', async () => {
    const odd = ['', '{"torn', '7', '[]', 'null', '{}', '{"display":7,"timestamp":1767600000000}'];
    const untimed = [null, '2026-01-05', 7, -1, 1e300, undefined].map((at) => line('untimed', at));
    const strange = line('strange', T0, { sessionId: { id: 1 }, project: 7, pastedContents: [] });
    const memories = await recover([...odd, ...untimed, strange, line('last', T0)]);
    expect(memories.map(({ summary, projectPath }) => [summary, projectPath])).toEqual([
      ['strange', ''],
      ['last', '/home/mira/garden'],
    ]);
  });

  it('holds long sessions within bounds', async () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      line(`${index} ${'🌱'.repeat(9000)}`, minutes(index)),
    );
    const [memory] = await recover([...lines, line('last', minutes(600))]);
    expect(memory).toMatchObject({ messagesCount: 501, lastUserMessage: 'last' });
    expect(memory?.description.length).toBeLessThan(270_000);
    expect(memory?.description).toMatch(/… and \d+ more prompts\.$/);
  });
});

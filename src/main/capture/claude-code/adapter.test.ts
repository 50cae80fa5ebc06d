import { appendFile, copyFile, lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalContent, parseMemory } from '../../../shared/session.ts';
import type { ReadSession, SourceFile } from '../adapter.ts';
import { claudeCodeAdapter } from './adapter.ts';
import { memoryId } from './memory.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const adapter = claudeCodeAdapter('/nowhere');

async function source(path: string): Promise<SourceFile> {
  const { size, mtimeMs, ino } = await lstat(path);
  return { path, size, mtimeMs: Math.floor(mtimeMs), ino, agentSession: basename(path, '.jsonl') };
}

async function read(path: string): Promise<ReadSession | null> {
  return adapter.read(await source(path));
}

async function fixture(name: string): Promise<ReadSession> {
  const session = await read(join(FIXTURES, name));
  if (!session) throw new Error(`${name} has no session`);
  return session;
}

let directory = '';
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'cc-claude-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A transcript of these lines; texts are taken as they are. */
async function transcript(...lines: readonly (object | string)[]): Promise<ReadSession | null> {
  const path = join(directory, 'made.jsonl');
  await writeFile(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return read(path);
}

const user = (content: unknown, more: object = {}) => ({
  type: 'user',
  message: { role: 'user', content },
  ...more,
});
const assistant = (content: unknown, more: object = {}) => ({
  type: 'assistant',
  message: { role: 'assistant', content },
  ...more,
});
const tool = (id: string, name: string, input: object) => assistant([{ type: 'tool_use', id, name, input }]);
const answer = (id: string, content: string, more: object = {}) =>
  user([{ type: 'tool_result', tool_use_id: id, content }], more);

describe('a transcript of today', () => {
  it('becomes a memory', async () => {
    const { memory, lines } = await fixture('today.jsonl');
    const project = '/home/mira/projects/tidepool';
    expect(memory).toMatchObject({
      id: memoryId('today'),
      claudeSessionId: 'today',
      projectPath: project,
      projectName: 'tidepool',
      startedAt: '2026-11-03T09:00:00.000Z',
      endedAt: '2026-11-03T09:01:32.000Z',
      duration: 2,
      summary: 'Cursor pagination for stations',
      filesCreated: [`${project}/src/api/cursor.ts`],
      filesModified: [
        `${project}/src/api/stations.ts`,
        `${project}/CHANGELOG.md`,
        `${project}/notes/tides.ipynb`,
      ],
      filesDeleted: [`${project}/src/api/paging-old.ts`],
      lastUserMessage: 'and document it in the README',
      lastAssistantMessage:
        'Pagination works with `?cursor=`, and `?page=` still does.\n\nThe README has a section about both.',
      messagesCount: 16,
      toolCallsCount: 15,
      tags: ['claude-code', 'branch:feature/pagination'],
      logFile: join(FIXTURES, 'today.jsonl'),
      synced: false,
    });
    expect(memory.description).toBe(
      'Claude Code session in tidepool on branch feature/pagination with claude-opus-4-5-20251101, 2 min. ' +
        '2 prompts, 14 answers, 15 tool calls. 1 file created, 3 files changed, 1 file deleted. 1 of 2 tasks done. ' +
        'It began with: “Add cursor pagination to GET /stations. Keep the old ?page= parameter working.”',
    );
    expect(lines).toEqual({ total: 57, malformed: 0, unknown: 1, oversized: 0, torn: 0 });
  });

  it('has its tasks under the numbers that the tool gave them', async () => {
    const { memory } = await fixture('today.jsonl');
    expect(memory.tasks).toEqual([
      {
        id: 'task-4',
        description: 'Encode cursors',
        status: 'completed',
        createdAt: '2026-11-03T09:00:18.000Z',
        completedAt: '2026-11-03T09:01:10.000Z',
        notes: 'Opaque base64url of (id, name)',
      },
      {
        id: 'task-5',
        description: 'Page the query',
        status: 'pending',
        createdAt: '2026-11-03T09:00:18.000Z',
      },
    ]);
    expect([memory.tasksCompleted, memory.tasksPending]).toEqual([1, 1]);
  });

  it('counts the tokens of one API message once, at their final number', async () => {
    const raw = (await readFile(join(FIXTURES, 'today.jsonl'), 'utf8')).trim().split('\n');
    interface Line {
      type: string;
      message: { id: string; usage: { input_tokens: number; output_tokens: number } };
    }
    const usage = new Map<string, Line['message']['usage']>();
    for (const { type, message } of raw.map((text) => JSON.parse(text) as Line)) {
      if (type === 'assistant') usage.set(message.id, message.usage);
    }
    const total = [...usage.values()].reduce((sum, use) => sum + use.input_tokens + use.output_tokens, 0);
    expect((await fixture('today.jsonl')).memory.tokensUsed).toBe(total);
  });
});

describe('transcripts of other times', () => {
  it('1.0: its own summary, todos with numbers, a sub-agent in the same file', async () => {
    const { memory } = await fixture('early.jsonl');
    expect(memory.summary).toBe('Forecast Table Rendering Fixed');
    expect(memory.tasks.map(({ id, description, status }) => [id, description, status])).toEqual([
      ['todo-1', 'Reproduce the flicker', 'completed'],
      ['todo-2', 'Fix the flicker', 'completed'],
      ['todo-3', 'Add a test', 'pending'],
    ]);
    expect(memory.tasks[0]).toMatchObject({
      createdAt: '2025-07-14T14:00:04.000Z',
      completedAt: '2025-07-14T14:00:32.000Z',
    });
    expect(memory.filesModified).toEqual([
      '/Users/mira/code/kelp/src/table.ts',
      '/Users/mira/code/kelp/src/resize.ts',
    ]);
    expect(memory).toMatchObject({ messagesCount: 6, toolCallsCount: 6, tokensUsed: 11525 });
    expect(memory.lastUserMessage).toMatch(/^The forecast table flickers/);
  });

  it('2.0: compaction, a title a person gave, lines written twice, Windows, a detached head', async () => {
    const { memory, lines } = await fixture('compacted.jsonl');
    expect(memory).toMatchObject({
      summary: 'Windows port',
      projectPath: 'C:\\Users\\mira\\code\\harbor',
      projectName: 'harbor',
      tags: ['claude-code'],
      messagesCount: 6,
      tokensUsed: 109,
      lastUserMessage: '/review the installer script',
    });
    expect(lines.unknown).toBe(0);
  });

  it('carriage returns and a byte order mark', async () => {
    const { memory, lines } = await fixture('crlf-bom.jsonl');
    expect(memory).toMatchObject({
      summary: 'Module renamed with alias',
      lastUserMessage: 'Rename the module.\r\nKeep an alias.',
      lastAssistantMessage: 'Renamed.',
      messagesCount: 2,
    });
    expect(lines).toEqual({ total: 3, malformed: 0, unknown: 0, oversized: 0, torn: 0 });
  });

  it('damage: what can be read is read, the rest counted', async () => {
    const { memory, lines } = await fixture('damaged.jsonl');
    expect(memory).toMatchObject({
      summary: 'Crème brûlée 🍮 — show the 🌊 chart in ÅÄÖ',
      lastUserMessage: 'What does \ufffd\ufffd mean?',
      lastAssistantMessage: 'It means nothing yet.',
      messagesCount: 6,
    });
    expect(lines).toEqual({ total: 10, malformed: 3, unknown: 0, oversized: 0, torn: 1 });
  });

  it('nothing said: no memory', async () => {
    expect(await read(join(FIXTURES, 'nothing-said.jsonl'))).toBeNull();
    expect(await transcript('')).toBeNull();
    expect(await transcript({ type: 'summary', summary: 'of another', leafUuid: 'x' })).toBeNull();
  });
});

describe('a growing transcript', () => {
  it('always has one id, and equal bytes make equal memories', async () => {
    const path = join(directory, '3f1c9a52-7d0e-4b7a-9a34-51c0d2e8b6f1.jsonl');
    await copyFile(join(FIXTURES, 'today.jsonl'), path);
    const first = await read(path);
    expect(first?.memory.id).toMatch(/^mem_[0-9a-f]{24}$/);
    expect(await read(path)).toEqual(first);
    await appendFile(path, `${JSON.stringify(user('One more thing'))}\n`);
    const later = await read(path);
    expect(later?.memory.id).toBe(first?.memory.id);
    expect(later?.memory.lastUserMessage).toBe('One more thing');
  });

  it('leaves a torn last line for later, at every byte of it', async () => {
    const whole = `${JSON.stringify(user('First'))}\n`;
    const last = Buffer.from(JSON.stringify(user('Zweite Zeile: “ü” 🌊')));
    const path = join(directory, 'torn.jsonl');
    for (let length = 1; length < last.length; length++) {
      await writeFile(path, Buffer.concat([Buffer.from(whole), last.subarray(0, length)]));
      const session = await read(path);
      expect(session?.memory.lastUserMessage).toBe('First');
      expect(session?.lines).toMatchObject({ total: 2, malformed: 0, torn: 1 });
    }
    await writeFile(path, Buffer.concat([Buffer.from(whole), last]));
    expect((await read(path))?.memory.lastUserMessage).toBe('Zweite Zeile: “ü” 🌊');
  });

  it('reads no further than the size that was found', async () => {
    const path = join(directory, 'sized.jsonl');
    await writeFile(path, `${JSON.stringify(user('First'))}\n`);
    const file = await source(path);
    await appendFile(path, `${JSON.stringify(user('Second'))}\n`);
    expect((await adapter.read(file))?.memory.lastUserMessage).toBe('First');
  });
});

describe('what a memory holds', () => {
  it('is storable as it is: valid, well-formed, without NUL, of bounded length', async () => {
    const long = '🌊'.repeat(9000);
    const session = await transcript(
      user(`Wave ${long}`, { cwd: '/w\0x', gitBranch: 'b\n2' }),
      '{"type":"assistant","message":{"content":[{"type":"text","text":"lone \\ud83d half\\u0000"}]}}',
    );
    const memory = session?.memory;
    expect(memory && parseMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
    const content = memory ? canonicalContent(memory) : '';
    expect(content.isWellFormed()).toBe(true);
    expect(content).not.toContain('\\u0000');
    expect([...(memory?.lastUserMessage ?? '')]).toHaveLength(4000);
    expect([...(memory?.summary ?? '')]).toHaveLength(120);
    expect(memory?.summary).toMatch(/^Wave 🌊+…$/u);
    expect(memory?.lastAssistantMessage).toBe('lone \ufffd half\ufffd');
    expect(memory?.tags).toEqual(['claude-code', 'branch:b 2']);
  });

  it('takes times from the conversation, and from the file only when there are none', async () => {
    const untimed = await transcript(user('Hi'));
    const file = await source(join(directory, 'made.jsonl'));
    expect(untimed?.memory.startedAt).toBe(new Date(file.mtimeMs).toISOString());
    const timed = await transcript(
      user('Hi', { timestamp: '2026-03-01T10:00:00+02:00' }),
      user('There', { timestamp: 'yesterday' }),
      assistant('Hello', { timestamp: '2026-03-01T07:00:00.000Z' }),
    );
    expect(timed?.memory).toMatchObject({
      startedAt: '2026-03-01T07:00:00.000Z',
      endedAt: '2026-03-01T08:00:00.000Z',
      duration: 60,
    });
  });

  it('guesses the project from the directory only when no line names it', async () => {
    const made = await transcript(user('Hi'));
    expect(made?.memory.projectName).not.toBe('');
    const path = join('/x/projects', '-home-mira-notes', 'a.jsonl');
    const file = { ...(await source(join(directory, 'made.jsonl'))), agentSession: 'a' };
    const { makeMemory } = await import('./memory.ts');
    const { SessionFacts } = await import('./session-facts.ts');
    const facts = new SessionFacts();
    facts.add(user('Hi'));
    expect(makeMemory(facts, { ...file, path })?.projectPath).toBe('/home/mira/notes');
    expect(makeMemory(facts, { ...file, path: '/p/C--code-app/a.jsonl' })?.projectPath).toBe('C:\\code\\app');
  });
});

describe('tool calls', () => {
  it('tell created files from changed ones by the result, else by what was seen before', async () => {
    const session = await transcript(
      tool('1', 'Write', { file_path: '/a', content: 'x' }),
      answer('1', 'File created successfully at: /a'),
      tool('2', 'Write', { file_path: '/b', content: 'x' }),
      answer('2', 'ok', { toolUseResult: { type: 'update' } }),
      tool('3', 'Read', { file_path: '/c' }),
      answer('3', '1\tx'),
      tool('4', 'Write', { file_path: '/c', content: 'x' }),
      tool('5', 'Write', { file_path: '/d', content: 'x' }),
      tool('6', 'Edit', { file_path: '/a' }),
      tool('7', 'Edit', { file_path: '/e' }),
      user([
        { type: 'tool_result', tool_use_id: '7', content: 'String to replace not found', is_error: true },
      ]),
    );
    expect(session?.memory.filesCreated).toEqual(['/a', '/d']);
    expect(session?.memory.filesModified).toEqual(['/b', '/c']);
  });

  it('count a file as deleted only when that is certain', async () => {
    const rm = (id: string, command: string, failed = false) => [
      tool(id, 'Bash', { command }),
      user([{ type: 'tool_result', tool_use_id: id, content: '', is_error: failed }]),
    ];
    const session = await transcript(
      user('Clean up', { cwd: '/p' }),
      tool('w', 'Write', { file_path: '/p/tmp.txt', content: '' }),
      answer('w', 'File created successfully at: /p/tmp.txt'),
      tool('r', 'Read', { file_path: '/p/old.txt' }),
      answer('r', ''),
      ...rm('1', 'rm gone.txt ./sub/../also.txt'),
      ...rm('2', 'git rm -q tracked.txt'),
      ...rm('3', 'rm -f old.txt never-seen.txt'),
      ...rm('4', 'rm failed.txt', true),
      ...rm('5', 'rm tmp.txt'),
      ...rm('6', 'rm -rf build'),
      ...rm('7', 'rm *.log'),
      ...rm('8', 'cd x && rm y'),
      ...rm('9', 'rm "$FILE"'),
      tool('10', 'Bash', { command: 'rm no-result.txt' }),
    );
    expect(session?.memory.filesDeleted).toEqual([
      '/p/gone.txt',
      '/p/also.txt',
      '/p/tracked.txt',
      '/p/old.txt',
    ]);
    expect(session?.memory.filesCreated).toEqual([]);
  });

  it('keep the last todo list, and the ids of todos that stay', async () => {
    const list = (...todos: string[][]) => ({
      todos: todos.map(([content, status]) => ({ content, status })),
    });
    const at = (minute: number) => ({ timestamp: `2026-01-01T00:0${minute}:00.000Z` });
    const todo = (minute: number, input: object) => ({
      ...tool(String(minute), 'TodoWrite', input),
      ...at(minute),
    });
    const session = await transcript(
      user('Go', at(0)),
      todo(1, list(['a', 'in_progress'], ['b', 'pending'], ['b', 'pending'])),
      todo(2, list(['c', 'pending'], ['a', 'completed'], ['b', 'odd'])),
      todo(3, list(['c', 'pending'], ['a', 'completed'])),
    );
    expect(session?.memory.tasks).toEqual([
      { id: 'todo-4', description: 'c', status: 'pending', createdAt: '2026-01-01T00:02:00.000Z' },
      {
        id: 'todo-1',
        description: 'a',
        status: 'completed',
        createdAt: '2026-01-01T00:01:00.000Z',
        completedAt: '2026-01-01T00:02:00.000Z',
      },
    ]);
  });

  it('number tasks by themselves when the transcript has no answers', async () => {
    const session = await transcript(
      tool('1', 'TaskCreate', { subject: 'One' }),
      tool('2', 'TaskCreate', { subject: 'Two', description: 'Second' }),
      tool('3', 'TaskUpdate', { taskId: '2', status: 'completed' }),
      tool('4', 'TaskUpdate', { taskId: '9', status: 'completed' }),
    );
    expect(session?.memory.tasks.map(({ id, status, notes }) => [id, status, notes])).toEqual([
      ['task-1', 'pending', undefined],
      ['task-2', 'completed', 'Second'],
    ]);
  });
});

describe('long lines', () => {
  it('lose the rest of long strings, nothing else, in bounded memory', async () => {
    const path = join(directory, 'long.jsonl');
    const output = 'x"y\\\n'.repeat(4_000_000);
    const long = answer('1', output, {
      toolUseResult: { type: 'create' },
      timestamp: '2026-05-05T05:05:05.000Z',
    });
    const wide = {
      type: 'user',
      message: { content: Array.from({ length: 400_000 }, () => ({ type: 'image' })) },
    };
    await writeFile(path, '');
    for (const line of [tool('1', 'Write', { file_path: '/big' }), long, wide, user('After')]) {
      await appendFile(path, `${JSON.stringify(line)}\n`);
    }
    const file = await source(path);
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1);
    const session = await adapter.read(file);
    clearInterval(timer);
    expect(file.size).toBeGreaterThan(25e6);
    expect(peak - before).toBeLessThan(16e6);
    expect(session?.lines).toEqual({ total: 4, malformed: 0, unknown: 0, oversized: 2, torn: 0 });
    expect(session?.memory).toMatchObject({
      filesCreated: ['/big'],
      lastUserMessage: 'After',
      endedAt: '2026-05-05T05:05:05.000Z',
    });
  });
});

describe('what people said', () => {
  const saidIn = async (...lines: object[]) => {
    const session = await transcript(user('First'), ...lines);
    return [session?.memory.lastUserMessage, session?.memory.messagesCount];
  };
  const attachment = (more: object) => ({
    type: 'attachment',
    attachment: { type: 'queued_command', ...more },
  });

  it('is not what the program files under their name', async () => {
    const machine = [
      user('Injected', { isMeta: true }),
      user('Recap', { isCompactSummary: true }),
      user('Shown only', { isVisibleInTranscriptOnly: true }),
      user('From a peer', { origin: { kind: 'peer' } }),
      user('In a sub-agent', { isSidechain: true }),
      user('<bash-input>ls</bash-input>'),
      user('<task-notification><task-id>b1</task-id></task-notification>'),
      user('<system-reminder>Be careful.</system-reminder>'),
      user([{ type: 'text', text: '[Request interrupted by user]' }]),
      user([{ type: 'tool_result', tool_use_id: 'x', content: 'output' }]),
      user('<command-name>/clear</command-name>\n<command-args></command-args>'),
      attachment({ prompt: 'Automatic', isMeta: true }),
      attachment({ prompt: 'Done', commandMode: 'task-notification' }),
      { type: 'attachment', attachment: { type: 'hook_success', prompt: 'No prompt' } },
    ];
    expect(await saidIn(...machine)).toEqual(['First', 1]);
  });

  it('is what they typed, also while the agent was working, with notices left out', async () => {
    expect(await saidIn(attachment({ prompt: 'Meanwhile' }))).toEqual(['Meanwhile', 2]);
    expect(await saidIn(attachment({ prompt: [{ type: 'text', text: 'Blocks' }] }))).toEqual(['Blocks', 2]);
    const noticed = 'Do it<system-reminder>Not theirs.</system-reminder>';
    expect(await saidIn(user(noticed))).toEqual(['Do it', 2]);
    expect(await saidIn(user('<div> is not closed'))).toEqual(['<div> is not closed', 2]);
    expect(await saidIn(user([{ type: 'image', source: {} }]))).toEqual(['First', 2]);
  });

  it('is a slash command once the agent answers it', async () => {
    const command = user('<command-name>/review</command-name>\n<command-args>the parser</command-args>');
    expect(await saidIn(command, user('Never mind'))).toEqual(['Never mind', 2]);
    expect(await saidIn(command, assistant([{ type: 'text', text: 'Fine.' }]))).toEqual([
      '/review the parser',
      3,
    ]);
  });

  it('has an answer that is the agent’s, not an error or a stand-in', async () => {
    const session = await transcript(
      user('First'),
      assistant([{ type: 'text', text: 'Real' }]),
      assistant([{ type: 'text', text: 'API Error: 500' }], { isApiErrorMessage: true }),
      { type: 'assistant', message: { model: '<synthetic>', content: [{ type: 'text', text: 'Stand-in' }] } },
      assistant([{ type: 'text', text: 'Side' }], { isSidechain: true }),
      assistant([{ type: 'thinking', thinking: 'Hm' }]),
    );
    expect(session?.memory).toMatchObject({ lastAssistantMessage: 'Real', messagesCount: 3 });
  });
});

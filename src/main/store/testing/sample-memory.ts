/** Memories for tests: one to start from, and arbitrary ones. */
import fc from 'fast-check';
import { parseMemory } from '../../../shared/session.ts';
import type { SessionMemory } from '../../../shared/session.ts';

export function sampleMemory(id: string, changes: Partial<SessionMemory> = {}): SessionMemory {
  return parseMemory({
    id,
    claudeSessionId: `agent-${id}`,
    projectPath: '/home/ann/shop',
    projectName: 'shop',
    startedAt: '2026-11-20T09:00:00.000Z',
    endedAt: '2026-11-20T09:42:00.000Z',
    duration: 42,
    summary: 'Fix the login page',
    description: 'The form lost its token',
    tasks: [
      { id: 't1', description: 'Find the bug', status: 'completed', createdAt: '2026-11-20T09:01:00.000Z' },
    ],
    tasksCompleted: 1,
    filesModified: ['src/login.ts'],
    lastUserMessage: 'thanks',
    tokensUsed: 12_345,
    tags: ['auth'],
    logFile: '/home/ann/.claude/projects/shop/a.jsonl',
    ...changes,
  });
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '0',
    'a\0b',
    '\uD83D',
    'é\u0301 💡 \uFFFD',
    '[]',
    'null',
    '1e3',
    '"quoted" \'it\'\n\r\t',
  ),
);
const list = fc.array(text, { maxLength: 4 });
const date = fc.date({ noInvalidDate: true }).map((value) => value.toISOString());
const number = fc.oneof(
  fc.nat(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -1, 0.5, 2 ** 53, 1e18, 9.3e18, 1e300, Number.MIN_VALUE),
);
const task = fc.record(
  {
    id: text,
    description: text,
    status: fc.constantFrom('pending', 'in_progress', 'completed', 'blocked'),
    createdAt: date,
    completedAt: date,
    relatedFiles: list,
    notes: text,
    custom: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['id', 'description', 'status', 'createdAt'] },
);
const optional = { archivedAt: date, logFileArchived: text };

/** Any memory that `parseMemory` lets through, under the given id. */
export function anyMemory(id: string): fc.Arbitrary<SessionMemory> {
  const texts = [
    'claudeSessionId',
    'projectPath',
    'projectName',
    'summary',
    'description',
    'lastUserMessage',
    'lastAssistantMessage',
    'logFile',
  ];
  const lists = [
    'filesCreated',
    'filesModified',
    'filesDeleted',
    'nextSteps',
    'keyDecisions',
    'blockers',
    'tags',
  ];
  const numbers = [
    'duration',
    'tasksCompleted',
    'tasksPending',
    'tokensUsed',
    'messagesCount',
    'toolCallsCount',
  ];
  const of = <T>(names: readonly string[], value: fc.Arbitrary<T>): Record<string, fc.Arbitrary<T>> =>
    Object.fromEntries(names.map((name) => [name, value]));
  const required = {
    id: fc.constant(id),
    startedAt: date,
    endedAt: date,
    tasks: fc.array(task, { maxLength: 3 }),
    archived: fc.boolean(),
    ...of(texts, text),
    ...of(lists, list),
    ...of(numbers, number),
  };
  return fc
    .record({ ...required, ...optional }, { requiredKeys: Object.keys(required) as never[] })
    .filter((value) => !JSON.stringify(value).includes('"__proto__"'))
    .map((value) => parseMemory(value));
}

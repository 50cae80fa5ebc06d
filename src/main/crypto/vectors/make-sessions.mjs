/** Session objects, of the document's client and of this program: for `generate.mjs`. */
import { KEY, VAULT, LAPTOP, DESKTOP, sha256, ivOf, envelope, canonical, error } from './plain-format.mjs';

/** As the document's client writes it: its own key order, dates as JSON.stringify makes them of Date objects. */
export const documentMemory = {
  id: 'mem_abc123',
  claudeSessionId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  projectPath: '/home/ada/engine',
  projectName: 'engine',
  startedAt: new Date('2026-01-15T09:30:00.000Z'),
  endedAt: new Date('2026-01-15T10:12:30.000Z'),
  duration: 42,
  summary: 'Fix the parser’s handling of torn lines – café ☕',
  description: 'The reader dropped the last line when it had no newline.',
  tasks: [
    {
      id: 'task_1',
      description: 'Keep the torn line for later',
      status: 'completed',
      createdAt: new Date('2026-01-15T09:31:00.000Z'),
      completedAt: new Date('2026-01-15T09:50:00.000Z'),
    },
    {
      id: 'task_2',
      description: 'Write it down',
      status: 'pending',
      createdAt: new Date('2026-01-15T09:32:00.000Z'),
    },
  ],
  tasksCompleted: 1,
  tasksPending: 1,
  filesCreated: ['src/parser/torn.ts'],
  filesModified: ['src/parser/index.ts', 'README.md'],
  filesDeleted: [],
  lastUserMessage: 'Looks right. "Ship it"?',
  lastAssistantMessage: 'Tests pass:\n\t12 of 12.',
  nextSteps: ['Release'],
  keyDecisions: ['Lines without newline stay unread'],
  blockers: [],
  tokensUsed: 18234,
  messagesCount: 24,
  toolCallsCount: 31,
  tags: ['parser', 'bug'],
  archived: false,
  synced: false,
  logFile: '/home/ada/.claude/projects/engine/7c9e6679.jsonl',
};
export const plain = (memory) => JSON.parse(JSON.stringify(memory));

/** What a reader makes of a memory that leaves things out. */
const leastMemory = {
  id: 'mem_least',
  startedAt: '2026-01-15T09:30:00.000Z',
  endedAt: '2026-01-15T09:30:00.000Z',
};
const newerMemory = { ...plain(documentMemory), mood: { level: 3, notes: ['kept'] } };

function content(memory) {
  const { synced: _synced, syncedAt: _syncedAt, ...rest } = memory;
  return canonical(rest);
}

export function ours(memory, sync = {}) {
  const { synced, syncedAt } = memory;
  const text = content(memory);
  const _sync = {
    v: 1,
    vault: VAULT,
    device: LAPTOP,
    session: memory.id,
    vector: { [LAPTOP]: 3, [DESKTOP]: 1 },
    contentHash: sha256(text).toString('hex'),
    ...sync,
  };
  return `${text.slice(0, -1)},${JSON.stringify({ synced, syncedAt, _sync }).slice(1)}`;
}

// --- sessions ----------------------------------------------------------------------------------------------

export const place = (device, session) => `sessions/${device}/${session}.enc`;
const HOME = place(LAPTOP, 'mem_abc123');

export function session(name, shows, plaintext, expect, options = {}) {
  const { objectKey = HOME, key = KEY, damage = (sealed) => sealed } = options;
  const sealed = damage(envelope(key, ivOf(name), Buffer.from(plaintext)));
  return {
    name,
    shows,
    key: KEY.toString('hex'),
    vault: VAULT,
    objectKey,
    hex: sealed.toString('hex'),
    expect,
  };
}

const facts = (memory, vector) => ({
  id: memory.id,
  summary: memory.summary ?? '',
  tasks: (memory.tasks ?? []).length,
  vector,
  contentHash: sha256(content(memory)).toString('hex'),
});
export const invalid = (field) => error('MEMORY_INVALID', field);

export const documentText = JSON.stringify(documentMemory);
const leastFilled = {
  ...leastMemory,
  archived: false,
  blockers: [],
  claudeSessionId: '',
  description: '',
  duration: 0,
  filesCreated: [],
  filesDeleted: [],
  filesModified: [],
  keyDecisions: [],
  lastAssistantMessage: '',
  lastUserMessage: '',
  logFile: '',
  messagesCount: 0,
  nextSteps: [],
  projectName: '',
  projectPath: '',
  summary: '',
  tags: [],
  tasks: [],
  tasksCompleted: 0,
  tasksPending: 0,
  tokensUsed: 0,
  toolCallsCount: 0,
};
export const ourText = ours(plain(documentMemory));
const ourVector = { [LAPTOP]: 3, [DESKTOP]: 1 };

export const documentSessions = [
  session(
    'document-client',
    'an object of the document’s own client: plain memory JSON, no _sync',
    documentText,
    { opens: facts(plain(documentMemory), null) },
  ),
  session(
    'document-client-least',
    'a client that leaves out all it may',
    JSON.stringify(leastMemory),
    { opens: facts(leastFilled, null) },
    { objectKey: place(DESKTOP, 'mem_least') },
  ),
  session('document-client-newer', 'keys no one here knows are kept', JSON.stringify(newerMemory), {
    opens: facts(newerMemory, null),
  }),
  session(
    'document-client-upper-case-key-name',
    'session ids are case-sensitive',
    documentText,
    error('OBJECT_MISPLACED', 'id'),
    { objectKey: place(LAPTOP, 'mem_ABC123') },
  ),
];

export const ourSessions = [
  session('ours', 'an object of this program', ourText, { opens: facts(plain(documentMemory), ourVector) }),
  session('ours-with-unknown-keys', 'unknown keys are part of the content hash', ours(newerMemory), {
    opens: facts(newerMemory, ourVector),
  }),
  session(
    'ours-other-layout',
    'the same JSON in another order and with white space: the hash is of the content, not of the bytes',
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(ourText)).reverse()), null, 1),
    { opens: facts(plain(documentMemory), ourVector) },
  ),
];

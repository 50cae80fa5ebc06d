/** Session objects, of the document's client and of this program: for `generate.mjs`. */
import {
  KEY,
  VAULT,
  LAPTOP,
  DESKTOP,
  sha256,
  ivOf,
  envelope,
  canonical,
  error,
  withoutKey,
} from './plain-format.mjs';

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

/** What is hashed: of a transcript of version 1, only which files there are and what they hold. */
function content(memory) {
  const { synced: _synced, syncedAt: _syncedAt, transcript, ...rest } = memory;
  if (transcript?.v !== 1) return canonical(transcript ? { ...rest, transcript } : rest);
  const { agent, agentSession, files } = transcript;
  const known = files.map(({ path, role, size, sha256 }) => ({ path, role, size, sha256 }));
  return canonical({ ...rest, transcript: { agent, agentSession, files: known } });
}

export function ours(memory, sync = {}) {
  const { synced, syncedAt, transcript } = memory;
  const layout = transcript?.v === 1 ? `,"transcript":${JSON.stringify(transcript)}` : '';
  const text = content(layout === '' ? memory : withoutKey(memory, 'transcript'));
  const _sync = {
    v: 1,
    vault: VAULT,
    device: LAPTOP,
    session: memory.id,
    vector: { [LAPTOP]: 3, [DESKTOP]: 1 },
    contentHash: sha256(content(memory)).toString('hex'),
    ...sync,
  };
  return `${text.slice(0, -1)}${layout},${JSON.stringify({ synced, syncedAt, _sync }).slice(1)}`;
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

const spoken = sha256('what was spoken').toString('hex');
const transcript = {
  v: 1,
  agent: 'claude-code',
  agentSession: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  device: LAPTOP,
  session: 'mem_abc123',
  place: 'projects/-home-ada-engine/7c9e6679-7425-40de-944b-e07fc1f90ae7.jsonl',
  files: [
    { path: 'main.jsonl', role: 'main', size: 9000, sha256: spoken },
    { path: 'side/tool-results/café.txt', role: 'tool-result', size: 0, sha256: spoken },
  ],
  parts: [
    {
      name: '00001-0-0-9f3a61c2',
      size: 1200,
      sha256: spoken,
      segments: [
        { file: 0, offset: 0, length: 8000 },
        { file: -1, offset: 0, length: 70 },
      ],
    },
    {
      name: '00002-0-0-51c20a77',
      size: 400,
      sha256: spoken,
      segments: [{ file: 0, offset: 8000, length: 1000 }],
    },
  ],
};
const spokenMemory = { ...plain(documentMemory), transcript };
const moved = {
  ...transcript,
  device: DESKTOP,
  place: '',
  parts: [{ ...transcript.parts[0], name: 'p', segments: [{ file: 0, offset: 0, length: 9000 }] }],
};

export const transcriptSessions = [
  session('with-transcript', 'a session whose conversation is in the bucket', ours(spokenMemory), {
    opens: facts(spokenMemory, ourVector),
  }),
  session(
    'with-transcript-elsewhere',
    'the same conversation in other parts: the content hash is the same',
    ours({ ...spokenMemory, transcript: moved }),
    { opens: facts(spokenMemory, ourVector) },
  ),
  session(
    'with-transcript-and-unknown-keys',
    'unknown keys before and after the transcript in the order that is hashed',
    ours({ ...spokenMemory, mood: 1, zeal: 2 }),
    { opens: facts({ ...spokenMemory, mood: 1, zeal: 2 }, ourVector) },
  ),
  session(
    'with-transcript-other-layout',
    'the same JSON in another order and with white space',
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(ours(spokenMemory))).reverse()), null, 1),
    { opens: facts(spokenMemory, ourVector) },
  ),
  session(
    'with-newer-transcript',
    'a transcript of a later version is a key no one here knows',
    ours({ ...spokenMemory, transcript: { v: 2, whatever: ['it', 'holds'] } }),
    { opens: facts({ ...spokenMemory, transcript: { v: 2, whatever: ['it', 'holds'] } }, ourVector) },
  ),
  session(
    'with-unsound-transcript',
    'a byte of the main file is in no part',
    ours({ ...spokenMemory, transcript: { ...transcript, parts: transcript.parts.slice(1) } }),
    invalid('transcript'),
  ),
  session(
    'with-transcript-of-other-content',
    'the hash does not count the transcript',
    ours(spokenMemory, { contentHash: facts(plain(documentMemory), null).contentHash }),
    invalid('_sync.contentHash'),
  ),
];

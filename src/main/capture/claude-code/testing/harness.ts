/** Claude Code for the contract suite: lines as 2.1 writes them. */
import { join } from 'node:path';
import type { AdapterHarness, SessionWriter } from '../../testing/adapter-contract.ts';
import { claudeCodeAdapter } from '../adapter.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const PROJECT = 'projects/-home-mira-garden';

let count = 0;
const id = (kind: string) => `${kind}_${++count}`;
const line = (type: string, timestamp: string, more: object) => ({
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  cwd: '/home/mira/garden',
  version: '2.1.40',
  type,
  uuid: id('uuid'),
  timestamp,
  ...more,
});
const user = (content: unknown, at: string, more: object = {}) =>
  line('user', at, { message: { role: 'user', content }, ...more });
const assistant = (content: object, at: string) =>
  line('assistant', at, {
    message: { id: id('msg'), model: 'claude-opus-4-8', role: 'assistant', content: [content] },
  });

const writer: SessionWriter = {
  head: (agentSession) => [
    { type: 'permission-mode', permissionMode: 'default', sessionId: agentSession },
    { type: 'file-history-snapshot', messageId: 'm', snapshot: {}, isSnapshotUpdate: false },
  ],
  prompt: (text, at) => [user(text, at)],
  picture: (bytes, at) => [
    user(
      [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(bytes) } }],
      at,
    ),
  ],
  answer: (text, at) => [assistant({ type: 'text', text }, at)],
  tool: (output, at) => {
    const call = id('toolu');
    return [
      assistant({ type: 'tool_use', id: call, name: 'Bash', input: { command: 'cat moisture' } }, at),
      user([{ type: 'tool_result', tool_use_id: call, content: output }], at, {
        toolUseResult: { stdout: output, stderr: '', interrupted: false },
      }),
    ];
  },
  toolMessages: 1,
  compaction: (summary, at) => [
    line('system', at, { subtype: 'compact_boundary', content: 'Conversation compacted', isMeta: false }),
    user(`This session is being continued from a previous conversation. ${summary}`, at, {
      isCompactSummary: true,
      isVisibleInTranscriptOnly: true,
    }),
  ],
  unknown: (at) => line('gardening-of-the-future', at, {}),
};

export const claudeCodeHarness: AdapterHarness = {
  name: 'Claude Code',
  agent: 'claude-code',
  open: claudeCodeAdapter,
  place: (agentSession) => `${PROJECT}/${agentSession}.jsonl`,
  writer,
  fixtures: [
    { path: 'early.jsonl', memory: { summary: 'Forecast Table Rendering Fixed' } },
    { path: 'compacted.jsonl', memory: { projectPath: 'C:\\Users\\mira\\code\\harbor' } },
    { path: 'today.jsonl', memory: { summary: 'Cursor pagination for stations', messagesCount: 16 } },
    { path: 'crlf-bom.jsonl', memory: {} },
    { path: 'damaged.jsonl', memory: {} },
    { path: 'nothing-said.jsonl', memory: null },
  ].map(({ path, memory }) => ({ path: join(FIXTURES, path), memory })),
  side: (agentSession) => ({
    'side/agent-0a1b2c3d.jsonl': `${PROJECT}/agent-0a1b2c3d.jsonl`,
    'side/subagents/agent-a1.jsonl': `${PROJECT}/${agentSession}/subagents/agent-a1.jsonl`,
    'side/subagents/agent-a1.meta.json': `${PROJECT}/${agentSession}/subagents/agent-a1.meta.json`,
    'side/tool-results/toolu_1.txt': `${PROJECT}/${agentSession}/tool-results/toolu_1.txt`,
  }),
  forbidden: (agentSession) => [
    '.credentials.json',
    'settings.json',
    'history.jsonl',
    `sessions/4711.json`,
    `session-env/${agentSession}/env.sh`,
    `shell-snapshots/snapshot-bash-1.sh`,
    `ide/12345.lock`,
    `file-history/${agentSession}/0123@v1`,
    `todos/${agentSession}.json`,
    `tasks/${agentSession}/1.json`,
    `${PROJECT}/memory/MEMORY.md`,
    `${PROJECT}/sessions-index.json`,
    `${PROJECT}/${agentSession}/.credentials.json`,
    `${PROJECT}/${agentSession}/subagents/.credentials.json`,
    `${PROJECT}/${agentSession}/tool-results/.credentials.json`,
    `${PROJECT}/${agentSession}/anything.txt`,
  ],
};

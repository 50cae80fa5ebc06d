/** Codex for the contract suite: lines as 0.110 to 0.149 write them. */
import { join } from 'node:path';
import type { AdapterHarness, SessionWriter } from '../../testing/adapter-contract.ts';
import { codexAdapter } from '../adapter.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const DAY = 'sessions/2026/11/01';

let count = 0;
const line = (type: string, timestamp: string, payload: object) => ({ timestamp, type, payload });
const item = (at: string, payload: object) => line('response_item', at, payload);
const message = (role: string, content: object, at: string) =>
  item(at, { type: 'message', role, content: [content] });
const event = (at: string, payload: object) => line('event_msg', at, payload);

const writer: SessionWriter = {
  head: (agentSession) => [
    line('session_meta', '2026-11-01T09:00:00.000Z', {
      id: agentSession,
      timestamp: '2026-11-01T09:00:00.000Z',
      cwd: '/home/mira/garden',
      originator: 'codex_cli_rs',
      cli_version: '0.110.0',
      source: 'cli',
      base_instructions: { text: 'You are Codex.' },
    }),
    message(
      'user',
      {
        type: 'input_text',
        text: '<environment_context>\n  <cwd>/home/mira/garden</cwd>\n</environment_context>',
      },
      '2026-11-01T09:00:00.000Z',
    ),
  ],
  prompt: (text, at) => [
    message('user', { type: 'input_text', text }, at),
    event(at, { type: 'user_message', message: text, images: [] }),
  ],
  picture: (bytes, at) => {
    const url = `data:image/png;base64,${'A'.repeat(bytes)}`;
    return [
      message('user', { type: 'input_image', image_url: url }, at),
      event(at, { type: 'user_message', message: '', images: [url] }),
    ];
  },
  answer: (text, at) => [
    message('assistant', { type: 'output_text', text }, at),
    event(at, { type: 'agent_message', message: text }),
  ],
  tool: (output, at) => {
    const call_id = `call_${++count}`;
    return [
      item(at, { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"cat moisture"}', call_id }),
      item(at, { type: 'function_call_output', call_id, output }),
    ];
  },
  toolMessages: 0,
  compaction: (summary, at) => [
    line('compacted', at, {
      message: summary,
      replacement_history: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: summary }] },
      ],
    }),
    event(at, { type: 'context_compacted' }),
  ],
  unknown: (at) => line('gardening_of_the_future', at, {}),
};

export const codexHarness: AdapterHarness = {
  name: 'Codex',
  agent: 'codex',
  open: codexAdapter,
  place: (agentSession) => `${DAY}/rollout-2026-11-01T10-00-00-${agentSession}.jsonl`,
  writer,
  fixtures: [
    { path: 'bare.jsonl', memory: { messagesCount: 2, toolCallsCount: 6 } },
    { path: 'enveloped.jsonl', memory: { messagesCount: 4, projectName: 'harbor' } },
    { path: 'editor-crlf.jsonl', memory: { summary: 'Hourly battery reading' } },
    { path: 'paginated.jsonl', memory: { summary: 'Sort the survey by depth.' } },
    { path: 'subagent.jsonl', memory: { tags: ['codex', 'subagent'] } },
    { path: 'damaged.jsonl', memory: { messagesCount: 2 } },
  ].map(({ path, memory }) => ({ path: join(FIXTURES, path), memory })),
  side: () => ({}),
  forbidden: (agentSession) => [
    'auth.json',
    'config.toml',
    'history.jsonl',
    'session_index.jsonl',
    'shell_snapshots/1.sh',
    'memories/MEMORY.md',
    `${DAY}/${agentSession}.txt`,
    `${DAY}/${agentSession}/tool-results/a.txt`,
    `${DAY}/rollout-2026-11-01T10-00-00-${agentSession}/side.txt`,
  ],
};

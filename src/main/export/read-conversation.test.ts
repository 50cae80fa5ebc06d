import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConversationMessage } from '../../shared/conversation.ts';
import { claudeBundle, codexBundle, continued, sourceOf } from '../capture/testing/sample-bundles.ts';
import { readConversation, type ConversationSource } from './read-conversation.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples/claude/projects');

/** Files as their text, by bundle path. */
function sourceFrom(agent: string, files: Record<string, string | Buffer>): ConversationSource {
  const roleOf = (path: string) =>
    path === 'main.jsonl' ? 'main' : path.endsWith('.jsonl') ? 'subagent' : 'subagent-meta';
  return {
    agent,
    files: Object.keys(files).map((path) => ({ path, role: roleOf(path) })),
    async *open(path) {
      yield Buffer.from(files[path] ?? '');
    },
  };
}

function sample(project: string, id: string, agents: readonly string[] = []): ConversationSource {
  const main = join(SAMPLES, project, `${id}.jsonl`);
  const side = agents.flatMap((name) => [`side/subagents/${name}.jsonl`, `side/subagents/${name}.meta.json`]);
  const fileOf = (path: string) =>
    path === 'main.jsonl' ? main : join(SAMPLES, project, id, path.slice('side/'.length));
  return {
    ...sourceFrom('claude-code', Object.fromEntries(['main.jsonl', ...side].map((path) => [path, '']))),
    open: (path) => createReadStream(fileOf(path)) as AsyncIterable<Buffer>,
  };
}

async function read(source: ConversationSource): Promise<ConversationMessage[]> {
  const messages: ConversationMessage[] = [];
  for await (const message of readConversation(source)) messages.push(message);
  return messages;
}

const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const texts = (messages: readonly ConversationMessage[]) =>
  messages.map(({ role, parts }) => [role, ...parts.map((part) => ('text' in part ? part.text : part.kind))]);

describe('a conversation with Claude Code', () => {
  it('has what was said, asked of tools and answered by them, with sub-agents where they worked', async () => {
    const id = 'c12b5fa0-854c-443a-9616-281ba2883ff6';
    const messages = await read(sample('-home-mira-projects-greenhouse', id, ['agent-a7f3c2e91b04']));
    const [first, second] = messages;
    expect(first).toMatchObject({ role: 'user', thread: null, at: expect.stringMatching(/^2026-/) });
    // Its lines, one per block, are one message.
    expect(second?.parts.map(({ kind }) => kind)).toEqual(['text', 'tool-call']);
    expect(second?.parts[1]).toMatchObject({ name: 'Agent', input: 'Find readings and messages' });
    const beside = messages.flatMap(({ thread }, index) => (thread ? [index] : []));
    expect(beside).toEqual([3, 4, 5, 6]);
    expect(messages[3]?.thread).toEqual({
      id: 'side/subagents/agent-a7f3c2e91b04.jsonl',
      title: 'Find readings and messages',
    });
  });

  it('leaves out what programs wrote in the name of a person', async () => {
    const says = (content: unknown, more = {}) => ({
      type: 'user',
      message: { role: 'user', content },
      ...more,
    });
    const answer = (id: string, ...content: unknown[]) => ({ type: 'assistant', message: { id, content } });
    const source = sourceFrom('claude-code', {
      'main.jsonl': [
        lines(
          says('<command-name>/clear</command-name>'),
          says('Caveat: x', { isMeta: true }),
          says('Hello', { timestamp: '2026-11-20T09:00:00Z', uuid: '1' }),
          says('Hello', { timestamp: '2026-11-20T09:00:00Z', uuid: '1' }),
          { type: 'last-prompt', lastPrompt: 'Hello' },
          answer('m1', { type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'Hi' }),
          { ...answer('m2', { type: 'text', text: 'beside' }), isSidechain: true },
          { type: 'system', subtype: 'compact_boundary' },
          says('Summary of before', { isCompactSummary: true }),
          { ...answer('', { type: 'text', text: 'API Error' }), isApiErrorMessage: true },
          says([
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJDRA==' } },
            { type: 'text', text: 'look' },
          ]),
          says([
            {
              type: 'tool_result',
              tool_use_id: 't',
              content: [{ type: 'text', text: 'no' }],
              is_error: true,
            },
          ]),
          {
            type: 'attachment',
            attachment: { type: 'queued_command', prompt: 'wait', commandMode: 'prompt' },
          },
        ),
        'torn {"type":"user"',
      ].join(''),
    });
    const messages = await read(source);
    expect(texts(messages)).toEqual([
      ['user', '/clear'],
      ['user', 'Hello'],
      ['assistant', 'hm', 'Hi'],
      ['system', 'The conversation was compacted here.'],
      ['system', 'Summary of before'],
      ['system', 'API Error'],
      ['user', 'look', 'image'],
      ['tool', 'no'],
      ['user', 'wait'],
    ]);
    expect(messages[1]?.at).toBe('2026-11-20T09:00:00.000Z');
    expect(messages[6]?.parts[1]).toEqual({ kind: 'image', mediaType: 'image/png', size: 4 });
    expect(messages[7]?.parts[0]).toMatchObject({ isError: true, cut: false });
  });

  it('shows the beginning of what is long, and does not hold the rest', async () => {
    const long = 'é'.repeat(6_000_000);
    const result = { type: 'tool_result', tool_use_id: 't', content: long };
    const source = sourceFrom('claude-code', {
      'main.jsonl': lines(
        { type: 'user', message: { content: [result] } },
        { type: 'user', message: { content: long } },
        {
          type: 'user',
          message: { content: [{ type: 'image', source: { type: 'base64', data: 'A'.repeat(3_000_000) } }] },
        },
      ),
    });
    const [tool, said, picture] = await read(source);
    expect(tool?.parts[0]).toMatchObject({ kind: 'tool-result', text: 'é'.repeat(4000), cut: true });
    expect(said?.parts[0]).toMatchObject({ kind: 'text', cut: true });
    expect(picture?.parts).toEqual([{ kind: 'image', mediaType: '', size: null }]);
  });

  it('keeps sub-agents that no message names for the end, and reads damaged lines of them', async () => {
    const messages = await read(sourceOfBundle(claudeBundle()));
    expect(messages.at(-1)?.thread).toEqual({ id: 'side/subagents/agent-a1.jsonl', title: 'Find readings' });
    expect(messages.filter(({ thread }) => thread?.id === 'side/agent-0old0.jsonl')).toHaveLength(1);
    expect(JSON.stringify(messages)).toContain('bad ��');
  });
});

const sourceOfBundle = (bundle: ReturnType<typeof claudeBundle>): ConversationSource => {
  const { transcript, open } = sourceOf(bundle);
  return { agent: transcript.agent, files: transcript.files, open };
};

describe('a conversation with Codex', () => {
  it('has what was said, asked of tools and answered by them', async () => {
    const item = (payload: object) => ({
      timestamp: '2026-11-20T09:00:00.000Z',
      type: 'response_item',
      payload,
    });
    const command = JSON.stringify({ command: ['bash', '-lc', 'ls src'], workdir: '/x' });
    const source = sourceFrom('codex', {
      'main.jsonl': lines(
        { type: 'session_meta', payload: { id: 'x', cwd: '/x' } },
        item({ type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'rules' }] }),
        item({
          type: 'message',
          role: 'user',
          content: [{ type: 'input_text', text: '<environment_context>x' }],
        }),
        item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Water' }] }),
        item({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'plants' }] }),
        item({ type: 'function_call', name: 'shell', call_id: 'c', arguments: command }),
        item({
          type: 'function_call_output',
          call_id: 'c',
          output: '{"output":"a.ts","metadata":{"exit_code":1}}',
        }),
        item({ type: 'custom_tool_call', name: 'apply_patch', call_id: 'd', input: '*** Begin Patch' }),
        item({ type: 'custom_tool_call_output', call_id: 'd', output: 'Done!' }),
        item({
          type: 'message',
          role: 'user',
          content: [{ type: 'input_image', image_url: 'data:image/png;base64,QUJD' }],
        }),
        { type: 'compacted', payload: { message: '' } },
        { type: 'event_msg', payload: { type: 'agent_message', message: 'Done' } },
        item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done' }] }),
      ),
    });
    const messages = await read(source);
    expect(texts(messages)).toEqual([
      ['user', 'Water'],
      ['assistant', 'plants'],
      ['assistant', 'tool-call'],
      ['tool', 'a.ts'],
      ['assistant', 'tool-call'],
      ['tool', 'Done!'],
      ['user', 'image'],
      ['system', 'The conversation was compacted here.'],
      ['assistant', 'Done'],
    ]);
    expect(messages[2]?.parts).toEqual([
      { kind: 'tool-call', id: 'c', name: 'shell', input: 'ls src', cut: false },
    ]);
    expect(messages[3]?.parts[0]).toMatchObject({ id: 'c', isError: true });
    expect(messages[6]?.parts[0]).toEqual({ kind: 'image', mediaType: 'image/png', size: 3 });
  });

  it('goes on as it is continued', async () => {
    expect(texts(await read(sourceOfBundle(continued(codexBundle(), 'more'))))).toEqual([
      ['user', expect.stringContaining('Water the basil')],
      ['assistant', 'Done 🌿'],
      ['user', 'more'],
    ]);
  });
});

it('another agent is said to be unknown', async () => {
  await expect(read(sourceFrom('constructor', { 'main.jsonl': '' }))).rejects.toMatchObject({
    code: 'TRANSCRIPT_UNSUPPORTED',
  });
});

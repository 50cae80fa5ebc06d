import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadSession, SourceFile } from '../adapter.ts';
import { codexAdapter } from './adapter.ts';
import { codexHomeDirectory, rolloutName } from './find.ts';
import { memoryId } from './memory.ts';
import { putRollout, ROLLOUTS, type RolloutFixture } from './testing/rollouts.ts';

let home = '';
let adapter = codexAdapter('/nowhere');
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cc-codex-'));
  adapter = codexAdapter(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function find(): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const file of adapter.find()) found.push(file);
  return found;
}

async function readOnly(): Promise<ReadSession | null> {
  const [file] = await find();
  if (!file) throw new Error('nothing found');
  return adapter.read(file);
}

async function fixture(name: RolloutFixture): Promise<ReadSession> {
  await putRollout(home, name);
  const session = await readOnly();
  if (!session) throw new Error(`${name} has no session`);
  return session;
}

const THREAD = '019a5c1e-0000-7c41-9d0a-3c6b1f0e2d11';

/** A rollout of these lines. */
async function rollout(...lines: readonly object[]): Promise<ReadSession | null> {
  const path = join(home, `sessions/2026/01/01/rollout-2026-01-01T00-00-00-${THREAD}.jsonl`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return readOnly();
}

let clock = 0;
function line(type: string, payload: object): object {
  return { timestamp: new Date(Date.UTC(2026, 0, 1) + clock++ * 1000).toISOString(), type, payload };
}
const head = (more: object = {}) => line('session_meta', { id: THREAD, cwd: '/srv/reef', ...more });
const item = (type: string, more: object) => line('response_item', { type, ...more });
const said = (role: string, text: string) =>
  item('message', { role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] });
const event = (type: string, more: object = {}) => line('event_msg', { type, ...more });
const call = (id: string, name: string, args: object) =>
  item('function_call', { name, arguments: JSON.stringify(args), call_id: id });
const answer = (id: string, output: unknown) => item('function_call_output', { call_id: id, output });

describe('finding rollouts', () => {
  it('looks where Codex keeps them', () => {
    expect(codexHomeDirectory({}, '/home/mira')).toBe(join('/home/mira', '.codex'));
    expect(codexHomeDirectory({ CODEX_HOME: '' }, '/home/mira')).toBe(join('/home/mira', '.codex'));
    expect(codexHomeDirectory({ CODEX_HOME: '/etc/codex' }, '/home/mira')).toBe('/etc/codex');
    expect(codexAdapter('/c').roots).toEqual([join('/c', 'sessions'), join('/c', 'archived_sessions')]);
  });

  it('takes rollouts by their name, at any depth of the date, and nothing else', async () => {
    const names = [
      `sessions/rollout-2025-05-07-${THREAD}.jsonl`,
      `sessions/2026/01/01/rollout-2026-01-01T00-00-00-${THREAD}.jsonl`,
      `sessions/2026/01/01/rollout-2026-01-01T00-00-01-${THREAD}_${THREAD}.jsonl`,
      `archived_sessions/rollout-2026-01-01T00-00-00-${THREAD}.jsonl`,
    ];
    for (const path of [
      ...names,
      `sessions/2026/01/01/2026/rollout-2026-01-01T00-00-00-${THREAD}.jsonl`,
      `sessions/drafts/rollout-2026-01-01T00-00-00-${THREAD}.jsonl`,
      `sessions/2026/01/01/rollout-2026-01-01T00-00-00-${THREAD}.jsonl.zst`,
      `sessions/2026/01/01/rollout-2026-01-01T00-00-00-${THREAD}.jsonl.decompress.7.0.tmp`,
      'sessions/2026/01/01/rollout-2026-01-01T00-00-00-thread.jsonl',
      `sessions/2026/01/01/rollout-2026-99-01T00-00-00-${THREAD}.jsonl`,
      'auth.json',
      'history.jsonl',
      'session_index.jsonl',
    ]) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), 'x\n');
    }
    const found = await find();
    expect(found.map((file) => adapter.placeOf(file)).sort()).toEqual([...names].sort());
    expect(new Set(found.map(({ agentSession }) => agentSession))).toEqual(new Set([THREAD]));
  });

  it('reads the time in a name', () => {
    expect(rolloutName(`rollout-2025-08-06T11-12-45-${THREAD}.jsonl`)).toEqual({
      thread: THREAD,
      startedAt: '2025-08-06T11:12:45.000Z',
    });
    expect(rolloutName(`rollout-2025-08-06-${THREAD}.jsonl`)?.startedAt).toBe('2025-08-06T00:00:00.000Z');
  });
});

describe('rollouts of all times', () => {
  it('0.20: no envelope, no times, the directory in a notice', async () => {
    const { memory, lines } = await fixture('bare');
    const project = '/home/mira/projects/tidepool';
    expect(memory).toMatchObject({
      id: memoryId('5973b6c0-94b8-487b-a530-2aeb6098ae0e'),
      claudeSessionId: '5973b6c0-94b8-487b-a530-2aeb6098ae0e',
      projectPath: project,
      projectName: 'tidepool',
      startedAt: '2025-08-06T09:12:45.118Z',
      endedAt: '2025-08-06T09:12:45.118Z',
      summary: 'Add cursor pagination to GET /stations.',
      filesCreated: [`${project}/src/tide/cursor.ts`],
      filesModified: [`${project}/src/tide/stations.ts`],
      filesDeleted: [`${project}/src/tide/paging-old.ts`, `${project}/docs/paging.md`],
      lastUserMessage: 'Add cursor pagination to GET /stations.',
      lastAssistantMessage: 'Pagination works with `?cursor=`.',
      messagesCount: 2,
      toolCallsCount: 6,
      tags: ['codex', 'branch:feature/pagination'],
    });
    expect(memory.tasks).toEqual([
      expect.objectContaining({ id: 'todo-1', description: 'Encode cursors', status: 'completed' }),
      expect.objectContaining({ id: 'todo-2', description: 'Page the query', status: 'in_progress' }),
    ]);
    expect(lines).toEqual({ total: 19, malformed: 0, unknown: 0, oversized: 0, torn: 0 });
  });

  it('0.58: notices, repetitions, compaction, a patch inside a command', async () => {
    const { memory, lines } = await fixture('enveloped');
    const project = '/home/mira/projects/harbor';
    expect(memory).toMatchObject({
      projectPath: project,
      startedAt: '2025-11-07T14:00:00.000Z',
      endedAt: '2025-11-07T14:02:05.000Z',
      summary: 'Make the crane schedule survive a restart. 🏗️',
      filesCreated: [`${project}/src/crane/schedule.ts`, `${project}/src/crane/store.ts`],
      filesModified: [],
      filesDeleted: [`${project}/src/crane.ts`],
      lastUserMessage: 'And write a test.',
      lastAssistantMessage: 'There is one in `src/crane/schedule.test.ts`.',
      // The same words twice with no answer between them are one prompt.
      messagesCount: 4,
      toolCallsCount: 3,
      // 9,000 of input and 900 of output, and as much again as the count that began anew.
      tokensUsed: 9900 + 1600,
      tags: ['codex', 'branch:main'],
    });
    expect(memory.description).toBe(
      'Codex session in harbor on branch main with gpt-5.1-codex, 2 min. ' +
        '2 prompts, 2 answers, 3 tool calls. 2 files created, 1 file deleted.',
    );
    expect(lines).toMatchObject({ malformed: 0, unknown: 0, torn: 0 });
  });

  it('0.110 in an editor on Windows, with CR LF', async () => {
    const { memory, lines } = await fixture('editor-crlf');
    const project = 'C:\\Users\\mira\\code\\buoy';
    expect(memory).toMatchObject({
      projectPath: project,
      projectName: 'buoy',
      summary: 'Hourly battery reading',
      filesCreated: [`${project}\\src\\battery.py`],
      filesModified: [`${project}\\src\\buoy.py`],
      lastUserMessage: 'Read the battery every hour.',
      messagesCount: 2,
      toolCallsCount: 4,
      tokensUsed: 4400,
      tags: ['codex'],
    });
    expect(memory.description).toContain('It began with: “Read the battery every hour.”');
    expect(lines).toMatchObject({ malformed: 0, unknown: 0, torn: 0 });
  });

  it('0.149: completed items, a script that applies a patch, types that are not known yet', async () => {
    const { memory, lines } = await fixture('paginated');
    expect(memory).toMatchObject({
      projectPath: '/srv/reef',
      summary: 'Sort the survey by depth.',
      filesCreated: ['/srv/reef/survey/depth.ts'],
      filesModified: ['/srv/reef/survey/sort.ts'],
      tasksCompleted: 1,
      tasksPending: 1,
      messagesCount: 2,
      toolCallsCount: 2,
      tokensUsed: 1250,
      tags: ['codex', 'branch:surveys'],
    });
    expect(lines).toMatchObject({ total: 19, unknown: 2, malformed: 0 });
  });

  it("a sub-agent's thread is marked as such, and is not its parent", async () => {
    const { memory } = await fixture('subagent');
    expect(memory).toMatchObject({
      claudeSessionId: '01a0ae77-0000-7000-8000-00000000beef',
      projectPath: '/srv/reef',
      lastUserMessage: 'Find who reads the survey.',
      tags: ['codex', 'subagent'],
    });
  });

  it('a damaged one gives what can be read', async () => {
    const { memory, lines } = await fixture('damaged');
    expect(memory.lastUserMessage).toBe('Bad bytes �� and a lone ��� half');
    expect(memory.lastAssistantMessage).toBe('Still here.');
    expect(lines).toMatchObject({ malformed: 4, unknown: 3, torn: 1 });
    expect(adapter.placeOf({ ...((await find())[0] as SourceFile) })).toBe(ROLLOUTS.damaged);
  });

  it('without a word is no session', async () => {
    expect(await rollout(head(), said('user', '<environment_context>\n</environment_context>'))).toBeNull();
  });
});

describe('who said what', () => {
  it('counts what is shown where that stands in the file, else what the model got', async () => {
    const prompt = said('user', 'Sort it');
    expect((await rollout(head(), prompt, said('assistant', 'Done')))?.memory.messagesCount).toBe(2);
    const shown = event('user_message', { message: 'Sort it' });
    const both = await rollout(head(), prompt, shown, event('agent_message', { message: 'Done' }));
    expect(both?.memory).toMatchObject({ messagesCount: 2, lastAssistantMessage: 'Done' });
    const completed = event('item_completed', {
      item: { type: 'UserMessage', content: [{ type: 'text', text: 'Sort it' }] },
    });
    expect((await rollout(head(), shown, completed))?.memory.messagesCount).toBe(1);
    expect((await rollout(head(), shown, said('assistant', 'Done'), completed))?.memory.messagesCount).toBe(
      3,
    );
  });

  it('counts a picture without words, and no notice', async () => {
    const pictures = await rollout(head(), event('user_message', { message: '', images: ['data:,'] }));
    expect(pictures?.memory).toMatchObject({ messagesCount: 1, lastUserMessage: '' });
    const notice = event('user_message', { message: '<user_instructions>\nBe brief', kind: 'plain' });
    expect(await rollout(head(), notice)).toBeNull();
  });
});

describe('what tools did', () => {
  const patch = '*** Begin Patch\n*** Add File: a.ts\n+x\n*** End Patch';

  it('a patch counts unless its answer says it failed', async () => {
    const custom = item('custom_tool_call', { name: 'apply_patch', input: patch, call_id: 'c' });
    const created = async (...output: unknown[]) => {
      const answers = output.map((text) => item('custom_tool_call_output', { call_id: 'c', output: text }));
      return (await rollout(head(), said('user', 'Go'), custom, ...answers))?.memory.filesCreated;
    };
    expect(await created()).toEqual(['/srv/reef/a.ts']);
    expect(await created('Success. Updated the following files:\nA a.ts\n')).toEqual(['/srv/reef/a.ts']);
    expect(await created([{ type: 'input_text', text: 'Exit code: 0\nOutput:\nDone' }])).toHaveLength(1);
    expect(await created({ content: 'Success.' })).toHaveLength(1);
    expect(await created('apply_patch verification failed: no such file')).toEqual([]);
    expect(await created('{"output":"","metadata":{"exit_code":1}}')).toEqual([]);
    expect(await created([{ type: 'input_text', text: 'Script failed\nOutput:\n' }])).toEqual([]);
  });

  it('a patch that two lines tell of counts once', async () => {
    const stdout = 'Success. Updated the following files:\nD a.ts\n';
    const session = await rollout(
      head(),
      said('user', 'Go'),
      item('custom_tool_call', { name: 'apply_patch', input: patch, call_id: 'c' }),
      item('custom_tool_call', {
        name: 'apply_patch',
        input: '*** Begin Patch\n*** Delete File: a.ts\n*** End Patch',
        call_id: 'd',
      }),
      item('custom_tool_call_output', { call_id: 'c', output: 'Success.' }),
      event('patch_apply_end', { call_id: 'd', success: true, stdout }),
      item('custom_tool_call_output', { call_id: 'd', output: stdout }),
      event('patch_apply_end', { call_id: 'e', success: false, stdout }),
    );
    expect(session?.memory).toMatchObject({ filesCreated: [], filesDeleted: [], toolCallsCount: 2 });
  });

  it('a long patch has its further files from the answer', async () => {
    const long = `*** Begin Patch\n*** Add File: a.ts\n+${'x'.repeat(300_000)}\n*** Add File: b.ts\n+y\n*** End Patch`;
    const session = await rollout(
      head(),
      said('user', 'Go'),
      item('custom_tool_call', { name: 'apply_patch', input: long, call_id: 'c' }),
      item('custom_tool_call_output', {
        call_id: 'c',
        output: 'Success. Updated the following files:\nA a.ts\nA b.ts\n',
      }),
    );
    expect(session?.memory.filesCreated).toEqual(['/srv/reef/a.ts', '/srv/reef/b.ts']);
  });

  it('takes paths from the directory of the turn and of the command', async () => {
    const session = await rollout(
      head(),
      line('turn_context', { cwd: '/srv/other', model: 'm' }),
      said('user', 'Go'),
      call('c', 'shell_command', { command: `apply_patch <<'E'\n${patch}\nE`, workdir: 'sub' }),
      answer('c', 'Exit code: 0\nOutput:\nSuccess.'),
      call('d', 'exec_command', { cmd: 'git rm old.ts' }),
      answer('d', 'Process exited with code 0\nOutput:\n'),
      call('e', 'exec_command', { cmd: 'git rm kept.ts' }),
      answer('e', 'Process exited with code 1\nOutput:\n'),
    );
    expect(session?.memory).toMatchObject({
      projectPath: '/srv/reef',
      filesCreated: ['/srv/other/sub/a.ts'],
      filesDeleted: ['/srv/other/old.ts'],
    });
  });

  it('arguments that are no JSON do no harm', async () => {
    const odd = ['', 'null', '[]', '{', '{"plan":7}', '{"plan":[null,{"step":3}]}'];
    const session = await rollout(
      head(),
      said('user', 'Go'),
      ...odd.flatMap((text, index) =>
        ['update_plan', 'shell', 'exec_command'].map((name) =>
          item('function_call', { name, arguments: text, call_id: `${name} ${index}` }),
        ),
      ),
      item('function_call', { name: 'shell', arguments: { command: ['rm', 'x'] } }),
    );
    expect(session?.memory).toMatchObject({ toolCallsCount: 19, tasks: [], filesDeleted: [] });
  });
});

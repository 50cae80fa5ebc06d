/** Bundles in the agents' real formats, with all that makes them hard to restore. */
import { createHash } from 'node:crypto';
import type { BundleRole, Transcript } from '../../../shared/transcript.ts';
import type { BundleSource } from '../restore/bundle-source.ts';

export interface SampleFile {
  readonly path: string;
  readonly role: BundleRole;
  readonly bytes: Buffer;
}

export interface SampleBundle {
  readonly agent: string;
  readonly agentSession: string;
  readonly place: string;
  /** Where the session was held, on the device it comes from. */
  readonly project: string;
  readonly files: readonly SampleFile[];
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The bundle as a source; `opened` hears of every file that is read. */
export function sourceOf(
  bundle: SampleBundle,
  opened: (path: string) => void = () => undefined,
): BundleSource {
  const { agent, agentSession, place, files } = bundle;
  const transcript: Transcript = {
    v: 1,
    ...{ agent, agentSession, place, device: 'laptop_a1b2c3d4', session: 'mem_1', parts: [] },
    files: files.map(({ path, role, bytes }) => ({ path, role, size: bytes.length, sha256: sha256(bytes) })),
  };
  return {
    transcript,
    async *open(path) {
      opened(path);
      const bytes = files.find((file) => file.path === path)?.bytes ?? Buffer.alloc(0);
      for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
    },
  };
}

/** The same bundle after `text` was said; more of it if `text` has several lines. */
export function continued(bundle: SampleBundle, ...texts: readonly string[]): SampleBundle {
  const more = Buffer.from(texts.map((text) => `${spokenLine(bundle, text)}\n`).join(''));
  const files = bundle.files.map((file) =>
    file.path === 'main.jsonl' ? { ...file, bytes: Buffer.concat([file.bytes, more]) } : file,
  );
  return { ...bundle, files };
}

export function mainOf(bundle: SampleBundle): Buffer {
  return bundle.files.find(({ path }) => path === 'main.jsonl')?.bytes ?? Buffer.alloc(0);
}

function spokenLine({ agent, agentSession, project }: SampleBundle, text: string): string {
  const timestamp = '2026-11-20T10:00:00.000Z';
  if (agent === 'codex') {
    const content = [{ type: 'input_text', text }];
    const payload = { type: 'message', role: 'user', content };
    return JSON.stringify({ timestamp, type: 'response_item', payload });
  }
  const message = { role: 'user', content: text };
  return JSON.stringify({ type: 'user', message, timestamp, cwd: project, sessionId: agentSession });
}

const CLAUDE_ID = '5f0c8a52-7c1e-4a55-9a3f-1d2b6f9e0c11';

/** Sub-agents of both ages, a tool result beside, CRLF, invalid UTF-8, a line that is none, paths that move. */
export function claudeBundle(): SampleBundle {
  const project = '/home/mira/projects/tide.pool_é';
  const [sessionId, cwd] = [CLAUDE_ID, project];
  const base = { sessionId, cwd, version: '2.1.330', gitBranch: 'main', isSidechain: false };
  const at = (minute: number) => `2026-11-20T09:0${minute}:00.000Z`;
  const saved = `/home/mira/.claude/projects/-home-mira-projects-tide-pool--/${sessionId}/tool-results/b1.txt`;
  const line = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
  const user = (content: unknown, minute: number, more = {}) =>
    line({
      parentUuid: null,
      ...base,
      ...more,
      type: 'user',
      message: { role: 'user', content },
      timestamp: at(minute),
    });
  const call = {
    type: 'tool_use',
    id: 'toolu_1',
    name: 'Read',
    input: { file_path: `${project}/src/tide.ts` },
  };
  const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: `Full output saved to: ${saved}` };
  const main = Buffer.concat([
    line({ type: 'queue-operation', operation: 'enqueue', timestamp: at(0), sessionId }),
    user(`Show tides in feet 🌊 — and quote ${sessionId}`, 0),
    line({ ...base, type: 'assistant', message: { role: 'assistant', content: [call] }, timestamp: at(1) }),
    user([result], 2, { toolUseResult: { persistedOutputPath: saved, filePath: `${project}/src/tide.ts` } }),
    Buffer.from(`{"type":"user","sessionId":"${sessionId}","message":{"role":"user","content":"CRLF"}}\r\n`),
    Buffer.concat([
      Buffer.from('{"type":"user","message":{"role":"user","content":"bad '),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
      Buffer.from(`"},"sessionId":"${sessionId}","cwd":"${project}"}\n`),
    ]),
    Buffer.from(`{"type":"assistant","sessionId":"${sessionId}","message":{"cont\n`),
    Buffer.from('\n'),
    user('A'.repeat(70_000), 3),
    line({ type: 'last-prompt', lastPrompt: 'Show tides', sessionId }),
  ]);
  const agent = (name: string) => user('Look for readings', 1, { isSidechain: true, agentId: name });
  return {
    agent: 'claude-code',
    agentSession: sessionId,
    place: `projects/-home-mira-projects-tide-pool--/${sessionId}.jsonl`,
    project,
    files: [
      { path: 'main.jsonl', role: 'main', bytes: main },
      { path: 'side/agent-0old0.jsonl', role: 'subagent', bytes: agent('0old0') },
      {
        path: 'side/subagents/agent-a1.jsonl',
        role: 'subagent',
        bytes: Buffer.concat([agent('a1'), agent('a1')]),
      },
      {
        path: 'side/subagents/agent-a1.meta.json',
        role: 'subagent-meta',
        bytes: Buffer.from('{"agentType":"Explore","description":"Find readings"}'),
      },
      {
        path: 'side/tool-results/b1.txt',
        role: 'tool-result',
        bytes: Buffer.from(`output of ${sessionId}\r\n\u0000 in ${project}`),
      },
    ],
  };
}

const CODEX_ID = '01a2047e-27ac-7752-b314-22c323274501';

export function codexBundle(): SampleBundle {
  const project = '/home/mira/projects/greenhouse';
  const timestamp = '2026-11-20T18:21:46.314Z';
  const line = (type: string, payload: unknown) =>
    Buffer.from(`${JSON.stringify({ timestamp, type, payload })}\n`);
  const git = { branch: 'main', repository_url: 'git@example.com:mira/greenhouse.git' };
  const main = Buffer.concat([
    line('session_meta', {
      ...{ id: CODEX_ID, session_id: CODEX_ID, timestamp, cwd: project, originator: 'codex_exec', git },
      ...{ cli_version: '0.169.0', runtime_workspace_roots: [project] },
    }),
    line('turn_context', { cwd: project, model: 'gpt-5', writable_roots: [`${project}/tmp`, '/tmp'] }),
    line('response_item', {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: `Water the basil, session ${CODEX_ID}` }],
    }),
    line('event_msg', { type: 'item_completed', thread_id: CODEX_ID, turn_id: 'x' }),
    line('response_item', {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Done 🌿' }],
    }),
  ]);
  return {
    agent: 'codex',
    agentSession: CODEX_ID,
    place: `sessions/2026/11/20/rollout-2026-11-20T18-21-46-${CODEX_ID}.jsonl`,
    project,
    files: [{ path: 'main.jsonl', role: 'main', bytes: main }],
  };
}

/** Rollouts as different versions of Codex wrote them; made for the tests, in the real formats. */
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** Where each belongs below Codex's own directory. */
export const ROLLOUTS = {
  /** 0.20: no envelope, no times. */
  bare: 'sessions/2025/08/06/rollout-2025-08-06T11-12-45-5973b6c0-94b8-487b-a530-2aeb6098ae0e.jsonl',
  /** 0.58: what is shown stands beside what the model got. */
  enveloped: 'sessions/2025/11/07/rollout-2025-11-07T15-00-00-019a5c1e-77aa-7c41-9d0a-3c6b1f0e2d11.jsonl',
  /** 0.110: an editor on Windows, lines that end in CR LF. */
  'editor-crlf': 'sessions/2026/03/02/rollout-2026-03-02T09-00-00-019cb0d1-5a2e-7f00-8a11-aabbccddeeff.jsonl',
  /** 0.149: ordinals, completed items instead of what is shown, scripts that call tools. */
  paginated: 'sessions/2026/09/17/rollout-2026-09-17T10-00-00-01a0ae76-2436-7590-9a11-216f21269bb4.jsonl',
  subagent: 'sessions/2026/09/17/rollout-2026-09-17T10-00-30-01a0ae77-0000-7000-8000-00000000beef.jsonl',
  damaged: 'archived_sessions/rollout-2025-11-08T15-00-00-019a5c1e-dead-7c41-9d0a-3c6b1f0e2d11.jsonl',
} as const;

export type RolloutFixture = keyof typeof ROLLOUTS;

/** Copies a rollout to its place below `home` and gives its path. */
export async function putRollout(home: string, name: RolloutFixture): Promise<string> {
  const path = join(home, ROLLOUTS[name]);
  await mkdir(dirname(path), { recursive: true });
  await copyFile(join(FIXTURES, `${name}.jsonl`), path);
  return path;
}

/** Reads the agents' transcripts into index.db. One adapter per agent. */
import { captureAll } from '../capture/capture-pass.ts';
import type { AgentAdapter } from '../capture/adapter.ts';
import type { CaptureSessions, CaptureState } from '../capture/ports.ts';
import { claudeCodeAdapter } from '../capture/claude-code/adapter.ts';
import { claudeConfigDirectory } from '../capture/claude-code/find.ts';
import { codexAdapter } from '../capture/codex/adapter.ts';
import { codexHomeDirectory } from '../capture/codex/find.ts';
import type { CaptureReport } from '../composed-app.ts';
import { FACT } from '../engine/facts.ts';
import type { SyncState } from '../engine/ports.ts';

export function agentAdapters(env: NodeJS.ProcessEnv): AgentAdapter[] {
  return [claudeCodeAdapter(claudeConfigDirectory(env)), codexAdapter(codexHomeDirectory(env))];
}

export async function capture(
  adapters: readonly AgentAdapter[],
  sessions: CaptureSessions,
  state: CaptureState & Pick<SyncState, 'fact' | 'remotesOf'>,
  signal?: AbortSignal,
): Promise<CaptureReport> {
  const bucket = {
    isKnown: () => state.fact(FACT.lastSyncAt) !== null,
    has: (session: string) => state.remotesOf(session).length > 0,
  };
  const { counts, problems } = await captureAll({ adapters, sessions, state, bucket, signal });
  return {
    found: Object.values(counts).reduce((sum, count) => sum + count, 0),
    created: counts.created,
    updated: counts.updated,
    unchanged: counts.unchanged + counts.same + counts.behind,
    leftToPlugin: counts.leftToPlugin,
    failed: problems.map(({ path, error }) => ({
      source: path,
      code: error.code,
      data: error.data,
    })),
  };
}

/**
 * Forks: "keep both" makes a second session of the other device's version, whose conversation lies below that device's
 * prefix. Until its bytes are copied below this device's own, the fork leans on parts that their owner may give up.
 * The copy goes by the fork's own id inside too, so that whoever puts it back has what the bucket has.
 */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AgentAdapter, BundleFile } from '../capture/adapter.ts';
import {
  keptSource,
  rewrittenSource,
  writeVerified,
  type BundleSource,
} from '../capture/restore/bundle-source.ts';
import { memoryIdOf } from '../capture/session-memory.ts';
import type { SendJob } from '../engine/conversations.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import type { SessionStore } from '../store/sessions.ts';
import { TranscriptReader } from '../transcripts/transcript-reader.ts';
import { uploadBundle, type BundleState } from '../transcripts/upload-bundle.ts';
import { toAppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';

/** Names of sessions to be copied, a JSON array. */
const FORKS = 'transcripts.forks';

/**
 * The second version under ids of its own: of the memory, and for the agent, so that both can be gone on with. What
 * is inside its files keeps the old id until they are copied.
 */
export function forkOf(adapters: readonly AgentAdapter[], memory: SessionMemory): SessionMemory | null {
  const adapter = adapters.find(({ agent }) => agent === memory.transcript?.agent);
  if (!adapter) return null;
  const claudeSessionId = adapter.restore.newAgentSession();
  return { ...memory, id: memoryIdOf(adapter.agent, claudeSessionId), claudeSessionId };
}

/** To be called before a fork is stored; the next pass copies it. One that was never stored is passed over then. */
export function noteFork(state: Pick<SyncStateDb, 'fact' | 'commit'>, session: string): void {
  state.commit({ facts: { [FORKS]: JSON.stringify([...notedForks(state), session]) } });
}

function notedForks(state: Pick<SyncStateDb, 'fact'>): string[] {
  return JSON.parse(state.fact(FORKS) ?? '[]') as string[];
}

export interface ForkDeps {
  readonly self: string;
  readonly home: string;
  readonly adapters: readonly AgentAdapter[];
  readonly store: Pick<SessionStore, 'get'>;
  readonly state: SyncStateDb;
}

/** Copies what is noted. A fork that cannot be copied now stays noted and is told. @throws the signal's reason */
export async function copyForks(deps: ForkDeps, job: SendJob): Promise<void> {
  const { state } = deps;
  for (const session of notedForks(state)) {
    const transcript = state.transcripts.transcript(session);
    try {
      if (transcript && leansOnOthers(deps, session, transcript))
        await copyFork(deps, session, transcript, job);
      const rest = notedForks(state).filter((noted) => noted !== session);
      const facts = { [FORKS]: rest.length > 0 ? JSON.stringify(rest) : null };
      state.commit({ facts }, job.lease);
    } catch (error) {
      job.signal.throwIfAborted();
      job.onFailed(session, toAppError(error).code);
    }
  }
}

/** Parts of another session, or below another device's prefix, are given up by their owner. */
function leansOnOthers({ self }: ForkDeps, session: string, transcript: Transcript): boolean {
  return transcript.session !== session || transcript.device !== self;
}

async function copyFork(
  { self, home, adapters, store, state }: ForkDeps,
  session: string,
  transcript: Transcript,
  { vault, lease, signal }: SendJob,
): Promise<void> {
  const { agent, place } = transcript;
  const restore = adapters.find((adapter) => adapter.agent === agent)?.restore;
  const agentSession = store.get(session)?.memory.claudeSessionId;
  if (!restore || agentSession === undefined) return;
  const parent = path.join(home, 'scratch');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(path.join(parent, 'fork-'));
  try {
    const source = await rewrittenSource({
      source: keptSource(new TranscriptReader(vault, transcript, { signal }), scratch),
      rewriter: restore.rewriter({ agentSession: { from: transcript.agentSession, to: agentSession } }),
      agentSession,
      pathOf: (name) => restore.forkPath?.(name) ?? name,
      scratch,
    });
    const files: BundleFile[] = [];
    for (const [index, file] of source.transcript.files.entries()) {
      files.push(await written(source, file, path.join(scratch, `file-${index}`)));
    }
    const names = { session, self, agent, agentSession, place };
    const request = { ...names, files, vault, lease, signal, recover: false, now: Date.now };
    const result = await uploadBundle({ ...request, state: asUnknown(state) });
    if (result.outcome === 'failed') throw result.error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the fork's transcript says so far is another device's; its copy goes on from nothing. */
function asUnknown(state: SyncStateDb): BundleState {
  const { transcripts } = state;
  return {
    baseline: (session) => state.baseline(session),
    transcripts: {
      bundle: (session) => transcripts.bundle(session),
      bundleFiles: () => transcripts.bundleFiles(),
      transcript: () => null,
      transcriptHashes: () => transcripts.transcriptHashes(),
      retiredParts: (session) => transcripts.retiredParts(session),
      commitTranscripts: (change, lease) => transcripts.commitTranscripts(change, lease),
    },
  };
}

async function written(
  bundle: BundleSource,
  { path: name, role }: Transcript['files'][number],
  source: string,
): Promise<BundleFile> {
  await writeVerified(bundle, name, source);
  const { size, mtimeMs, ino } = await stat(source);
  return { path: name, role, source, size, mtimeMs: Math.floor(mtimeMs), ino, growth: 'whole' };
}

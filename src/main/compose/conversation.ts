/** A session's conversation to read: from the agent's own files when they are on this machine, else from the bucket. */
import { createReadStream } from 'node:fs';
import type { AgentAdapter, BundleFile, SourceFile } from '../capture/adapter.ts';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import { memoryIdOf } from '../capture/session-memory.ts';
import type { ExportedConversation } from '../composed-app.ts';
import { exportConversation } from '../export/export-conversation.ts';
import type { ConversationSource } from '../export/read-conversation.ts';
import type { ExportFormat } from '../../shared/conversation.ts';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';

/** Fetches the bundle of a session out of the bucket. @throws AppError TRANSCRIPT_MISSING, and of the bucket */
export type FetchBundle = (memory: SessionMemory) => Promise<BundleSource>;

export async function conversationSource(
  adapters: readonly AgentAdapter[],
  memory: SessionMemory,
  fetchBundle: FetchBundle,
): Promise<ConversationSource> {
  const here = await localSource(adapters, memory);
  if (here) return here;
  const { transcript, open } = await fetchBundle(memory);
  return { agent: transcript.agent, files: transcript.files, open };
}

/** The export as a stream of bytes; nothing is read before the first one is asked for. */
export function exported(
  source: ConversationSource,
  memory: SessionMemory,
  format: ExportFormat,
): ExportedConversation {
  const { id, summary, projectPath, startedAt, endedAt } = memory;
  const { agent } = source;
  const header = { id, title: summary, agent, project: projectPath, startedAt, endedAt };
  return { session: id, title: summary, agent, format, chunks: exportConversation(source, header, format) };
}

/** The session's files on this machine; `null` when the agent has swept them, or another device made them. */
async function localSource(
  adapters: readonly AgentAdapter[],
  memory: SessionMemory,
): Promise<ConversationSource | null> {
  const adapter = adapters.find(({ agent }) => memoryIdOf(agent, memory.claudeSessionId) === memory.id);
  if (!adapter) return null;
  const file = await newestCopy(adapter, memory.claudeSessionId);
  const files = file ? await adapter.bundle(file) : [];
  if (files.length === 0) return null;
  const places = new Map(files.map(({ path, source }: BundleFile) => [path, source]));
  return {
    agent: adapter.agent,
    files,
    open(path) {
      const place = places.get(path);
      if (place === undefined) throw new AppError('TRANSCRIPT_MISSING', { session: memory.id });
      return createReadStream(place) as AsyncIterable<Buffer>;
    },
  };
}

async function newestCopy(adapter: AgentAdapter, agentSession: string): Promise<SourceFile | null> {
  // Ids of other shapes belong to nothing that could be restored.
  const found = await adapter.restore.locate(agentSession).catch(() => []);
  return found.toSorted((one, other) => other.mtimeMs - one.mtimeMs)[0] ?? null;
}

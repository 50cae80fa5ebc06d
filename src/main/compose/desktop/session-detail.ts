/** One session whole, as the detail view shows it. */
import type { CommandResponse } from '../../../shared/contract.ts';
import type { SessionMemory } from '../../../shared/session.ts';
import { compareVectors, type VersionVector } from '../../../shared/version-vector.ts';
import type { RemoteRow } from '../../engine/ports.ts';
import type { DeviceNames } from './device-names.ts';
import type { OpenEngine } from './engine-host.ts';

type Session = CommandResponse<'sessions.show'>;
type Place = Session['places'][number];
export type MemoryText = Session['memory'];

export interface DetailInput {
  readonly engine: OpenEngine;
  readonly id: string;
  readonly names: DeviceNames;
  readonly expiresAt: number | null;
  /** A rule keeps the project's sessions on this device. */
  readonly isProjectOnlyHere: (project: string) => boolean;
  readonly isOnlyHere: boolean;
}

/** @throws SESSION_UNKNOWN; key and bucket errors when it is only in the bucket */
export async function sessionDetail(input: DetailInput): Promise<Session> {
  const { engine, id, names, expiresAt } = input;
  const { app, parts } = engine;
  const { memory, summary, vector } = await app.show(id);
  const rows = parts.state.remotesOf(summary.id);
  const own = vector ?? {};
  const conversation = conversationOf(engine, summary.id, memory);
  return {
    row: { ...summary, devices: [...summary.devices], expiresAt },
    memory: memoryText(memory),
    duration: memory.duration,
    toolCallsCount: memory.toolCallsCount,
    tasksCompleted: memory.tasksCompleted,
    tasksPending: memory.tasksPending,
    places: rows.map((row) => placeOf(row, own, names, parts.identity.device)),
    revisions: Object.entries(revisionsOf(own, rows))
      .map(([device, edits]) => ({ device, name: names.of(device), edits }))
      .sort((a, b) => b.edits - a.edits),
    conversation,
    onlyHere: input.isOnlyHere ? 'session' : input.isProjectOnlyHere(memory.projectPath) ? 'project' : null,
    resumable: conversation !== null && (conversation.here || conversation.inBucket),
  };
}

export function memoryText(memory: SessionMemory): MemoryText {
  return {
    summary: memory.summary,
    description: memory.description,
    tasks: memory.tasks.map(({ id, description, status, notes }) => ({
      id,
      description,
      status,
      ...(notes === undefined ? {} : { notes }),
    })),
    filesCreated: memory.filesCreated,
    filesModified: memory.filesModified,
    filesDeleted: memory.filesDeleted,
    lastUserMessage: memory.lastUserMessage,
    lastAssistantMessage: memory.lastAssistantMessage,
    nextSteps: memory.nextSteps,
    keyDecisions: memory.keyDecisions,
    blockers: memory.blockers,
    tags: memory.tags,
  };
}

function placeOf(row: RemoteRow, own: VersionVector, names: DeviceNames, self: string): Place {
  return {
    device: row.device,
    name: names.of(row.device),
    thisDevice: row.device === self,
    uploadedAt: row.modifiedAt,
    bytes: row.size,
    revision: row.revision ? REVISIONS[compareVectors(row.revision.vector, own)] : 'unread',
    edits: Object.values(row.revision?.vector ?? {}).reduce((sum, edits) => sum + edits, 0),
  };
}

const REVISIONS = { equal: 'same', dominates: 'newer', dominated: 'older', concurrent: 'other' } as const;

/** What was seen of each device's edits. */
function revisionsOf(own: VersionVector, rows: readonly RemoteRow[]): Record<string, number> {
  const seen: Record<string, number> = { ...own };
  for (const { revision } of rows) {
    for (const [device, edits] of Object.entries(revision?.vector ?? {})) {
      seen[device] = Math.max(seen[device] ?? 0, edits);
    }
  }
  return seen;
}

function conversationOf(engine: OpenEngine, id: string, memory: SessionMemory): Session['conversation'] {
  const { transcripts } = engine.parts.state;
  const stored = transcripts.transcript(id) ?? memory.transcript ?? null;
  const files = transcripts.bundle(id)?.files ?? stored?.files ?? [];
  const here = isCaptured(engine, id);
  if (files.length === 0 && !here) return null;
  return {
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    here,
    inBucket: stored !== null && stored.parts.length > 0,
  };
}

/** Whether the agent's own file of it was seen on this computer. */
export function isCaptured({ parts }: OpenEngine, id: string): boolean {
  for (const capture of parts.state.captures().values()) if (capture.session === id) return true;
  return false;
}

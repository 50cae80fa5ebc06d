/** Commands on conflicts: both versions side by side, and a person's decision. */
import type { CommandHandlers, CommandResponse } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ConflictRecord, ConflictVersion } from '../../engine/ports.ts';
import type { ResolveRequest } from '../../engine/resolve.ts';
import {
  conflictKind,
  differences,
  differingFields,
  mergedMemory,
  type FieldChoices,
} from './conflict-fields.ts';
import { branchesOf, branchMessages } from './conflict-branches.ts';
import type { DesktopContext } from './context.ts';
import { UNDO_MS, type Decisions } from './decisions.ts';
import type { DeviceNames } from './device-names.ts';
import type { OpenEngine } from './engine-host.ts';
import type { Pausing } from './pausing.ts';
import { memoryText } from './session-detail.ts';
import type { SessionViews } from './session-views.ts';

type Head = CommandResponse<'conflicts.show'>['head'];
type Keep = 'local' | 'remote' | 'both' | { readonly merged: FieldChoices };

export interface ConflictParts {
  readonly views: SessionViews;
  readonly pausing: Pausing;
  readonly decisions: Decisions;
}

export function conflictCommands(context: DesktopContext, parts: ConflictParts): CommandHandlers {
  const { host } = context;
  const { views, pausing, decisions } = parts;
  const found = async (session: string, device: string) => {
    const engine = await host.current();
    return { engine, record: recordOf(engine, session, device) };
  };
  return {
    'conflicts.list': async () => {
      const { names } = await views.current();
      const records = (await host.current()).parts.state.conflicts();
      return { conflicts: records.map((record) => headOf(record, names)) };
    },
    'conflicts.show': async ({ session, device }) => {
      const { engine, record } = await found(session, device);
      const { local, remote } = record;
      return {
        head: headOf(record, (await views.current()).names),
        local: memoryText(local.memory),
        remote: memoryText(remote.memory),
        differences: differences(local.memory, remote.memory),
        branches: await branchesOf(engine, views.pages, record),
      };
    },
    'conflicts.messages': async ({ session, device, branch, offset, limit }) => {
      const { engine, record } = await found(session, device);
      return branchMessages(engine, views.pages, record, { branch, offset, limit });
    },
    'conflicts.preview': async ({ session, device, merged }) => {
      const { record } = await found(session, device);
      const memory = mergedMemory(record.local.memory, record.remote.memory, merged);
      const { duration, messagesCount, toolCallsCount, tokensUsed, tasksCompleted, tasksPending } = memory;
      const numbers = { duration, messagesCount, toolCallsCount, tokensUsed, tasksCompleted, tasksPending };
      return { memory: memoryText(memory), numbers };
    },
    'conflicts.resolve': async ({ session, device, keep, seen }) => {
      const { engine, record } = await found(session, device);
      const request = { session, device, seen, keep: keepOf(record, keep) };
      const [resolution] = await decide(context, parts, engine, [request], (_request, error) => {
        throw error;
      });
      const undoUntil = context.now() + UNDO_MS;
      return { session, fork: resolution?.fork ?? null, undoUntil };
    },
    'conflicts.resolveAll': async ({ keep, conflicts }) => {
      const engine = await host.current();
      const failed: CommandResponse<'conflicts.resolveAll'>['failed'][number][] = [];
      const requests = conflicts.map((each) => ({ ...each, keep }));
      const resolved = await decide(context, parts, engine, requests, ({ session, device = '' }, error) => {
        failed.push({ session, device, code: error.code, data: error.data });
      });
      const undoUntil = resolved.length > 0 ? context.now() + UNDO_MS : null;
      return { resolved: resolved.length, failed, undoUntil };
    },
    'conflicts.undo': async () => {
      const reopened = await decisions.undo(await host.current());
      pausing.postpone(0);
      context.refresh();
      return { reopened };
    },
    'conflicts.send': async () => {
      pausing.postpone(0);
      return {};
    },
  };
}

/** Passes wait, so that it can be taken back; one that runs has to end before. */
async function decide(
  context: DesktopContext,
  { pausing, decisions }: ConflictParts,
  engine: OpenEngine,
  requests: readonly ResolveRequest[],
  onFailed: (request: ResolveRequest, error: AppError) => void,
) {
  pausing.postpone(UNDO_MS);
  try {
    return await decisions.decide(engine, requests, onFailed);
  } finally {
    context.refresh();
  }
}

/** @throws CONFLICT_UNKNOWN */
function recordOf({ parts }: OpenEngine, session: string, device: string): ConflictRecord {
  const record = parts.state.conflictsOf(session).find(({ remote }) => remote.device === device);
  if (!record) throw new AppError('CONFLICT_UNKNOWN', { session });
  return record;
}

function keepOf({ local, remote }: ConflictRecord, keep: Keep): ResolveRequest['keep'] {
  if (typeof keep === 'string') return keep;
  return { merged: mergedMemory(local.memory, remote.memory, keep.merged) };
}

function headOf(record: ConflictRecord, names: DeviceNames): Head {
  const { session, local, remote, detectedAt } = record;
  const { summary, projectName, projectPath } = local.memory;
  return {
    session,
    device: remote.device,
    summary: summary || remote.memory.summary,
    projectName,
    projectPath,
    detectedAt,
    local: versionHead(local, names, true),
    remote: versionHead(remote, names, false),
    kind: conflictKind(local.memory, remote.memory),
    fields: differingFields(local.memory, remote.memory),
  };
}

function versionHead(version: ConflictVersion, names: DeviceNames, thisDevice: boolean): Head['local'] {
  const { device, contentHash, memory, vector } = version;
  return {
    device,
    name: names.of(device),
    thisDevice,
    contentHash,
    startedAt: memory.startedAt,
    endedAt: memory.endedAt,
    messagesCount: memory.messagesCount,
    edits: Object.values(vector).reduce((sum, edits) => sum + edits, 0),
  };
}

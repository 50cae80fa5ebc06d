/** Rows of sync.db ↔ the records of engine/ports.ts. */
import { parseMemory, memoryToJson } from '../../shared/session.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type {
  ActivityEntry,
  AgreedMemory,
  BaselineRow,
  ConflictRecord,
  ConflictVersion,
  RemoteRow,
  Revision,
  TombstoneRow,
} from '../engine/ports.ts';

type Cell = string | number | null;

/**
 * Vectors by their JSON text. Most sessions of a device have one of few vectors; parsing each text once halves
 * the time and most of the memory of loading a hundred thousand rows.
 */
export class VectorTexts {
  readonly #known = new Map<string, VersionVector>();

  parse(text: string): VersionVector {
    let vector = this.#known.get(text);
    if (vector === undefined) {
      vector = Object.freeze(JSON.parse(text) as Record<string, number>);
      this.#known.set(text, vector);
    }
    return vector;
  }
}

export const BASELINE_COLUMNS = 'session, stamp, content_hash, vector, settled, pending, extra, agreed, rest';

export function baselineOf(cells: readonly Cell[], vectors: VectorTexts): BaselineRow {
  const [session, stamp, contentHash, vector, settled, pending, extra, agreed, rest] = cells;
  return {
    session: session as string,
    stamp: stamp as string,
    contentHash: contentHash as string,
    vector: vectors.parse(vector as string),
    extra: extra === null ? null : (JSON.parse(extra as string) as Record<string, unknown>),
    pending: pending === null ? null : (JSON.parse(pending as string) as Revision),
    settled: settled === 1,
    ...(rest === null ? {} : { rest: rest as string }),
    ...(agreed === null ? {} : { agreed: JSON.parse(agreed as string) as AgreedMemory[] }),
  };
}

export function baselineCells(row: BaselineRow): Cell[] {
  return [
    row.session,
    row.stamp,
    row.contentHash,
    JSON.stringify(row.vector),
    row.settled ? 1 : 0,
    row.pending === null ? null : JSON.stringify(row.pending),
    row.extra === null ? null : JSON.stringify(row.extra),
    row.agreed && row.agreed.length > 0 ? JSON.stringify(row.agreed) : null,
    row.rest ?? null,
  ];
}

export const REMOTE_COLUMNS =
  'device, session, etag, size, modified_at, vector, content_hash, core_hash, legacy, refused';

export function remoteOf(cells: readonly Cell[], vectors: VectorTexts): RemoteRow {
  const [device, session, etag, size, modifiedAt, vector, contentHash, coreHash, legacy, refused] = cells;
  return {
    device: device as string,
    session: session as string,
    etag: etag as string,
    size: size as number,
    modifiedAt: modifiedAt as number,
    revision:
      vector === null
        ? null
        : {
            vector: vectors.parse(vector as string),
            contentHash: contentHash as string,
            coreHash: coreHash === null ? (contentHash as string) : (coreHash as string),
            legacy: legacy === 1,
          },
    refused: refused as string | null,
  };
}

/** `core_hash` is left NULL where it is the content hash, as it nearly always is. */
export function remoteCells(row: RemoteRow): Cell[] {
  const { revision } = row;
  return [
    row.device,
    row.session,
    row.etag,
    row.size,
    row.modifiedAt,
    revision ? JSON.stringify(revision.vector) : null,
    revision?.contentHash ?? null,
    revision && revision.coreHash !== revision.contentHash ? revision.coreHash : null,
    revision?.legacy ? 1 : 0,
    row.refused,
  ];
}

export const CONFLICT_COLUMNS = 'session, device, detected_at, local, remote';

export function conflictOf(cells: readonly Cell[]): ConflictRecord {
  const [session, , detectedAt, local, remote] = cells;
  return {
    session: session as string,
    local: versionOf(local as string),
    remote: versionOf(remote as string),
    detectedAt: detectedAt as number,
  };
}

function versionOf(json: string): ConflictVersion {
  const version = JSON.parse(json) as ConflictVersion;
  return { ...version, memory: parseMemory(version.memory) };
}

export function conflictCells(record: ConflictRecord): Cell[] {
  const { session, remote, local, detectedAt } = record;
  return [session, remote.device, detectedAt, versionJson(local), versionJson(remote)];
}

function versionJson(version: ConflictVersion): string {
  return JSON.stringify({ ...version, memory: memoryToJson(version.memory) });
}

export const TOMBSTONE_COLUMNS = 'device, session, vector, deleted_at, etag, modified_at';

export function tombstoneOf(cells: readonly Cell[]): TombstoneRow {
  const [device, session, vector, deletedAt, etag, modifiedAt] = cells;
  return {
    session: session as string,
    device: device as string,
    vector: JSON.parse(vector as string) as VersionVector,
    deletedAt: deletedAt as string,
    etag: etag as string,
    modifiedAt: modifiedAt as number,
  };
}

export function tombstoneCells(row: TombstoneRow): Cell[] {
  return [row.device, row.session, JSON.stringify(row.vector), row.deletedAt, row.etag, row.modifiedAt];
}

export const ACTIVITY_COLUMNS = 'at, kind, session, detail';

export function activityOf(cells: readonly Cell[]): ActivityEntry {
  const [at, kind, session, detail] = cells;
  return {
    at: at as number,
    kind: kind as ActivityEntry['kind'],
    session: session as string | null,
    detail: detail as string,
  };
}

export function activityCells(entry: ActivityEntry): Cell[] {
  return [entry.at, entry.kind, entry.session, entry.detail];
}

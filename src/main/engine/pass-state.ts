/**
 * What one pass knows: the three views of all sessions, gathered once and kept up to date by the pass itself
 * as it commits. Holds one index row per session, never a body.
 */
import { toAppError } from '../../shared/errors.ts';
import { impliedVector } from './decide.ts';
import type {
  BaselineRow,
  OpenedSession,
  Vault,
  LocalSessions,
  RemoteRow,
  RemoteSession,
  SyncState,
  TombstoneRow,
} from './ports.ts';
import { compareVectors, type VersionVector } from '../../shared/version-vector.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type {
  BaselineView,
  KnownRevision,
  LocalView,
  RemoteView,
  SessionView,
  TombstoneView,
} from './views.ts';

/** A tombstone's ETag until it is in the bucket. */
export const UNPUBLISHED = '';

/** The local row together with its body, read when a decision or an upload needs it. */
export interface LocalRow {
  readonly memory: SessionMemory;
  readonly view: LocalView;
}

/** `index`: unchanged stamps and ETags vouch for content. `nothing`: all content is read again (`--verify`). */
export type Trust = 'index' | 'nothing';

export class PassState {
  readonly self: string;
  readonly #local: LocalSessions;
  readonly #stamps = new Map<string, string>();
  readonly #baselines: Map<string, BaselineRow>;
  readonly #remotes = new Map<string, RemoteRow[]>();
  readonly #tombstones = new Map<string, TombstoneRow[]>();
  /** Revisions of objects that were replaced since the last pass, by `device/session`. */
  readonly #superseded = new Map<string, KnownRevision>();
  /** Sessions for which something changed on either side since the last pass left them settled. */
  readonly #touched = new Set<string>();

  /** Uploads that were written down as begun. */
  readonly #announced = new Map<string, VersionVector>();
  readonly #trust: Trust;

  constructor(self: string, local: LocalSessions, state: SyncState, trust: Trust) {
    this.self = self;
    this.#trust = trust;
    this.#local = local;
    this.#baselines = state.baselines();
    for (const { id, stamp } of local.stamps()) this.#stamps.set(id, stamp);
    this.#markLocalChanges();
  }

  get localCount(): number {
    return this.#stamps.size;
  }

  #markLocalChanges(): void {
    for (const [session, stamp] of this.#stamps) {
      const baseline = this.#baselines.get(session);
      if (!baseline?.settled || baseline.stamp !== stamp || this.#trust === 'nothing')
        this.#touched.add(session);
    }
    for (const baseline of this.#baselines.values()) {
      if (!this.#stamps.has(baseline.session) && baseline.settled) this.#touched.add(baseline.session);
    }
  }

  /** Takes a listed object in; `known` is the index row of the last pass, if any. */
  addListed(entry: RemoteSession, known: RemoteRow | undefined): void {
    const unchanged = known?.etag === entry.etag && this.#trust === 'index';
    if (!unchanged && known?.revision)
      this.#superseded.set(`${entry.device}/${entry.session}`, known.revision);
    const row: RemoteRow = unchanged
      ? known
      : {
          device: entry.device,
          session: entry.session,
          etag: entry.etag,
          size: entry.size,
          modifiedAt: entry.modifiedAt,
          revision: null,
          refused: null,
        };
    const rows = this.#remotes.get(entry.session);
    if (rows) rows.push(row);
    else this.#remotes.set(entry.session, [row]);
    if (!unchanged) this.#touched.add(entry.session);
    else if (!this.#baselines.has(entry.session)) this.#touched.add(entry.session);
  }

  touch(session: string): void {
    this.#touched.add(session);
  }

  setTombstones(session: string, rows: readonly TombstoneRow[]): void {
    this.#tombstones.set(session, [...rows]);
    this.#touched.add(session);
  }

  /** Sessions to decide about, in order of id. */
  touched(): string[] {
    return [...this.#touched].sort();
  }

  remotesOf(session: string): readonly RemoteRow[] {
    return this.#remotes.get(session) ?? [];
  }

  remoteOf(session: string, device: string): RemoteRow | undefined {
    return this.#remotes.get(session)?.find((row) => row.device === device);
  }

  setRemote(row: RemoteRow): void {
    const rows = (this.#remotes.get(row.session) ?? []).filter((other) => other.device !== row.device);
    this.#remotes.set(row.session, [...rows, row]);
  }

  /**
   * Takes in what an opened object says. An object of a client that knows no vectors gets the one it implies.
   */
  describe(row: RemoteRow, opened: OpenedSession): RemoteRow {
    const { contentHash, coreHash } = opened;
    const before = this.#superseded.get(`${row.device}/${row.session}`) ?? null;
    const vector = opened.vector ?? impliedVector(row.device, contentHash, before);
    const revision = { vector, contentHash, coreHash, legacy: opened.vector === null };
    return { ...row, etag: opened.etag, size: opened.size, revision, refused: null };
  }

  /** Opens an object only to learn its revision. One that cannot be opened stays unopened. */
  async reveal(vault: Vault, session: string, device: string, signal: AbortSignal): Promise<void> {
    const row = this.remoteOf(session, device);
    if (!row) return;
    try {
      this.setRemote(this.describe(row, await vault.readSession(device, session, { signal })));
    } catch (error) {
      const { code } = toAppError(error);
      if (!code.startsWith('OBJECT_') && code !== 'MEMORY_INVALID') throw error;
    }
  }

  dropRemote(session: string, device: string): void {
    const rows = this.#remotes.get(session) ?? [];
    this.#remotes.set(
      session,
      rows.filter((row) => row.device !== device),
    );
  }

  baselineOf(session: string): BaselineRow | undefined {
    return this.#baselines.get(session);
  }

  setBaseline(row: BaselineRow): void {
    this.#baselines.set(row.session, row);
    this.#stamps.set(row.session, row.stamp);
  }

  /**
   * The baseline that says an upload with this vector is about to begin; `null` when it was said before.
   * Should the process die between the upload and its commit, the next pass does not count this edit again.
   */
  announcedUpload(session: string, vector: VersionVector): BaselineRow | null {
    const before = this.#baselines.get(session);
    const pending = this.#announced.get(session);
    if (pending && compareVectors(pending, vector) === 'equal') return null;
    this.#announced.set(session, vector);
    return { ...(before ?? unwritten(session)), pending: { vector, contentHash: '' }, settled: false };
  }

  forgetLocal(session: string): void {
    this.#baselines.delete(session);
    this.#stamps.delete(session);
  }

  hasLocal(session: string): boolean {
    return this.#stamps.has(session);
  }

  /** Reads the local row, its body included. `null`: there is none (any more). */
  readLocal(session: string): LocalRow | null {
    const found = this.#local.get(session);
    if (!found) {
      this.#stamps.delete(session);
      return null;
    }
    this.#stamps.set(session, found.stamp);
    const extra = this.#baselines.get(session)?.extra;
    const memory = extra ? { ...found.memory, extra } : found.memory;
    return { memory, view: lazyView(found.stamp, memory, (content) => this.#local.hashOf(content)) };
  }

  /** Content hash of a memory, as it stands. */
  hash(memory: SessionMemory): string {
    return this.#local.hashOf(memory);
  }

  /** The local side without reading the body, where the stamp vouches for it; `undefined` when it does not. */
  knownLocal(session: string): LocalView | null | undefined {
    const stamp = this.#stamps.get(session);
    if (stamp === undefined) return null;
    const baseline = this.#baselines.get(session);
    if (baseline?.contentHash && baseline.stamp === stamp && this.#trust === 'index') {
      return { stamp, contentHash: baseline.contentHash, synced: true };
    }
    return undefined;
  }

  view(session: string, local: LocalView | null): SessionView {
    return {
      session,
      self: this.self,
      local,
      baseline: baselineView(this.#baselines.get(session)),
      remotes: this.remotesOf(session).map(remoteView),
      tombstones: (this.#tombstones.get(session) ?? []).map(tombstoneView),
    };
  }

  /** Sessions for which there is a tombstone. */
  deletedSessions(): string[] {
    return [...this.#tombstones.keys()];
  }

  tombstonesOf(session: string): readonly TombstoneRow[] {
    return this.#tombstones.get(session) ?? [];
  }
}

/** Hashed when first asked: a first upload is decided without, and sealing hashes the content anyway. */
function lazyView(
  stamp: string,
  memory: SessionMemory,
  hashOf: (memory: SessionMemory) => string,
): LocalView {
  let known: string | undefined;
  return {
    stamp,
    synced: memory.synced,
    get contentHash() {
      return (known ??= hashOf(memory));
    },
  };
}

/** A baseline before anything was agreed on. */
function unwritten(session: string): BaselineRow {
  return { session, stamp: '', contentHash: '', vector: {}, extra: null, pending: null, settled: false };
}

function baselineView(row: BaselineRow | undefined): BaselineView | null {
  return row ? { contentHash: row.contentHash || null, vector: row.vector, pending: row.pending } : null;
}

function remoteView(row: RemoteRow): RemoteView {
  return { device: row.device, etag: row.etag, revision: row.revision, refused: row.refused };
}

function tombstoneView(row: TombstoneRow): TombstoneView {
  return { device: row.device, vector: row.vector, unpublished: row.etag === UNPUBLISHED };
}

/**
 * What a pass knows of one session: its row's stamp, the baseline, the objects in the bucket and the deletions.
 * Loaded shortly before the session's turn, kept up to date by the steps as they commit, and dropped afterwards.
 * Holds index rows, never a body.
 */
import { compareVectors, type VersionVector } from '../../shared/version-vector.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { impliedVector } from './decide.ts';
import type { BaselineRow, LocalSessions, OpenedSession, RemoteRow, TombstoneRow } from './ports.ts';
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

/** The rows a session's state begins with. */
export interface SessionRows {
  readonly session: string;
  /** `null`: this device has no row. */
  readonly stamp: string | null;
  readonly baseline: BaselineRow | null;
  readonly remotes: readonly RemoteRow[];
  readonly tombstones: readonly TombstoneRow[];
  /** Revisions of objects that were replaced since the last pass, by device. */
  readonly superseded: ReadonlyMap<string, KnownRevision>;
}

export class SessionState {
  readonly session: string;
  readonly self: string;
  readonly #local: Pick<LocalSessions, 'get' | 'hashOf'>;
  readonly #trust: Trust;
  readonly #superseded: ReadonlyMap<string, KnownRevision>;
  #stamp: string | null;
  #baseline: BaselineRow | null;
  #remotes: readonly RemoteRow[];
  #tombstones: readonly TombstoneRow[];
  /** An upload that was written down as begun. */
  #announced: VersionVector | null = null;

  constructor(self: string, local: Pick<LocalSessions, 'get' | 'hashOf'>, trust: Trust, rows: SessionRows) {
    this.session = rows.session;
    this.self = self;
    this.#local = local;
    this.#trust = trust;
    this.#superseded = rows.superseded;
    this.#stamp = rows.stamp;
    this.#baseline = rows.baseline;
    this.#remotes = rows.remotes;
    this.#tombstones = rows.tombstones;
  }

  get remotes(): readonly RemoteRow[] {
    return this.#remotes;
  }

  /** Those whose content is known. */
  get openedRemotes(): RemoteRow[] {
    return this.#remotes.filter((row) => row.revision !== null);
  }

  remoteOf(device: string): RemoteRow | undefined {
    return this.#remotes.find((row) => row.device === device);
  }

  setRemote(row: RemoteRow): void {
    this.#remotes = [...this.#remotes.filter((other) => other.device !== row.device), row];
  }

  dropRemote(device: string): void {
    this.#remotes = this.#remotes.filter((row) => row.device !== device);
  }

  /**
   * Takes in what an opened object says. An object of a client that knows no vectors gets the one it implies.
   */
  describe(row: RemoteRow, opened: OpenedSession): RemoteRow {
    const { contentHash, coreHash } = opened;
    const before = this.#superseded.get(row.device) ?? null;
    const vector = opened.vector ?? impliedVector(row.device, contentHash, before);
    const revision = { vector, contentHash, coreHash, legacy: opened.vector === null };
    return { ...row, etag: opened.etag, size: opened.size, revision, refused: null };
  }

  get baseline(): BaselineRow | null {
    return this.#baseline;
  }

  setBaseline(row: BaselineRow): void {
    this.#baseline = row;
    this.#stamp = row.stamp;
  }

  /** Takes in what another hand wrote about this session meanwhile. */
  refresh(baseline: BaselineRow | null): void {
    this.#baseline = baseline;
    this.#announced = null;
    this.readLocal();
  }

  /**
   * The baseline that says an upload with this vector is about to begin; `null` when it was said before.
   * Should the process die between the upload and its commit, the next pass does not count this edit again.
   */
  announcedUpload(vector: VersionVector): BaselineRow | null {
    if (this.#announced && compareVectors(this.#announced, vector) === 'equal') return null;
    this.#announced = vector;
    const before = this.#baseline ?? unwritten(this.session);
    return { ...before, pending: { vector, contentHash: '' }, settled: false };
  }

  /**
   * The baseline that says that nothing is left to do for the row as it is; `null` when it says so already.
   * @param inStep whether the row says what the baseline does
   */
  settledBaseline(inStep: boolean): BaselineRow | null {
    const stamp = this.#stamp;
    if (stamp === null) return null;
    const before = this.#baseline ?? unwritten(this.session);
    if (before.settled && restingStamp(before) === stamp) return null;
    const { rest: _rest, ...baseline } = before;
    if (inStep || baseline.stamp === stamp) return { ...baseline, stamp, settled: true };
    return { ...baseline, settled: true, rest: stamp };
  }

  get hasLocal(): boolean {
    return this.#stamp !== null;
  }

  /** The row was removed. */
  forgetLocal(): void {
    this.#baseline = null;
    this.#stamp = null;
  }

  /** Reads the local row, its body included. `null`: there is none (any more). @throws MEMORY_INVALID */
  readLocal(): LocalRow | null {
    const found = this.#local.get(this.session);
    this.#stamp = found?.stamp ?? null;
    if (!found) return null;
    const extra = this.#baseline?.extra;
    const memory = extra ? { ...found.memory, extra } : found.memory;
    return { memory, view: lazyView(found.stamp, memory, (content) => this.#local.hashOf(content)) };
  }

  /** Content hash of a memory, as it stands. */
  hash(memory: SessionMemory): string {
    return this.#local.hashOf(memory);
  }

  /** The local side without reading the body, where the stamp vouches for it; `undefined` when it does not. */
  knownLocal(): LocalView | null | undefined {
    const stamp = this.#stamp;
    if (stamp === null) return null;
    const baseline = this.#baseline;
    if (baseline?.contentHash && baseline.stamp === stamp && this.#trust === 'index') {
      return { stamp, contentHash: baseline.contentHash, synced: true };
    }
    return undefined;
  }

  /** Neither in the bucket nor ever agreed on: an upload, whatever the row says. */
  get isNew(): boolean {
    return this.hasLocal && this.#remotes.length === 0 && this.#baseline === null;
  }

  view(local: LocalView | null): SessionView {
    return {
      session: this.session,
      self: this.self,
      local,
      baseline: this.#baseline && baselineView(this.#baseline),
      remotes: this.#remotes.map(remoteView),
      tombstones: this.#tombstones.map(tombstoneView),
    };
  }

  get tombstones(): readonly TombstoneRow[] {
    return this.#tombstones;
  }

  setTombstones(rows: readonly TombstoneRow[]): void {
    this.#tombstones = rows;
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

/** The row's stamp when a pass last left it with nothing to do. */
export function restingStamp({ stamp, rest }: Pick<BaselineRow, 'stamp' | 'rest'>): string {
  return rest ?? stamp;
}

/** `null`: nothing was agreed on, nor begun; the row is only known to be at rest. */
function baselineView(row: BaselineRow): BaselineView | null {
  if (row.contentHash === '' && row.pending === null && Object.keys(row.vector).length === 0) return null;
  return { contentHash: row.contentHash || null, vector: row.vector, pending: row.pending };
}

function remoteView(row: RemoteRow): RemoteView {
  return { device: row.device, etag: row.etag, revision: row.revision, refused: row.refused };
}

function tombstoneView(row: TombstoneRow): TombstoneView {
  return { device: row.device, vector: row.vector, unpublished: row.etag === UNPUBLISHED };
}

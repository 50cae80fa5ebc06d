/**
 * What the engine needs of the world, as interfaces. The rooms `bucket`, `crypto`, `store` and `capture`
 * implement them (importing only types from here); `compose.ts` joins them.
 */
import type { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { PartVault } from './transcript-ports.ts';

// --- the bucket as the provider gives it -----------------------------------------------------------------

/** One entry of a listing. */
export interface ObjectEntry {
  readonly key: string;
  /** Opaque; changes whenever the content does. Without surrounding quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, by the server's clock. */
  readonly modifiedAt: number;
}

export interface StoredObject {
  /** The caller's own: nobody else holds this memory. */
  readonly body: Uint8Array;
  readonly etag: string;
  /** User metadata, names lower-case, without the provider's own prefix (`x-amz-meta-`). */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RequestOptions {
  /** Aborting rejects the call with CANCELLED; a write is then either whole or absent. */
  readonly signal?: AbortSignal | undefined;
}

export interface GetOptions extends RequestOptions {
  /** Refuse with OBJECT_TOO_LARGE, without reading on, past this many bytes. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Inclusive byte range as in HTTP. */
  readonly range?: readonly [first: number, last: number];
}

export interface PutOptions extends RequestOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Ask the provider to refuse (OBJECT_EXISTS) when the key exists. A hint: providers that cannot, overwrite;
   * the caller must verify by reading back. Never the only guard.
   */
  readonly createOnly?: boolean;
}

/**
 * A flat store of objects. Every failure is an AppError with a bucket code. Keys are `/`-separated, relative
 * to the vault's prefix. Reads after own writes see them.
 */
export interface Bucket {
  /** What a person would call this place, e.g. `Cloudflare R2 bucket "cc-sessions"`; no secrets. */
  readonly label: string;
  /** Pages of entries under `prefix`, keys ascending by UTF-8 bytes. `after`: only keys greater than it. */
  list(prefix: string, options?: RequestOptions & { readonly after?: string }): AsyncIterable<ObjectEntry[]>;
  /** @throws OBJECT_NOT_FOUND, OBJECT_TOO_LARGE */
  get(key: string, options?: GetOptions): Promise<StoredObject>;
  /** Atomic: readers see the old or the new object. `body` is not looked at any more once it has succeeded. */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ readonly etag: string }>;
  /** Deleting what is not there succeeds. */
  delete(key: string, options?: RequestOptions): Promise<void>;
  /** Closes sockets. No call may follow. */
  close(): Promise<void>;
}

/** Requests and bytes that went over the wire, counted by the adapter closest to it. */
export interface TrafficMeter {
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

// --- the bucket as the engine sees it: typed, sealed, verified ---------------------------------------------

/** One version of one session. */
export interface Revision {
  readonly vector: VersionVector;
  /** SHA-256 of `canonicalContent`, lower-case hex. */
  readonly contentHash: string;
}

/** A session object in a listing; its identity comes from its key. */
export interface RemoteSession extends ObjectEntry {
  readonly device: string;
  readonly session: string;
}

/** A session object after decryption and verification. */
export interface OpenedSession {
  readonly memory: SessionMemory;
  /** `null`: written by another client of the document, which knows no vectors. */
  readonly vector: VersionVector | null;
  readonly contentHash: string;
  /**
   * Hash of the content without what index.db has no column for: keys unknown to this version, and the transcript
   * (same as contentHash when there are none).
   */
  readonly coreHash: string;
  readonly etag: string;
  /** Bytes of the sealed object. */
  readonly size: number;
}

/** A deletion that a person asked for. */
export interface Tombstone {
  readonly session: string;
  readonly device: string;
  /** Everything this deletion has seen; an edit it has not seen outlives it. */
  readonly vector: VersionVector;
  /** ISO 8601. */
  readonly deletedAt: string;
}

export interface DeviceCard {
  readonly device: string;
  /** Name for people. */
  readonly name: string;
  /** `process.platform`-`process.arch`. */
  readonly platform: string;
  readonly appVersion: string;
  /** ISO 8601. */
  readonly lastSyncAt: string;
  /** Sessions this device keeps in the bucket. */
  readonly sessions: number;
  /** Tells two machines with one device id apart; see config/install-id.ts. */
  readonly installId: string;
  /** What its person said of devices, itself included, by device id. */
  readonly labels?: Readonly<Record<string, DeviceLabel>> | undefined;
}

/** A name for a device, or that it is not used any more. Of several devices' labels the newest holds. */
export interface DeviceLabel {
  readonly name?: string | undefined;
  /** ISO 8601; `null`: in use again. */
  readonly retiredAt?: string | null | undefined;
  /** When it was said, ISO 8601. */
  readonly at: string;
}

/** The names of an object: whose it is, and of which session. */
export interface RemoteName {
  readonly device: string;
  readonly session: string;
}

export interface ListSessionsOptions extends RequestOptions {
  /** Keys that are no names of ours. */
  readonly onRefused: (key: string, error: AppError) => void;
  /**
   * Where pages ended last time, in the order of the listing: what lies between is asked for side by side. Any
   * names will do, the result is the same.
   */
  readonly pages?: readonly RemoteName[];
}

/** What can be listed without a key: names, sizes and times. Implemented by bucket/vault-listing.ts. */
export interface VaultListing {
  /** Pages of session objects of all devices, by device and session ascending. */
  listSessions(options: ListSessionsOptions): AsyncIterable<RemoteSession[]>;
  listTombstones(options?: RequestOptions): Promise<RemoteSession[]>;
  listDevices(options?: RequestOptions): Promise<(ObjectEntry & { device: string })[]>;
}

/** The vault: the bucket, opened with a verified key. Implemented by bucket/sealed.ts. */
export interface Vault extends VaultListing, PartVault {
  readonly id: string;
  readonly keyFingerprint: string;
  readonly label: string;
  /** @throws OBJECT_NOT_FOUND, OBJECT_TRUNCATED, OBJECT_UNDECRYPTABLE, OBJECT_MISPLACED, OBJECT_TOO_LARGE, MEMORY_INVALID */
  readSession(device: string, session: string, options?: RequestOptions): Promise<OpenedSession>;
  /** `contentHash`, when the caller has it already, saves computing it again. */
  writeSession(
    device: string,
    memory: SessionMemory,
    vector: VersionVector,
    options?: RequestOptions & { readonly contentHash?: string },
  ): Promise<{ etag: string; size: number; contentHash: string }>;
  /** Removes an own session object for good; only after its tombstone's time in the trash is over. */
  deleteSession(device: string, session: string, options?: RequestOptions): Promise<void>;
  readTombstone(device: string, session: string, options?: RequestOptions): Promise<Tombstone>;
  writeTombstone(tombstone: Tombstone, options?: RequestOptions): Promise<{ etag: string }>;
  deleteTombstone(device: string, session: string, options?: RequestOptions): Promise<void>;
  readDevice(device: string, options?: RequestOptions): Promise<DeviceCard>;
  writeDevice(card: DeviceCard, options?: RequestOptions): Promise<{ etag: string }>;
  readonly traffic: TrafficMeter;
  close(): Promise<void>;
}

/** A vault that can be listed while its key is still being verified: two round trips in the time of one. */
export interface OpeningVault {
  readonly listing: VaultListing;
  readonly vault: Promise<Vault>;
}

// --- this machine --------------------------------------------------------------------------------------------

/** A session row without its body: cheap to read by the ten thousand. */
export interface LocalStamp {
  readonly id: string;
  /** Changes whenever the row's content may have changed; opaque, comparable for equality only. */
  readonly stamp: string;
}

/** `index.db`. Implemented by store/sessions.ts. */
export interface LocalSessions {
  /** Every session's stamp, ids ascending by UTF-8 bytes. */
  stamps(): LocalStamp[];
  /** The stamps of those of `ids` that are stored. */
  stampsOf(ids: readonly string[]): Map<string, string>;
  /** @throws MEMORY_INVALID when the row cannot be read as a memory. */
  get(id: string): { readonly memory: SessionMemory; readonly stamp: string } | null;
  /** SHA-256 of `canonicalContent` of the stored row, without `extra`. */
  hashOf(memory: SessionMemory): string;
  /**
   * Stores memories in one durable transaction (all or none) and returns the new stamps, in order.
   * `expected` guards each: the stamp the row must still have, `null` when it must not exist.
   * @throws LOCAL_CHANGED {session} when a guard fails; nothing is then written.
   */
  put(rows: readonly { memory: SessionMemory; expected: string | null; synced: boolean }[]): string[];
  /** @throws LOCAL_CHANGED */
  remove(id: string, expected: string): void;
  /** Sets `synced`, `synced_at`; leaves `updated_at`, so that stamps do not change. */
  markSynced(ids: readonly string[], at: number): void;
}

/** What a memory said that was agreed on, for telling later who changed what; see continued-memory.ts. */
export interface AgreedMemory {
  readonly vector: VersionVector;
  readonly digest: string;
}

/** What this device holds and agreed on for one session. */
export interface BaselineRow {
  readonly session: string;
  /** Stamp of the local row when it was last hashed. */
  readonly stamp: string;
  /** Content hash of the local revision. */
  readonly contentHash: string;
  readonly vector: VersionVector;
  /** Keys of the memory unknown to this version, kept here because index.db has no column for them. */
  readonly extra: Readonly<Record<string, unknown>> | null;
  /** An upload that was begun: if it shows up in the bucket, it is ours. */
  readonly pending: Revision | null;
  /** The last pass found nothing left to do, given this stamp and the known remote ETags. */
  readonly settled: boolean;
  /** That stamp, where the baseline does not vouch for the row: a conflict is open that nothing was uploaded of. */
  readonly rest?: string;
  /** Of a session with a conversation: the versions last agreed on, the newest first. */
  readonly agreed?: readonly AgreedMemory[];
}

/** What is known of one object in the bucket, by its ETag. */
export interface RemoteRow {
  readonly device: string;
  readonly session: string;
  readonly etag: string;
  readonly size: number;
  readonly modifiedAt: number;
  /** `null` until the object was opened. */
  readonly revision: (Revision & { readonly coreHash: string; readonly legacy: boolean }) | null;
  /** Error code of the last attempt to open this very ETag. */
  readonly refused: string | null;
}

export interface ConflictVersion {
  readonly device: string;
  readonly vector: VersionVector;
  readonly contentHash: string;
  readonly memory: SessionMemory;
}

/** A session with two versions, neither of which has seen the other. Both are kept exactly. */
export interface ConflictRecord {
  readonly session: string;
  readonly local: ConflictVersion;
  readonly remote: ConflictVersion;
  /** Milliseconds since 1970. */
  readonly detectedAt: number;
}

export interface TombstoneRow extends Tombstone {
  readonly etag: string;
  readonly modifiedAt: number;
}

/** One entry of the activity list. */
export interface ActivityEntry {
  readonly at: number;
  readonly kind: 'sync' | 'upload' | 'download' | 'conflict' | 'resolved' | 'deleted' | 'restored' | 'failed';
  readonly session: string | null;
  readonly detail: string;
}

/** Changes that are committed together. */
export interface StateChange {
  readonly baselines?: readonly BaselineRow[];
  readonly forgetBaselines?: readonly string[];
  readonly remotes?: readonly RemoteRow[];
  readonly forgetRemotes?: readonly { device: string; session: string }[];
  readonly conflicts?: readonly ConflictRecord[];
  /** Closes every conflict of these sessions, or the one with `device`. */
  readonly closeConflicts?: readonly { session: string; device?: string }[];
  readonly tombstones?: readonly TombstoneRow[];
  readonly forgetTombstones?: readonly { device: string; session: string }[];
  readonly activity?: readonly ActivityEntry[];
  readonly facts?: Readonly<Record<string, string | null>>;
}

/** `sync.db`. Implemented by store/sync-state.ts. */
export interface SyncState {
  baselines(): Map<string, BaselineRow>;
  baseline(session: string): BaselineRow | null;
  /** What tells sessions at rest from others, without holding every row: `stamp` is `rest` where there is one. */
  eachBaselineStamp(use: (row: Pick<BaselineRow, 'session' | 'stamp' | 'settled'>) => void): void;
  baselinesOf(sessions: readonly string[]): Map<string, BaselineRow>;
  /** Keyed by `device/session`. */
  remotes(): Map<string, RemoteRow>;
  remotesOf(session: string): RemoteRow[];
  remotesAmong(sessions: readonly string[]): RemoteRow[];
  /** ETags by `device/session`. */
  remoteEtags(): Map<string, string>;
  /** Objects known in the bucket; those of one device, or of all. */
  countRemotes(device?: string): number;
  /** Sessions with objects in the bucket of which this device holds nothing and never did. */
  sessionsWithoutBaseline(): string[];
  conflicts(): ConflictRecord[];
  conflictsOf(session: string): ConflictRecord[];
  tombstones(): TombstoneRow[];
  activity(limit: number): ActivityEntry[];
  /** Small named facts, e.g. `vault.id`, `card.etag`, `lastSync.at`. */
  fact(name: string): string | null;
  /** One transaction. @throws LOCK_LOST when `lease` is given and no longer holds. */
  commit(change: StateChange, lease?: Lease): void;
  /** Forgets everything that can be learnt again, as if sync.db were new. */
  reset(): void;
  close(): void;
}

/** The right to write, held by one process at a time. */
export interface Lease {
  readonly token: string;
  /** Throws LOCK_LOST when another process has taken over. */
  assertHeld(): void;
  release(): void;
}

/** One agent's way of keeping sessions. */
export interface CapturedSession {
  readonly memory: SessionMemory;
  /** The file it came from. */
  readonly source: string;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * The composed application as command line, desktop and API see it: everything a person can ask for, with no
 * terminal, window or protocol in it. Built by compose.ts.
 */
import type { ConversationMessage, ExportFormat } from '../shared/conversation.ts';
import type { ErrorCode, ErrorData } from '../shared/errors.ts';
import type { SessionMemory } from '../shared/session.ts';
import type { CloudConfig } from '../shared/settings.ts';
import type { VersionVector } from '../shared/version-vector.ts';
import type { Warning } from '../shared/warnings.ts';
import type { FoundBy } from './capture/restore/find-project.ts';
import type { RestoreResult } from './capture/restore/restore-session.ts';
import type { BrakeCode, Plan } from './engine/plan.ts';
import type { ActivityEntry, ConflictRecord, DeviceCard } from './engine/ports.ts';
import type { FailedItem, SyncProgress, SyncReport } from './engine/report.ts';
import type { Resolution, ResolveRequest } from './engine/resolve.ts';

export type {
  ActivityEntry,
  BrakeCode,
  ConflictRecord,
  DeviceCard,
  FailedItem,
  Plan,
  Resolution,
  ResolveRequest,
};
export type { SyncProgress, SyncReport };

/** Something a person should know that stops nothing. */
export type Notice = Warning;

export interface AppOptions {
  /** Environment variables; CC_SESSIONS_HOME and CC_SESSIONS_CONFIG decide where things are. */
  readonly env: NodeJS.ProcessEnv;
  /** Who holds the lock, for the other side to name. */
  readonly holder: 'app' | 'cli';
  /** Called as things become known, e.g. a config file others can read, a store that was set aside. */
  readonly onNotice?: (notice: Notice) => void;
  /** Called once with a newly minted key, before anything is encrypted with it. The document's words go here. */
  readonly onMintedKey?: (minted: { hex: string; savedIn: 'keychain' | 'config-file' }) => void;
  /** Called when another process holds the lock and this one waits. */
  readonly onWait?: (holder: { holder: string; pid: number; since: number }) => void;
  /** One line per request, redacted; without it CC_MEMORY_DEBUG logs to standard error. */
  readonly onRequest?: (line: string) => void;
  /** How long to wait for the lock; 0: not at all. Milliseconds. */
  readonly lockTimeoutMs?: number;
  /** Settings in place of config.yml, for the public API. */
  readonly cloud?: CloudConfig;
}

/** Where one session stands. */
export type SessionState =
  'synced' | 'not-uploaded' | 'changed' | 'conflict' | 'only-in-bucket' | 'only-here' | 'failed';

export interface SessionSummary {
  readonly id: string;
  readonly summary: string;
  readonly projectName: string;
  readonly projectPath: string;
  /** The coding agent, e.g. `claude-code`; empty when it is not known. */
  readonly agent: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly messagesCount: number;
  readonly tokensUsed: number;
  readonly archived: boolean;
  /** Devices that keep it in the bucket. */
  readonly devices: readonly string[];
  readonly state: SessionState;
}

export interface SearchHit extends SessionSummary {
  /** Text around the match; ranges are [start, end) in characters of `snippet`. */
  readonly snippet: string;
  readonly ranges: readonly (readonly [number, number])[];
}

/** The conversations on this machine, apart from their memories. Times are milliseconds since 1970. */
export interface ConversationsStatus {
  readonly total: number;
  /** In the bucket as they stand here. */
  readonly safe: number;
  /** Swept by the agent here, or another device's: kept in the bucket, to be resumed from there. */
  readonly onlyInBucket: number;
  /** Not in the bucket as they stand, and since when; the oldest first. */
  readonly waiting: readonly { readonly session: string; readonly since: number }[];
  /** Those that the agent deletes within seven days: first what is not safe, then the soonest. */
  readonly expiring: readonly {
    readonly session: string;
    readonly expiresAt: number;
    readonly safe: boolean;
  }[];
}

export interface AppStatus {
  readonly setUp: boolean;
  readonly enabled: boolean;
  readonly deviceId: string | null;
  readonly provider: string | null;
  /** What a person calls the place, e.g. `Cloudflare R2 bucket "cc-sessions"`. */
  readonly place: string | null;
  readonly keyFingerprint: string | null;
  readonly home: string;
  readonly sessions: {
    readonly local: number;
    /** In step with the bucket. */
    readonly synced: number;
    /** Saved here, not in the bucket yet. */
    readonly waiting: number;
    readonly conflicts: number;
    readonly onlyInBucket: number;
    readonly failed: number;
  };
  readonly conversations: ConversationsStatus;
  /** Milliseconds since 1970. */
  readonly lastSyncAt: number | null;
  readonly lastError: { readonly code: ErrorCode; readonly data: ErrorData; readonly at: number } | null;
  readonly failures: readonly FailedItem[];
  /** A process that syncs right now. */
  readonly running: { readonly holder: string; readonly pid: number; readonly since: number } | null;
  readonly syncOnSave: boolean;
  readonly syncIntervalMinutes: number;
  readonly activity: readonly ActivityEntry[];
}

/** One step of the connection test. */
export interface DiagnosisStep {
  readonly step: string;
  readonly state: 'ok' | 'failed' | 'noted' | 'skipped';
  readonly durationMs: number;
  readonly code?: ErrorCode;
  readonly data?: ErrorData;
  /** What a `noted` step found, e.g. `{listsAllBuckets: true}`. */
  readonly facts?: ErrorData;
}

export interface Diagnosis {
  readonly ok: boolean;
  /** The first failure, named as precisely as all steps together allow. */
  readonly cause: { readonly code: ErrorCode; readonly data: ErrorData } | null;
  readonly steps: readonly DiagnosisStep[];
}

export interface CaptureReport {
  /** Transcripts found. */
  readonly found: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Kept by the cc-sessions plugin itself. */
  readonly leftToPlugin: number;
  readonly failed: readonly { readonly source: string; readonly code: ErrorCode; readonly data: ErrorData }[];
}

export interface ResumeRequest {
  /** A whole id or an unambiguous beginning of one. */
  readonly id: string;
  /** The project's directory on this machine, absolute. */
  readonly to?: string | undefined;
  /** Only say what would be done. */
  readonly dryRun?: boolean;
  /** Known path fields in the lines become those of this machine. Default: lines stay byte for byte. */
  readonly rewritePaths?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A session put back, or what would be done. */
export interface ResumeResult extends RestoreResult {
  readonly session: string;
  readonly title: string;
  readonly agent: string;
  /** Where the command is to be typed, absolute. */
  readonly project: string;
  readonly projectFoundBy: FoundBy;
  readonly rewritten: boolean;
  readonly dryRun: boolean;
}

export interface ExportRequest {
  /** A whole id or an unambiguous beginning of one. */
  readonly id: string;
  readonly format: ExportFormat;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedConversation {
  readonly session: string;
  readonly title: string;
  readonly agent: string;
  readonly format: ExportFormat;
  /** The document, piece by piece; its failures come while it is read. */
  readonly chunks: AsyncIterable<Buffer>;
}

export interface SyncRequest {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  readonly accept?: readonly BrakeCode[];
  readonly verify?: boolean;
  /** Read the agents' transcripts first. Default true. */
  readonly capture?: boolean;
}

export interface RemoteSessionInfo {
  readonly sessionId: string;
  readonly deviceId: string;
  readonly uploadedAt: Date;
  readonly size: number;
  readonly key: string;
}

export interface DeviceInfo extends DeviceCard {
  readonly thisDevice: boolean;
}

export interface CostEstimate {
  readonly provider: string;
  /** US dollars a month. */
  readonly perMonth: number;
  readonly storageBytes: number;
  readonly requestsPerMonth: number;
  readonly source: string;
  /** ISO date of the price table. */
  readonly pricesAsOf: string;
}

export interface KeyInfo {
  readonly fingerprint: string;
  readonly storedIn: 'environment' | 'config-file' | 'keychain' | 'none';
  readonly vaultId: string | null;
}

/** One side of a conversation that went on in two places. */
export interface ConversationBranch {
  readonly device: string;
  /** Said by person and model since both sides parted. */
  readonly messages: number;
  /** How the person went on, shortened; empty when the person did not. */
  readonly opening: string;
  /** ISO 8601; `null` when no line says. */
  readonly lastAt: string | null;
}

/** Two versions of one conversation. */
export interface ConversationBranches {
  /** Messages that both sides begin with. */
  readonly shared: number;
  /** When the last of them was said; ISO 8601, `null` when there is none, or it does not say. */
  readonly partedAt: string | null;
  readonly local: ConversationBranch;
  readonly remote: ConversationBranch;
}

/** Everything a person can ask for. All methods reject with AppError only. */
export interface ComposedApp {
  readonly cloud: CloudConfig;
  readonly deviceId: string;
  sync(request?: SyncRequest): Promise<SyncReport>;
  plan(request?: Pick<SyncRequest, 'signal' | 'verify' | 'capture'>): Promise<Plan>;
  status(): Promise<AppStatus>;
  list(filter?: {
    limit?: number;
    project?: string;
    device?: string;
    state?: SessionState;
  }): Promise<SessionSummary[]>;
  /** A whole id or an unambiguous beginning of one. Read from the bucket when it is not here. */
  show(id: string): Promise<{ memory: SessionMemory; summary: SessionSummary; vector: VersionVector | null }>;
  search(words: string, limit?: number): Promise<SearchHit[]>;
  diagnose(onStep?: (step: DiagnosisStep) => void, signal?: AbortSignal): Promise<Diagnosis>;
  devices(): Promise<DeviceInfo[]>;
  /** Gives this installation a new device id (after a clash). Returns it. */
  renewDeviceId(): Promise<string>;
  /** Claims the device id for this machine; the other one is gone. */
  takeOverDeviceId(): Promise<void>;
  conflicts(): Promise<readonly ConflictRecord[]>;
  /**
   * Where the conversations of a conflict's two versions part; `null` when one of them has none. Reads both, from
   * this machine or from the bucket.
   */
  branches(conflict: ConflictRecord, signal?: AbortSignal): Promise<ConversationBranches | null>;
  resolve(request: ResolveRequest): Promise<Resolution>;
  delete(session: string): Promise<void>;
  undelete(session: string): Promise<void>;
  capture(signal?: AbortSignal): Promise<CaptureReport>;
  /**
   * Puts a session back where its agent goes on with it. Fetches the conversation when it is not here.
   * @throws PROJECT_NOT_HERE, SESSION_LIVE, TRANSCRIPT_MISSING, …; nothing that is here and differs is overwritten
   */
  resume(request: ResumeRequest): Promise<ResumeResult>;
  /** The conversation to keep. @throws TRANSCRIPT_MISSING, TRANSCRIPT_UNSUPPORTED */
  exportConversation(request: ExportRequest): Promise<ExportedConversation>;
  /** The conversation to read, message by message. @throws TRANSCRIPT_MISSING, TRANSCRIPT_UNSUPPORTED */
  readConversation(id: string, signal?: AbortSignal): Promise<AsyncIterable<ConversationMessage>>;
  /** Syncs on save and by the interval until the signal is aborted. */
  watch(options: {
    signal: AbortSignal;
    onReport: (report: SyncReport) => void;
    onFailure: (error: { code: ErrorCode; data: ErrorData }, retryInMs: number | null) => void;
    onNotice: (notice: Notice) => void;
  }): Promise<void>;
  keyInfo(): Promise<KeyInfo>;
  /** The vault key in hex. Only for `key show` and `key backup`. */
  revealKey(): Promise<string>;
  /** Checks the key against the vault before it is stored. */
  importKey(hexOrPassphrase: { key: string } | { passphrase: string }): Promise<KeyInfo>;
  /**
   * Moves the secrets of the config file to the keychain, each removed from the file only once all are there.
   * Returns their names. @throws KEYCHAIN_UNAVAILABLE; the file is then as it was.
   */
  moveSecrets(): Promise<readonly string[]>;
  cost(): Promise<CostEstimate[]>;
  listRemoteSessions(): Promise<RemoteSessionInfo[]>;
  uploadSession(memory: SessionMemory): Promise<void>;
  downloadSession(info: { sessionId: string; deviceId: string }): Promise<SessionMemory>;
  close(): Promise<void>;
}

/** Answers of the guided set-up. Secrets are stored in the keychain when it works, else where told. */
export interface SetupRequest {
  readonly cloud: Partial<CloudConfig> & Pick<CloudConfig, 'provider' | 'bucket'>;
  readonly secretAccessKey?: string;
  /** `passphrase` beside a key: a vault that is made opens with it as well. */
  readonly key?:
    | { readonly mint: true }
    | { readonly hex: string; readonly passphrase?: string | undefined }
    | { readonly passphrase: string };
  readonly keepSecretsIn?: 'keychain' | 'config-file';
  /** `existing`: a place without a vault is refused (VAULT_MISSING), so that a slip in its name makes no second one. */
  readonly vault?: 'new' | 'existing';
  readonly onStep?: (step: DiagnosisStep) => void;
}

export interface SetupResult {
  readonly place: string;
  readonly deviceId: string;
  readonly vault: 'created' | 'joined';
  readonly keyFingerprint: string;
  readonly secretsIn: 'keychain' | 'config-file';
  readonly configFile: string;
  /** There were no settings before. */
  readonly firstTime: boolean;
}

/** One object of the bucket, to be opened with nothing but the key. */
export interface DecryptRequest {
  readonly object: Uint8Array;
  /** 64 hex digits; `null`: the key that this device has. */
  readonly key: string | null;
  /** `sessions/<device>/<session>.enc`; `null`: not known, then only the content is checked, not its place. */
  readonly objectKey: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** The config file as the public API gives it out. */
export interface LoadedSettings {
  readonly cloud: CloudConfig;
  /** Absolute paths. */
  readonly home: string;
  readonly configFile: string;
  readonly warnings: readonly Notice[];
}

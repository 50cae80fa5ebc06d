/**
 * Brings the conversation of one session into the bucket: finds out how the files on this machine stand to what is
 * known of them, writes the parts that are missing, and notes in one transaction what is there then. Nothing refers to
 * a part before it is in the bucket; a process that dies leaves parts that nothing refers to, at worst.
 */
import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '../../shared/errors.ts';
import { isBundlePath, type Transcript } from '../../shared/transcript.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { BundleFile } from '../capture/adapter.ts';
import type { Lease, SyncState, Vault } from '../engine/ports.ts';
import type { BundleRow, TranscriptState } from '../engine/transcript-ports.ts';
import { CaptureFailure } from './capture-failure.ts';
import { writeCapture, type CapturedStep } from './capture-parts.ts';
import { transcriptHash } from './content-hash.ts';
import { commitInGroup } from './group-commit.ts';
import { isCaptured, scanFiles } from './scan-files.ts';
import { isBeginningOf } from './prefix-check.ts';
import { standingOf, type LocalFile, type Standing } from './standing.ts';
import { TranscriptReader } from './transcript-reader.ts';

/** The part of sync.db that is needed here. */
export type BundleState = Pick<SyncState, 'baseline'> & { readonly transcripts: TranscriptState };

export interface UploadRequest {
  /** Id of the memory. */
  readonly session: string;
  /** This device. */
  readonly self: string;
  /** `AgentAdapter.agent`, the agent's own id of the session, and `AgentAdapter.placeOf`. */
  readonly agent: string;
  readonly agentSession: string;
  readonly place: string;
  /** `AgentAdapter.bundle`. */
  readonly files: readonly BundleFile[];
  readonly state: BundleState;
  readonly vault: Vault;
  /**
   * When sync.db knows nothing of this session: whether this device's memory in the bucket is to be asked for its
   * transcript, which costs a request. To be set when there is such a memory, else all is sent once more.
   */
  readonly recover: boolean;
  readonly lease?: Lease | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: () => number;
}

export type UploadResult =
  /** Nothing was written since the last time; nothing was read. */
  | { readonly outcome: 'unchanged' }
  /** What the files hold is what the row's transcript says, e.g. because they were just restored. */
  | { readonly outcome: 'in-step' }
  /** The row's transcript goes on from what is here: another device continued it. Nothing to be sent. */
  | { readonly outcome: 'behind' }
  /** A file was written to while it was read. The next pass takes it. */
  | { readonly outcome: 'changing' }
  /** All is in the bucket, and the row's transcript is now `transcript`. */
  | {
      readonly outcome: 'uploaded';
      readonly transcript: Transcript;
      readonly bytes: number;
      readonly parts: number;
    }
  /**
   * All is in the bucket, but the row's transcript has gone on elsewhere and was left as it is. To be settled by
   * `adoptDiverged`, or in another way; until then every call says so again.
   */
  | {
      readonly outcome: 'diverged';
      readonly transcript: Transcript;
      /** The version the files went on from; `{}`: not known. */
      readonly basis: VersionVector;
      readonly bytes: number;
      readonly parts: number;
    }
  /** What was known before stands. */
  | { readonly outcome: 'failed'; readonly error: AppError };

/**
 * Does everything for one session. Several sessions may be at work at once.
 * @throws the signal's reason when aborted; what was committed before stays
 */
export async function uploadBundle(request: UploadRequest): Promise<UploadResult> {
  try {
    return await new Upload(request).run();
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof CaptureFailure) return { outcome: 'changing' };
    return { outcome: 'failed', error: named(error, request) };
  }
}

/** Errors of the file system are those of the agent's files: everything else comes as an AppError. */
function named(error: unknown, { files, session }: UploadRequest): AppError {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof AppError || typeof code !== 'string') return toAppError(error);
  const data = { session, path: path ?? files[0]?.source, reason: code };
  return new AppError('TRANSCRIPT_UNREADABLE', data, { cause: error });
}

class Upload {
  readonly #request: UploadRequest;
  readonly #row: BundleRow | null;
  /** The row's transcript. */
  readonly #known: Transcript | null;
  readonly #knownHash: string | null;

  constructor(request: UploadRequest) {
    this.#request = request;
    this.#row = request.state.transcripts.bundle(request.session);
    this.#known = request.state.transcripts.transcript(request.session);
    this.#knownHash = this.#known && transcriptHash(this.#known);
  }

  async run(): Promise<UploadResult> {
    const { files, signal } = this.#request;
    const row = this.#row;
    signal?.throwIfAborted();
    if (row && this.#known && this.#isUnchanged(row)) return this.#again(row);
    const strange = files.find(({ path }) => !isBundlePath(path));
    if (strange) throw new AppError('TRANSCRIPT_UNREADABLE', { path: strange.source, reason: 'name' });
    const own = (this.#isOwn(row?.own) ? row.own : null) ?? (await this.#ownBefore());
    const locals = await scanFiles(this.#request, row, own, this.#known);
    if (locals.length === 0) return { outcome: 'unchanged' };
    const { standing, less } = await this.#standing(locals);
    if (standing === 'in-step' || standing === 'behind') return this.#remember(standing, locals, own);
    return this.#send(standing, locals, own, less);
  }

  #isUnchanged(row: BundleRow): boolean {
    const captured = new Map(row.files.map((file) => [file.path, file]));
    return this.#request.files.every((file) =>
      isCaptured(captured.get(file.path), file, this.#request.now()),
    );
  }

  /** A divergence that the engine has not been told of yet is one still. */
  #again({ diverged, own, vector }: BundleRow): UploadResult {
    if (!diverged || !own) return { outcome: 'unchanged' };
    return { outcome: 'diverged', transcript: own, basis: vector, bytes: 0, parts: 0 };
  }

  /** This device's transcript where sync.db knows of none: sync.db was lost, or there has never been one. */
  async #ownBefore(): Promise<Transcript | null> {
    const { vault, self, session, recover, signal } = this.#request;
    if (this.#isOwn(this.#known)) return this.#known;
    if (this.#row || !recover) return null;
    try {
      const { memory } = await vault.readSession(self, session, { signal });
      return this.#isOwn(memory.transcript) ? memory.transcript : null;
    } catch (error) {
      const code = error instanceof AppError ? error.code : '';
      if (code.startsWith('OBJECT_') || code === 'MEMORY_INVALID') return null;
      throw error;
    }
  }

  #isOwn(transcript: Transcript | null | undefined): transcript is Transcript {
    return transcript?.device === this.#request.self && transcript.session === this.#request.session;
  }

  /** Whether the row's transcript is what was last captured here. */
  get #isOurs(): boolean {
    return this.#row ? this.#row.content === this.#knownHash : this.#isOwn(this.#known);
  }

  async #standing(files: readonly LocalFile[]): Promise<{ standing: Standing; less: ReadonlySet<string> }> {
    const { vault, signal } = this.#request;
    const known = this.#known;
    if (!known) return { standing: 'ahead', less: new Set() };
    const reader = new TranscriptReader(vault, known, { signal });
    const captured = new Map(this.#row?.files.map((file) => [file.path, file]));
    const result = await standingOf({
      files,
      known,
      isOurs: this.#isOurs,
      captured,
      isBeginning: ({ file, captured: bytes }) => isBeginningOf(reader, file.path, file.source, bytes),
    });
    const isOpen = this.#row?.diverged === true && result.standing !== 'in-step';
    return isOpen ? { ...result, standing: 'diverged' } : result;
  }

  async #remember(
    standing: 'in-step' | 'behind',
    files: readonly LocalFile[],
    own: Transcript | null,
  ): Promise<UploadResult> {
    const { state, session, lease } = this.#request;
    const before = this.#row;
    const inStep = standing === 'in-step';
    const row: BundleRow = {
      session,
      files: files.map(fileRow),
      own,
      generations: before?.generations ?? {},
      content: inStep ? (this.#knownHash ?? '') : (before?.content ?? ''),
      vector: inStep ? this.#baselineVector() : (before?.vector ?? {}),
      diverged: false,
    };
    await commitInGroup(state.transcripts, { bundles: [row] }, lease);
    return { outcome: standing };
  }

  #baselineVector(): VersionVector {
    return this.#request.state.baseline(this.#request.session)?.vector ?? {};
  }

  async #send(
    standing: 'ahead' | 'diverged',
    files: readonly LocalFile[],
    own: Transcript | null,
    less: ReadonlySet<string>,
  ): Promise<UploadResult> {
    const { state, session, lease } = this.#request;
    const diverged = standing === 'diverged';
    const basis = diverged ? (this.#row?.vector ?? {}) : this.#baselineVector();
    const written = await writeCapture({
      ...this.#request,
      own,
      generations: this.#row?.generations ?? {},
      files,
      // Beginnings of what is known already; of a version that parted from it, they are all there is.
      kept: diverged ? new Set() : less,
      known: diverged ? null : this.#known,
      random: randomBytes(4).toString('hex'),
      onStep: (step) => this.#commitStep(step),
      onAbandoned: (retired) => state.transcripts.commitTranscripts({ retired }, lease),
    });
    const { own: transcript, bytes, parts } = written;
    const row: BundleRow = {
      session,
      files: files.map(fileRow),
      own: transcript,
      generations: written.generations,
      content: transcriptHash(transcript),
      vector: basis,
      diverged,
    };
    const transcripts = diverged ? [] : [{ session, transcript }];
    const { retired } = written;
    await commitInGroup(state.transcripts, { bundles: [row], transcripts, retired }, lease);
    return diverged
      ? { outcome: 'diverged', transcript, basis, bytes, parts }
      : { outcome: 'uploaded', transcript, bytes, parts };
  }

  /** What was captured before, and what it says of versions, stands until all is there. */
  #commitStep({ own, generations, retired }: CapturedStep): void {
    const { state, session, lease } = this.#request;
    const before = this.#row;
    const content = before?.content ?? (this.#isOurs ? (this.#knownHash ?? '') : '');
    const [vector, diverged] = [before?.vector ?? {}, before?.diverged ?? false];
    const row: BundleRow = { session, files: [], own, generations, content, vector, diverged };
    state.transcripts.commitTranscripts({ bundles: [row], retired }, lease);
  }
}

function fileRow({ file, stamp, captured, sha256 }: LocalFile): BundleRow['files'][number] {
  const { size, mtimeMs, ino } = stamp;
  return { path: file.path, size, mtimeMs, ino, captured, sha256 };
}

/**
 * Makes a diverged session's own transcript the row's, as made upon the version its files went on from: compared with
 * what other devices have, it is then a version of its own. In one transaction.
 */
export function adoptDiverged(state: BundleState, session: string, lease?: Lease): void {
  const row = state.transcripts.bundle(session);
  if (!row?.diverged || !row.own) return;
  const baseline = state.baseline(session);
  const rebased = baseline && { ...baseline, stamp: '', contentHash: '', vector: row.vector, settled: false };
  state.transcripts.commitTranscripts(
    {
      bundles: [{ ...row, diverged: false }],
      transcripts: [{ session, transcript: row.own }],
      ...(rebased ? { state: { baselines: [{ ...rebased, pending: null }] } } : {}),
    },
    lease,
  );
}

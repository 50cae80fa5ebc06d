/**
 * Raw conversations within a pass: what this machine's agents wrote goes into the bucket before the memories that
 * name it, and versions of which one merely goes on from the other are told apart from real conflicts.
 */
import type {
  Conversations,
  ConversationJob,
  ConversationOrder,
  SendJob,
  TrashJob,
} from '../engine/conversations.ts';
import type { ConflictVersion } from '../engine/ports.ts';
import { FACT } from '../engine/facts.ts';
import { isPurged, TRASH_DAYS } from '../engine/trash.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import { purgeRetired, purgeTranscript, tidyParts } from '../transcripts/retired-parts.ts';
import { TranscriptReader } from '../transcripts/transcript-reader.ts';
import { adoptDiverged, uploadBundle, type UploadResult } from '../transcripts/upload-bundle.ts';
import { AppError, ERROR_TRAITS, EXIT, type ErrorCode } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { MAIN_PATH, type Transcript } from '../../shared/transcript.ts';
import { runBudgeted } from './budgeted-work.ts';
import { bundleOrder } from './bundle-order.ts';
import { copyForks, forkOf, noteFork } from './conversation-forks.ts';
import { noteGivenUp, trashGivenUp } from './given-up.ts';
import { changedBundles, type LocalBundle, type LocalBundlesDeps } from './local-bundles.ts';
import { sessionsWithLostParts } from './lost-parts.ts';
import { finishStoring } from './transcribed-sessions.ts';

export interface ConversationSyncDeps extends LocalBundlesDeps {
  readonly self: string;
  /** The home directory of cc-sessions, absolute. */
  readonly home: string;
  readonly store: LocalBundlesDeps['store'] & Pick<SessionStore, 'get' | 'hashOf'>;
  readonly state: SyncStateDb;
  /** Sessions whose conversations stay on this device. */
  readonly withheld: () => ReadonlySet<string>;
}

/**
 * Bytes of parts that all sessions at work may hold together, and how many of them there may be: 32 instead of 16
 * take about an eighth off a first upload of small ones 100 ms away, and no more memory that could be measured.
 */
const BUDGET = { total: 24 * 1024 * 1024, most: 32 };
/** What one session holds at most: a part, its sealed form, and the next one being read. */
const MOST_HELD = 24 * 1024 * 1024;

/** How long what is in the bucket is not looked through, by the server's clock. */
const TIDY_MS = TRASH_DAYS * 24 * 60 * 60 * 1000;

/** Names of the facts kept in sync.db. */
const TIDIED = 'transcripts.tidiedAt';
/** The device below whose prefix sync.db knows own parts. */
const NAMED = 'transcripts.device';

export class ConversationSync implements Conversations {
  readonly #deps: ConversationSyncDeps;

  constructor(deps: ConversationSyncDeps) {
    this.#deps = deps;
  }

  async send(job: SendJob): Promise<void> {
    const { store: sessions, state } = this.#deps;
    finishStoring({ sessions, state, transcripts: state.transcripts });
    this.#forgetOtherName();
    const withheld = this.#deps.withheld();
    const lost = job.verify ? await sessionsWithLostParts(this.#deps, job) : new Set<string>();
    const changed = await changedBundles(this.#deps, job.signal, lost);
    const bundles = changed.filter(({ session }) => !withheld.has(session) && this.#isReadable(session, job));
    const recoverable = bundles.length > 0 ? await this.#ownInBucket(job) : new Set<string>();
    let done = 0;
    await runBudgeted({
      items: bundles,
      weightOf: ({ files }) =>
        Math.min(
          MOST_HELD,
          files.reduce((sum, file) => sum + file.size, 0),
        ),
      budget: BUDGET,
      signal: job.signal,
      task: async (bundle) => {
        if (lost.has(bundle.session)) this.#forgetLost(bundle, job);
        await this.#sendOne(bundle, recoverable.has(bundle.session), job);
        done += 1;
        job.onProgress(done, bundles.length, bundle.session);
      },
    });
    await copyForks(this.#deps, job);
  }

  async #sendOne(bundle: LocalBundle, recover: boolean, job: SendJob): Promise<void> {
    const { self, state } = this.#deps;
    const { session, adapter, file, files } = bundle;
    const result = await uploadBundle({
      session,
      self,
      agent: adapter.agent,
      agentSession: file.agentSession,
      place: adapter.placeOf(file),
      files,
      state,
      recover,
      vault: job.vault,
      lease: job.lease,
      signal: job.signal,
      now: Date.now,
    });
    this.#settle(session, result, job);
  }

  /** What could not be sent for a reason of its own is told; what would stop every other one too ends the pass. */
  #settle(session: string, result: UploadResult, job: SendJob): void {
    if (result.outcome === 'diverged') adoptDiverged(this.#deps.state, session, job.lease);
    if (result.outcome !== 'failed') return;
    if (stopsPass(result.error)) throw result.error;
    job.onFailed(session, result.error.code);
  }

  /**
   * What was sent of a conversation is gone: all of it goes once more, and its memory with it. Where a file of it is
   * not here any more, what is left in the bucket is all there is.
   */
  #forgetLost({ session, files }: LocalBundle, { lease }: SendJob): void {
    const { state } = this.#deps;
    const { transcripts } = state;
    const baseline = state.baseline(session);
    const here = new Map(files.map(({ path, size }) => [path, size]));
    const known = transcripts.transcript(session)?.files ?? [];
    if (known.some(({ path, size }) => (here.get(path) ?? -1) < size)) return;
    const baselines = baseline ? [{ ...baseline, stamp: '', contentHash: '', settled: false }] : [];
    transcripts.commitTranscripts(
      { forgetBundles: [session], transcripts: [{ session, transcript: null }], state: { baselines } },
      lease,
    );
  }

  /** Parts below a name that this device does not go by any more are another's; what comes goes below the new one. */
  #forgetOtherName(): void {
    const { self, state } = this.#deps;
    if (state.fact(NAMED) === self) return;
    const { transcripts } = state;
    const forgetBundles = [...transcripts.bundleFiles().keys()].filter((session) => {
      const own = transcripts.bundle(session)?.own;
      return own && own.device !== self;
    });
    transcripts.commitTranscripts({ forgetBundles, state: { facts: { [NAMED]: self } } });
  }

  /** A conversation that a later version wrote is not replaced by what this one would make of its files. */
  #isReadable(session: string, { onFailed }: SendJob): boolean {
    const later = this.#deps.state.baseline(session)?.extra?.['transcript'] !== undefined;
    if (later) onFailed(session, 'TRANSCRIPT_UNSUPPORTED');
    return !later;
  }

  /** After sync.db was lost, what this device has in the bucket need not be sent once more. */
  async #ownInBucket({ vault, signal }: SendJob): Promise<ReadonlySet<string>> {
    const { self, state } = this.#deps;
    const own = new Set<string>();
    if (state.fact(FACT.lastSyncAt) !== null) return own;
    for await (const page of vault.listSessions({ signal, onRefused: () => undefined })) {
      for (const { device, session } of page) if (device === self) own.add(session);
    }
    return own;
  }

  fork(memory: SessionMemory): SessionMemory | null {
    const fork = forkOf(this.#deps.adapters, memory);
    if (fork) noteFork(this.#deps.state, fork.id);
    return fork;
  }

  giveUp(version: Pick<ConflictVersion, 'memory' | 'contentHash'>): string | null {
    return noteGivenUp(this.#deps.state, this.#deps.adapters, version);
  }

  /** What was given up leans on parts of the session it was a version of. */
  bringBack({ id, transcript }: SessionMemory): void {
    if (transcript && transcript.session !== id) noteFork(this.#deps.state, id);
  }

  async order(mine: SessionMemory, theirs: SessionMemory, job: ConversationJob): Promise<ConversationOrder> {
    const [a, b] = [mine.transcript, theirs.transcript];
    if (!a || !b || a.agent !== b.agent || a.agentSession !== b.agentSession) return 'unknown';
    const read = (transcript: Transcript) =>
      new TranscriptReader(job.vault, transcript, { signal: job.signal });
    const order = await bundleOrder(read(a), read(b)).catch(unlessUnreadable);
    return order === 'same' ? 'unknown' : order;
  }

  /** Told by a file on this machine that holds at least as much, whatever else it says then. */
  async captured({ transcript }: SessionMemory): Promise<SessionMemory | null> {
    const main = transcript?.files.find(({ path }) => path === MAIN_PATH);
    const adapter = this.#deps.adapters.find(({ agent }) => agent === transcript?.agent);
    if (!transcript || !main || !adapter) return null;
    for (const file of await adapter.restore.locate(transcript.agentSession)) {
      const read = file.size < main.size ? null : await adapter.read({ ...file, size: main.size });
      if (read) return read.memory;
    }
    return null;
  }

  async purge(session: string, job: ConversationJob): Promise<void> {
    const { self, state } = this.#deps;
    await purgeTranscript({ self, state, ...job }, session);
  }

  async emptyTrash(serverNow: number, job: TrashJob): Promise<void> {
    const { self, state, store } = this.#deps;
    await trashGivenUp(this.#deps, job);
    const request = { self, state, ...job };
    const tidiedAt = state.fact(TIDIED);
    if (tidiedAt === null || serverNow - Number(tidiedAt) > TIDY_MS) {
      const tombstones = Map.groupBy(state.tombstones(), ({ session }) => session);
      await tidyParts(request, (session) => {
        if (store.stampsOf([session]).has(session)) return false;
        return isPurged(self, state.remotesOf(session), tombstones.get(session) ?? [], serverNow);
      });
      state.commit({ facts: { [TIDIED]: String(serverNow || Date.now()) } }, job.lease);
    }
    await purgeRetired(request, serverNow);
  }
}

/** Where bytes of one side cannot be had, a person decides, and nothing else is held up. @throws all other errors */
function unlessUnreadable(error: unknown): 'unknown' {
  if (error instanceof AppError && error.code.startsWith('TRANSCRIPT_')) return 'unknown';
  throw error;
}

const STOPPING: ReadonlySet<number> = new Set([EXIT.connection, EXIT.key, EXIT.configuration, EXIT.locked]);
const FULL: ReadonlySet<ErrorCode> = new Set(['DISK_FULL', 'STORE_BUSY', 'STORE_CORRUPT', 'CANCELLED']);

function stopsPass({ code }: AppError): boolean {
  return STOPPING.has(ERROR_TRAITS[code].exit) || FULL.has(code);
}

/** What a person does with a whole conversation: go on with it here, write it down, read it. */
import type { AgentAdapter } from '../capture/adapter.ts';
import { expandPath } from '../config/home.ts';
import type {
  ConversationBranches,
  ExportedConversation,
  ExportRequest,
  ResumeRequest,
  ResumeResult,
} from '../composed-app.ts';
import type { ConflictRecord, Vault } from '../engine/ports.ts';
import { exportConversation } from '../export/export-conversation.ts';
import { readConversation, type ConversationSource } from '../export/read-conversation.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import type { ConversationMessage } from '../../shared/conversation.ts';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { Transcript } from '../../shared/transcript.ts';
import { Bundles, opener } from './bundles.ts';
import { compareBranches } from './conversation-branches.ts';
import type { KeptTranscripts } from './kept-transcripts.ts';
import type { Machine } from './machine.ts';
import { resumeSession, type ResumeDeps } from './resume.ts';

export class Conversations {
  readonly #bundles: Bundles;
  readonly #resume: ResumeDeps;

  constructor(bundles: Bundles, resume: ResumeDeps) {
    this.#bundles = bundles;
    this.#resume = resume;
  }

  /** @throws AppError as `Bundles.toResume` and `resumeSession` */
  async resume(memory: SessionMemory, request: ResumeRequest): Promise<ResumeResult> {
    const source = await this.#bundles.toResume(memory, request.signal);
    return resumeSession(this.#resume, { memory, source }, request);
  }

  /** Nothing is read before the first piece is asked for. @throws AppError TRANSCRIPT_MISSING */
  async export(memory: SessionMemory, request: ExportRequest): Promise<ExportedConversation> {
    const { format, signal } = request;
    const { id, summary: title, projectPath: project, startedAt, endedAt } = memory;
    const source = await this.#source(memory, signal);
    const { agent } = source;
    const header = { id, title, agent, project, startedAt, endedAt };
    return { session: id, title, agent, format, chunks: exportConversation(source, header, format) };
  }

  /** Message by message. @throws AppError TRANSCRIPT_MISSING, and while it is read what reading throws */
  async read(memory: SessionMemory, signal?: AbortSignal): Promise<AsyncIterable<ConversationMessage>> {
    return readConversation(await this.#source(memory, signal));
  }

  /** One version's conversation as the bucket has it. */
  readStored(transcript: Transcript, signal?: AbortSignal): AsyncIterable<ConversationMessage> {
    const { agent, files } = transcript;
    const bundle = this.#bundles.fetched(transcript, signal);
    return readConversation({ agent, files, open: (path) => bundle.open(path) });
  }

  /** Where the conversations of two versions part; `null` when one of them has none. Both are read in the bucket. */
  async branches(
    { local, remote }: ConflictRecord,
    signal?: AbortSignal,
  ): Promise<ConversationBranches | null> {
    const [mine, theirs] = [local.memory.transcript, remote.memory.transcript];
    if (!mine || !theirs) return null;
    const source = (transcript: Transcript): ConversationSource => {
      const { agent, files } = transcript;
      const bundle = this.#bundles.fetched(transcript, signal);
      return { agent, files, open: (path) => bundle.open(path) };
    };
    return compareBranches(
      { device: local.device, source: source(mine) },
      { device: remote.device, source: source(theirs) },
    );
  }

  /** What is here is read here; it is what the bucket has, or what it will have. */
  async #source(memory: SessionMemory, signal: AbortSignal | undefined): Promise<ConversationSource> {
    const local = await this.#bundles.local(memory);
    if (local) return { agent: local.agent, files: local.files, open: opener(memory, local) };
    const stored = this.#bundles.stored(memory, signal);
    if (!stored) throw new AppError('TRANSCRIPT_MISSING', { session: memory.id });
    const { agent, files } = stored.transcript;
    return { agent, files, open: (path) => stored.open(path) };
  }
}

export interface ConversationsDeps {
  readonly adapters: readonly AgentAdapter[];
  readonly machine: Pick<Machine, 'paths' | 'env'>;
  readonly cloud: Pick<CloudConfig, 'pathMap'>;
  readonly state: Pick<SyncStateDb, 'transcripts'>;
  readonly store: Pick<SessionStore, 'list' | 'stampsOf'>;
  readonly kept: Pick<KeptTranscripts, 'source'>;
}

/** @param vault opens the bucket when the first byte of it is needed */
export function openConversations(
  { adapters, machine, cloud, state, store, kept }: ConversationsDeps,
  vault: (signal: AbortSignal | undefined) => Promise<Vault>,
): Conversations {
  // Of a session without a row, sync.db knows what it was when there was one; its memory comes from the bucket.
  const transcriptOf = (session: string) =>
    store.stampsOf([session]).has(session) ? state.transcripts.transcript(session) : null;
  return new Conversations(new Bundles({ adapters, transcriptOf, vault, kept }), {
    adapters,
    home: machine.paths.home,
    userHome: expandPath('~', '/', machine.env),
    pathMap: cloud.pathMap,
    knownProjects: () => store.list().map(({ projectPath }) => projectPath),
  });
}

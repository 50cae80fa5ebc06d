/** Writes what this device's parts do not hold yet of a session's files, in steps that each stand on their own. */
import { AppError } from '../../shared/errors.ts';
import { parseTranscript, type Transcript, type TranscriptFile } from '../../shared/transcript.ts';
import type { PartVault, RetiredPart } from '../engine/transcript-ports.ts';
import { digestAt, STEP_BYTES } from './bundle-reader.ts';
import { CaptureFailure } from './capture-failure.ts';
import { finishPlan, planParts, type FileState, type PartPlan } from './part-plan.ts';
import { LocalSource, RemoteSource, type PartSource } from './part-source.ts';
import { writeParts } from './part-writer.ts';
import { scanSettled } from './scan-files.ts';
import { isSameContent, type LocalFile } from './standing.ts';
import { TranscriptReader } from './transcript-reader.ts';

export interface CaptureRequest {
  readonly session: string;
  /** This device. */
  readonly self: string;
  readonly agent: string;
  readonly agentSession: string;
  readonly place: string;
  readonly vault: Pick<PartVault, 'readPart' | 'writePart'>;
  readonly signal?: AbortSignal | undefined;
  readonly now: () => number;
  /** This device's transcript so far. */
  readonly own: Transcript | null;
  readonly generations: Readonly<Record<string, number>>;
  readonly files: readonly LocalFile[];
  /** Paths of files that are only a beginning of what is known of them: they stay as they were. */
  readonly kept: ReadonlySet<string>;
  /** What the files go on from: of files that are not here, or only kept, it has the bytes. `null`: from nothing. */
  readonly known: Transcript | null;
  /** See `partName`. */
  readonly random: string;
  /** To be committed: what is in the bucket so far is a transcript, though not of all there is. */
  readonly onStep: (step: CapturedStep) => void;
  /** Parts that may be in the bucket and will never be referred to. */
  readonly onAbandoned: (parts: readonly RetiredPart[]) => void;
}

export interface CapturedStep {
  readonly own: Transcript;
  readonly generations: Readonly<Record<string, number>>;
  readonly retired: readonly RetiredPart[];
}

export interface Captured extends CapturedStep {
  /** Bytes of the sealed parts, and how many there were. */
  readonly bytes: number;
  readonly parts: number;
}

/**
 * @throws CaptureFailure when a file is not any more what it was; TRANSCRIPT_TOO_LARGE; errors of the vault and of
 *   the file system; the signal's reason
 */
export async function writeCapture(request: CaptureRequest): Promise<Captured> {
  return new Capture(request).run();
}

/** A local file on its way: how far own parts hold it, as it is now. */
interface Progress {
  local: LocalFile;
  /** Bytes; 0 for a file that is written anew. */
  held: number;
  /** Own parts hold another content of this path. */
  stale: boolean;
}

class Capture {
  readonly #request: CaptureRequest;
  readonly #files: Progress[] = [];
  readonly #copies: readonly TranscriptFile[];
  #own: Transcript | null;
  #generations: Readonly<Record<string, number>>;
  #bytes = 0;
  #parts = 0;

  constructor(request: CaptureRequest) {
    const { own, generations, known, files, kept } = request;
    this.#request = request;
    this.#own = own;
    this.#generations = generations;
    const given = new Set(files.map(({ file }) => file.path).filter((path) => !kept.has(path)));
    this.#copies = (known?.files ?? []).filter((file) => {
      const mine = this.#ownFile(file.path);
      const same = mine?.size === file.size && mine.sha256 === file.sha256;
      return !given.has(file.path) && !same;
    });
  }

  #ownFile(path: string): TranscriptFile | undefined {
    return this.#own?.files.find((file) => file.path === path);
  }

  async run(): Promise<Captured> {
    for (const local of this.#request.files) {
      if (!this.#request.kept.has(local.file.path)) this.#files.push(await this.#begin(local));
    }
    for (;;) {
      const { states, isLast } = this.#nextStates();
      const step = await this.#step(states);
      if (isLast) return { ...step, bytes: this.#bytes, parts: this.#parts };
      this.#request.onStep(step);
    }
  }

  async #begin(local: LocalFile): Promise<Progress> {
    const mine = this.#ownFile(local.file.path);
    if (isSameContent(local, mine)) return { local, held: local.captured, stale: false };
    const read = local.scan ? local : await this.#scan(local);
    const keeps = !mine || (read.scan !== null && digestAt(read.scan, mine.size) === mine.sha256);
    return { local: read, held: keeps ? (mine?.size ?? 0) : 0, stale: !keeps };
  }

  /** Reads a file whose stat said that it did not change. @throws CaptureFailure when it did */
  async #scan(local: LocalFile): Promise<LocalFile> {
    const scan = await scanSettled(this.#request, local.file, this.#request.own, null);
    if (scan?.captured === local.captured && scan.sha256 === local.sha256) return { ...local, scan };
    throw new CaptureFailure(local.file.path);
  }

  /** As much as makes a step; all that is small goes with the first one. */
  #nextStates(): { readonly states: FileState[]; readonly isLast: boolean } {
    const states: FileState[] = [];
    let left = STEP_BYTES;
    let isLast = true;
    for (const progress of this.#files) {
      const { local, held, stale } = progress;
      const end = left > 0 ? reach(local, held, left) : held;
      left -= end - held;
      if (end < local.captured) isLast = false;
      const state = stateOf(local, end, !stale);
      if (end > held || end === local.captured) {
        states.push(state);
        progress.held = end;
        progress.stale = false;
      }
    }
    if (isLast) states.push(...this.#copies.map((file) => this.#copyState(file)));
    return { states, isLast };
  }

  #copyState({ path, role, size, sha256 }: TranscriptFile): FileState {
    return { path, role, size, sha256, keeps: !this.#ownFile(path), lineEnds: null };
  }

  async #step(states: readonly FileState[]): Promise<CapturedStep> {
    const plan = await this.#plan(states);
    const { session, self: device } = this.#request;
    const sizes = plan.parts.map((part) => ({ ...part, size: 1, sha256: '0'.repeat(64) }));
    if (!parseTranscript(this.#finish(plan, sizes)))
      throw new AppError('TRANSCRIPT_TOO_LARGE', { session, device });
    const begun: string[] = [];
    try {
      const written = await this.#write(plan, begun);
      const own = this.#finish(plan, written);
      this.#own = own;
      this.#generations = plan.generations;
      this.#bytes += written.reduce((sum, { size }) => sum + size, 0);
      this.#parts += written.length;
      return { own, generations: plan.generations, retired: this.#retired(plan.retired) };
    } catch (error) {
      if (begun.length > 0) this.#request.onAbandoned(this.#retired(begun));
      throw error;
    }
  }

  #retired(parts: readonly string[]): RetiredPart[] {
    return parts.map((part) => ({ session: this.#request.session, part, retiredAt: null }));
  }

  #finish(plan: PartPlan, written: Parameters<typeof finishPlan>[2]): Transcript {
    return finishPlan(plan, { ...this.#request, device: this.#request.self }, written);
  }

  /** Plans again whenever it turns out that more must be known of a file whose bytes are to be written. */
  async #plan(given: readonly FileState[]): Promise<PartPlan> {
    let states = given;
    for (;;) {
      const plan = planParts({
        own: this.#own,
        files: states,
        generations: this.#generations,
        random: this.#request.random,
      });
      const paths = new Set(plan.parts.flatMap(({ segments }) => segments.map(({ path }) => path)));
      const unread = this.#files.filter(({ local }) => paths.has(local.file.path) && local.scan === null);
      const nameless = states.filter(
        ({ path, keeps }) => keeps && paths.has(path) && this.#ownFile(path) && !(path in this.#generations),
      );
      if (unread.length + nameless.length === 0) return plan;
      for (const progress of unread) progress.local = await this.#scan(progress.local);
      const lost = new Set<string>();
      for (const { path } of nameless) if (!(await this.#learnGeneration(path))) lost.add(path);
      states = states.map((state) => {
        const lineEnds = this.#lineEndsOf(state);
        return { ...state, lineEnds, keeps: state.keeps && !lost.has(state.path) };
      });
    }
  }

  #lineEndsOf({ path, lineEnds }: FileState): readonly number[] | null {
    const scan = this.#files.find(({ local }) => local.file.path === path)?.local.scan;
    return scan ? scan.lineEnds : lineEnds;
  }

  /** Which generation own parts hold of a file, out of one of them. `false`: it cannot be had; all is written anew. */
  async #learnGeneration(path: string): Promise<boolean> {
    const own = this.#own;
    if (!own) return false;
    const reader = new TranscriptReader(this.#request.vault, own, { signal: this.#request.signal });
    const part = reader.runs(path).at(-1)?.part;
    try {
      const opened = part === undefined ? null : await reader.part(part);
      const generation = opened?.segments.find((segment) => segment.path === path)?.generation;
      this.#generations = { ...this.#generations, [path]: generation ?? 1 };
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code.startsWith('TRANSCRIPT_')) return false;
      throw error;
    }
  }

  async #write(plan: PartPlan, begun: string[]) {
    const { vault, self: device, session, signal, known } = this.#request;
    const sources = new Map<string, PartSource>();
    const reader = known && new TranscriptReader(vault, known, { signal, lends: true });
    for (const path of new Set(
      plan.parts.flatMap(({ segments }) => segments.map((segment) => segment.path)),
    )) {
      const scan = this.#files.find(({ local }) => local.file.path === path)?.local.scan;
      if (scan) sources.set(path, new LocalSource(scan));
      else if (reader) sources.set(path, new RemoteSource(reader, path));
    }
    const onBegun = (name: string): void => void begun.push(name);
    try {
      return await writeParts({ vault, device, session, parts: plan.parts, sources, signal, onBegun });
    } finally {
      // Also when it failed: files are to be closed, and what changed explains more than what came of it.
      await finishAll(sources, signal);
    }
  }
}

/** @throws CaptureFailure when a source gave other bytes than it should have */
async function finishAll(
  sources: ReadonlyMap<string, PartSource>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let changed: string | null = null;
  for (const [path, source] of sources) if (!(await source.finish())) changed ??= path;
  signal?.throwIfAborted();
  if (changed !== null) throw new CaptureFailure(changed);
}

/** How far a step goes that may write about so many bytes. */
function reach({ captured, scan }: LocalFile, held: number, bytes: number): number {
  if (captured - held <= bytes) return captured;
  return scan?.steps.find((offset) => offset > held) ?? captured;
}

function stateOf({ file, captured, sha256, scan }: LocalFile, size: number, keeps: boolean): FileState {
  const { path, role } = file;
  const prefix = scan && size < captured ? digestAt(scan, size) : sha256;
  const lineEnds = scan ? scan.lineEnds : [];
  return { path, role, size, sha256: prefix ?? sha256, keeps, lineEnds };
}

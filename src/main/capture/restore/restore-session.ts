/** Puts the bundle of a session back on this machine, whichever agent it is of: looks, decides, writes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { AgentRestore, Liveness, RewriteRequest } from '../adapter.ts';
import { applyRestore } from './apply-restore.ts';
import { safeAgentSession, sideSegments } from './bundle-path.ts';
import { keptSource, rewrittenSource, type BundleSource, type KeptSource } from './bundle-source.ts';
import { localState } from './local-state.ts';
import { planRestore, type ComparedFile, type RestoreAction, type RestorePlan } from './plan-restore.ts';

export interface RestoreRequest {
  readonly source: BundleSource;
  readonly restore: AgentRestore;
  /** The project's directory on this machine, absolute. */
  readonly project: string;
  /** Known path fields that are this, or below it, become `project`. `null`: lines stay as they are. */
  readonly rewriteFrom?: string | null;
  /** The agent's id that the session goes by now, where it is not the one inside its files: it gets it everywhere. */
  readonly agentSession?: string | null;
  /** As a second session with an id of its own, whatever is here. */
  readonly fork?: boolean;
  /** Say what would be done; nothing is written outside `scratch`. */
  readonly dryRun?: boolean;
  /** An existing private directory for what has to be looked at twice; empty again afterwards. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

export interface RestoredFile {
  /** In the bundle. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
  readonly size: number;
}

export interface RestoreResult {
  readonly action: RestoreAction;
  /** The id to go on with: a new one for a fork. */
  readonly agentSession: string;
  /** The id that is here already and differs; `null` when this is no fork. */
  readonly forkOf: string | null;
  /** Absolute path of the main file. */
  readonly main: string;
  /** What was written, or would be. */
  readonly files: readonly RestoredFile[];
  /** Bytes of them. */
  readonly bytes: number;
  /** To be typed in `project`. */
  readonly command: string;
  /** Dry runs only: a real run would be refused, as somebody works on the session here. */
  readonly refused: Liveness | null;
}

/**
 * @throws AppError SESSION_LIVE, RESTORE_UNSAFE, TRANSCRIPT_DAMAGED, LOCAL_CHANGED, AGENT_FILES_UNWRITABLE,
 * DISK_FULL, and whatever the source throws
 */
export async function restoreSession(request: RestoreRequest): Promise<RestoreResult> {
  refuseHostile(request.source);
  const scratch = await mkdtemp(join(request.scratch, 'restore-'));
  try {
    return await new Restoration(request, scratch).run();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function refuseHostile({ transcript }: BundleSource): void {
  safeAgentSession(transcript.agentSession);
  for (const { path } of transcript.files) sideSegments(path);
  if (!transcript.files.some(({ path }) => path === 'main.jsonl')) {
    throw new AppError('TRANSCRIPT_DAMAGED', { session: transcript.session, path: 'main.jsonl' });
  }
}

/** What is written, and as which session. */
interface Target {
  readonly source: BundleSource;
  readonly main: string;
  readonly plan: RestorePlan;
  readonly forkOf: string | null;
}

class Restoration {
  readonly #request: RestoreRequest;
  readonly #scratch: string;
  /** The bundle; every file is fetched once, as comparing may read what is then written. */
  readonly #bundle: KeptSource;

  constructor(request: RestoreRequest, scratch: string) {
    this.#request = request;
    this.#scratch = scratch;
    this.#bundle = keptSource(request.source, scratch);
  }

  async run(): Promise<RestoreResult> {
    const asked = await this.#asItIs();
    const target = asked.plan.action === 'fork' ? await this.#asFork(asked) : asked;
    const { refused } = target.plan;
    if (!this.#request.dryRun && refused) throw this.#live(refused);
    if (!this.#request.dryRun && target.plan.files.length > 0) await this.#apply(target);
    return this.#result(target);
  }

  get #agentSession(): string {
    const { agentSession, source } = this.#request;
    return agentSession ? safeAgentSession(agentSession) : source.transcript.agentSession;
  }

  /** Under its own id. */
  async #asItIs(): Promise<Target> {
    const { restore, project, rewriteFrom, fork } = this.#request;
    const { agentSession: inside, place } = this.#request.source.transcript;
    const agentSession = this.#agentSession;
    const changes = {
      ...(agentSession !== inside && { agentSession: { from: inside, to: agentSession } }),
      ...(rewriteFrom && { project: { from: rewriteFrom, to: project } }),
    };
    const source = Object.keys(changes).length > 0 ? await this.#rewritten(changes) : await this.#unchanged();
    const main = await restore.placeFor({ agentSession, project, place });
    const plan = planRestore(await localState({ source, restore, main }), fork ? 'fork' : 'restore');
    return { source, main: plan.main ?? main, plan, forkOf: null };
  }

  /** Beside what is here, under a new id. */
  async #asFork({ plan }: Target): Promise<Target> {
    const { restore, project, rewriteFrom } = this.#request;
    const { agentSession: from, place } = this.#request.source.transcript;
    const to = await this.#freeId();
    const source = await this.#rewritten({
      agentSession: { from, to },
      ...(rewriteFrom && { project: { from: rewriteFrom, to: project } }),
    });
    const main = await restore.placeFor({ agentSession: to, project, place });
    const { action, files } = planRestore(await localState({ source, restore, main }));
    if (action !== 'write') throw new AppError('RESTORE_UNSAFE', { path: main, problem: 'occupied' });
    return { source, main, plan: { ...plan, main, files }, forkOf: from };
  }

  async #freeId(): Promise<string> {
    for (;;) {
      const id = this.#request.restore.newAgentSession();
      if ((await this.#request.restore.locate(id)).length === 0) return id;
    }
  }

  /** Where nothing is to be compared with, the bytes need no way over the disk. */
  async #unchanged(): Promise<BundleSource> {
    const { restore, source, fork } = this.#request;
    const found = await restore.locate(source.transcript.agentSession);
    return found.length > 0 || fork ? this.#bundle : source;
  }

  #rewritten(changes: RewriteRequest): Promise<BundleSource> {
    const { restore } = this.#request;
    const fork = changes.agentSession !== undefined;
    return rewrittenSource({
      source: this.#bundle,
      rewriter: restore.rewriter(changes),
      agentSession: changes.agentSession?.to ?? this.#bundle.transcript.agentSession,
      pathOf: (path) => (fork ? (restore.forkPath?.(path) ?? path) : path),
      scratch: this.#scratch,
    });
  }

  async #apply({ source, main, plan }: Target): Promise<void> {
    const { restore, signal } = this.#request;
    const agentSession = this.#agentSession;
    const isNew = plan.action !== 'fast-forward';
    await applyRestore({
      source,
      main,
      files: plan.files,
      signal,
      confirm: async () => {
        const live = await restore.liveness(agentSession);
        if (live) throw this.#live(live);
        // Two files with one id would be two sessions to nobody but the agent.
        if (!isNew) return;
        const there = await restore.locate(source.transcript.agentSession);
        if (there[0]) throw new AppError('LOCAL_CHANGED', { path: there[0].path });
      },
    });
  }

  #live({ reason, pid }: Liveness): AppError {
    return new AppError('SESSION_LIVE', { session: this.#request.source.transcript.session, reason, pid });
  }

  #result({ source, main, plan, forkOf }: Target): RestoreResult {
    const { agentSession, files: all } = source.transcript;
    const sizes = new Map(all.map(({ path, size }) => [path, size]));
    const files = plan.files.map(({ path, target }: ComparedFile) => ({
      path,
      target,
      size: sizes.get(path) ?? 0,
    }));
    return {
      action: plan.action,
      agentSession,
      forkOf,
      main,
      files,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      command: this.#request.restore.command(agentSession, this.#request.project),
      refused: plan.refused,
    };
  }
}

/**
 * The seam between the product and the coding agents: one adapter per agent. An adapter knows where its agent
 * keeps sessions, how to read them and how to put them back, and nothing of stores or buckets. While capturing it
 * never writes below the agent's own directories. How to write one: docs/adapters.md.
 */
import type { CapturedSession } from '../engine/ports.ts';
import type { BundleRole } from '../../shared/transcript.ts';
import type { PromptHistory } from './prompt-history.ts';

/** The main file of one agent session, as it was found. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Whole milliseconds since 1970. */
  readonly mtimeMs: number;
  readonly ino: number;
  /** The agent's own id of the session. Two files may carry one id; the newest then counts. */
  readonly agentSession: string;
}

/** What became of the lines of one file. Lines that hold nothing for a memory are in `total` only. */
export interface LineCounts {
  readonly total: number;
  /** Lines that are not JSON objects. */
  readonly malformed: number;
  /** Lines of a type this version does not know. */
  readonly unknown: number;
  /** Lines so long that only a shortened copy was read, or nothing when even that was too long. */
  readonly oversized: number;
  /** 1 when the last line is not complete yet; it waits for a later pass. */
  readonly torn: number;
}

export interface ReadSession extends CapturedSession {
  readonly lines: LineCounts;
}

export interface ReadOptions {
  /** Aborting rejects with the signal's reason; nothing was written. */
  readonly signal?: AbortSignal | undefined;
}

/** One file of a session's bundle, as it was found on this machine. */
export interface BundleFile {
  /** As `TranscriptFile.path`: `main.jsonl`, or `side/…`; free of the agent's session id. */
  readonly path: string;
  readonly role: BundleRole;
  /** Absolute path on this machine. */
  readonly source: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** `lines`: grows by whole lines, a torn last line is left for later. `whole`: is what it is. */
  readonly growth: 'lines' | 'whole';
}

export interface AgentAdapter {
  /** Stable name of the agent, e.g. `claude-code`; part of every memory id it makes. */
  readonly agent: string;
  /** Changes whenever `read` would make another memory of the same bytes. */
  readonly version: string;
  /** Directories whose files `find` looks at; they need not exist. What watch.ts watches. */
  readonly roots: readonly string[];
  /**
   * The sessions on this machine, in no particular order, each with one lstat. Directories that do not exist or
   * cannot be read hold no sessions: `onUnreadable` hears of the latter. Symbolic links are not followed.
   */
  find(options?: FindOptions): AsyncIterable<SourceFile>;
  /**
   * The memory of one session, made of the first `file.size` bytes alone: equal bytes give an equal memory.
   * `null` when nobody has said anything in it.
   * @throws the file system's error when the file cannot be read.
   */
  read(file: SourceFile, options?: ReadOptions): Promise<ReadSession | null>;
  /**
   * All files of the session, the main file first, side files by path. An allow list: nothing outside the session's
   * own files, nothing through a symbolic link. One readdir per directory and one lstat per file.
   */
  bundle(file: SourceFile, options?: FindOptions): Promise<readonly BundleFile[]>;
  /** Where the main file is below the agent's directory, `/`-separated; see `Transcript.place`. */
  placeOf(file: SourceFile): string;
  /** How a session is put back on this machine. */
  readonly restore: AgentRestore;
  /**
   * After how many days without a change the agent deletes a session's files by itself, by its settings as they are
   * now; at least 1. Left out by agents that delete nothing. Never rejects.
   */
  retention?(): Promise<{ readonly days: number }>;
  /** The prompts that the agent keeps apart, and longer than its sessions. Left out by agents that do not. */
  readonly history?: PromptHistory;
}

export interface FindOptions extends ReadOptions {
  readonly onUnreadable?: ((path: string, error: NodeJS.ErrnoException) => void) | undefined;
}

/** Where a restored session is to go. */
export interface PlaceRequest {
  /** The agent's own id the restored session will carry. */
  readonly agentSession: string;
  /** The project's directory on this machine, absolute. */
  readonly project: string;
  /** `Transcript.place` of the bundle. */
  readonly place: string;
}

/** Why a session must not be touched now. */
export interface Liveness {
  /** `running`: the agent says so itself; `recent`: its files were written within the last minute. */
  readonly reason: 'running' | 'recent';
  /** Process id of the agent, where it says. */
  readonly pid: number | null;
}

/** Other bytes for a run of bytes of one line. */
export interface LineEdit {
  /** From the beginning of the line. */
  readonly offset: number;
  readonly length: number;
  readonly bytes: Buffer;
}

/** Looks at one line after the other, each piece by piece: a line of 100 MB is never held. */
export interface LineScanner {
  push(bytes: Buffer): void;
  /** What is to be changed in the line that ends here, ascending and not overlapping. The next line begins. */
  end(): readonly LineEdit[];
}

/** `null`: files of this role stay as they are. */
export type LineRewriter = (role: BundleRole) => LineScanner | null;

/** What is to be changed inside the lines of a session that is restored. */
export interface RewriteRequest {
  /** The session gets another id: in every place that carries the old one. */
  readonly agentSession?: { readonly from: string; readonly to: string };
  /** Known path fields (`cwd` and the like) that are `from`, or below it, become `to`. JSON-aware. */
  readonly project?: { readonly from: string; readonly to: string };
}

/** The other half of an adapter: how a session is put where its agent finds it. Decides, and writes nothing. */
export interface AgentRestore {
  /** Absolute target of the main file. An existing directory that the agent uses for that project wins. */
  placeFor(request: PlaceRequest): Promise<string>;
  /** Absolute target of any file of the bundle, given where the main file goes. */
  targetOf(main: string, path: string): string;
  /** The path in a bundle of its own for a file whose place two sessions cannot share. Absent: all stay the same. */
  forkPath?(path: string): string;
  /** Every main file on this machine that carries this id. */
  locate(agentSession: string): Promise<readonly SourceFile[]>;
  /** `null`: nobody works on the session on this machine. */
  liveness(agentSession: string): Promise<Liveness | null>;
  /** A new id as the agent itself would give it. */
  newAgentSession(): string;
  rewriter(request: RewriteRequest): LineRewriter;
  /** What a person types to go on, e.g. `claude --resume <id>`; to be typed in `project`. */
  command(agentSession: string, project: string): string;
}

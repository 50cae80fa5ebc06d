/**
 * The seam between the product and the coding agents: one adapter per agent. An adapter knows where its agent
 * keeps sessions and how to read them, and nothing of stores or buckets. Adapters never write below the
 * agent's own directories while capturing.
 *
 * `SourceFile` is the main file of a session. What else belongs to the session (side files, the raw bytes) and
 * how it is put back on a machine are further methods of the same adapter that take the same `SourceFile`.
 */
import type { CapturedSession } from '../engine/ports.ts';

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
}

export interface FindOptions extends ReadOptions {
  readonly onUnreadable?: ((path: string, error: NodeJS.ErrnoException) => void) | undefined;
}

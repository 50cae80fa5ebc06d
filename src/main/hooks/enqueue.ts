/**
 * `cc-sessions hook`: what Claude Code runs at the end of an answer or a session. Reads the hook's JSON from stdin
 * (https://code.claude.com/docs/en/hooks), puts the session into the queue and ends. It never fails the agent and
 * never keeps it waiting: whatever goes wrong is written to a log, and the exit code is 0.
 */
import { appendFileSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { enqueue, type QueuedSession } from './queue.ts';

/** Bytes of stdin; `Stop` carries the agent's last message. */
const MOST_INPUT = 4 * 1024 * 1024;
/** Milliseconds to wait for the end of stdin; an agent writes it at once. */
const PATIENCE = 1000;
/** Bytes of the log; it begins anew when there is more. */
const LARGEST_LOG = 256 * 1024;
/** PATH_MAX of Linux is 4,096 bytes. */
const LONGEST_PATH = 4096;

export interface HookCall {
  /** The home directory of cc-sessions, absolute. */
  readonly home: string;
  readonly stdin: Readable;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Ends when the session is in the queue, or cannot be. Never rejects. */
export async function runHook({ home, stdin, now }: HookCall): Promise<void> {
  try {
    enqueue(home, sessionIn(await inputOf(stdin), now));
  } catch (error) {
    log(home, now, error instanceof Error ? error.message : String(error));
  }
}

function inputOf(stdin: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const give = (up: string): void => {
      stdin.destroy();
      reject(new Error(up));
    };
    const timer = setTimeout(give, PATIENCE, 'stdin did not end in time');
    stdin.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_INPUT) give('stdin is too long');
    });
    stdin.on('error', reject);
    stdin.on('close', () => clearTimeout(timer));
    stdin.on('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

/** @throws Error when it is not what a hook gets */
function sessionIn(input: string, at: number): QueuedSession {
  const fields = JSON.parse(input) as Record<string, unknown> | null;
  const text = (name: string): string => {
    const value = fields?.[name];
    return typeof value === 'string' ? value : '';
  };
  const path = (name: string): string => {
    const value = text(name);
    return isAbsolute(value) && value.length <= LONGEST_PATH ? value : '';
  };
  const agentSession = text('session_id');
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(agentSession)) throw new Error('no session_id that could be one');
  const transcriptPath = path('transcript_path');
  if (transcriptPath === '') throw new Error('no transcript_path that could be one');
  const event = text('hook_event_name').slice(0, 100);
  return { agent: 'claude-code', agentSession, transcriptPath, project: path('cwd'), event, at };
}

/** In the home directory: an agent's terminal is no place for it. */
function log(home: string, now: number, problem: string): void {
  const path = join(home, 'hook.log');
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) truncateSync(path);
    const line = problem.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 500);
    appendFileSync(path, `${new Date(now).toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {
    // A log that cannot be written must not fail the agent either.
  }
}

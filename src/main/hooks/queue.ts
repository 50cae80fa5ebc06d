/**
 * The queue between agents' hooks and whoever captures: `queue/<agent session>.json` in the home directory, one
 * small file per session, so that a session that answers a hundred times waits once. It is a hint only: what is lost
 * of it is found by the periodic scan.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** One session that an agent told of. */
export interface QueuedSession {
  readonly agent: 'claude-code';
  /** The agent's own id. */
  readonly agentSession: string;
  /** Where the agent says its transcript is, absolute; not to be trusted for more than where to look first. */
  readonly transcriptPath: string;
  /** The session's working directory, absolute; empty when it was not told. */
  readonly project: string;
  /** `SessionEnd`, `Stop`, `PreCompact` or whatever it was installed for. */
  readonly event: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function queueDirectory(home: string): string {
  return join(home, 'queue');
}

const NAME = /^[A-Za-z0-9_-]{1,100}\.json$/;
/** Being taken by a process that may have died since. */
const CLAIM = /^\.claim-(\d+)-[0-9a-f]{12}$/;
/** After this time a claim is given up. */
const CLAIM_MS = 10 * 60_000;
/** Bytes of one file. */
const LARGEST = 64 * 1024;

/** Synchronous, as a hook has nothing else to do and little time. @throws the file system's error */
export function enqueue(home: string, session: QueuedSession): void {
  const directory = queueDirectory(home);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const temporary = join(directory, `.new-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(temporary, JSON.stringify({ v: 1, ...session }), { flag: 'wx', mode: 0o600 });
    renameSync(temporary, join(directory, `${session.agentSession}.json`));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export interface TakenQueue {
  /** The earliest first. */
  readonly sessions: readonly QueuedSession[];
  /** Says that they are captured. Without it they come again, after ten minutes at the latest. */
  done(): Promise<void>;
}

/** Takes what is queued. A session that is queued again meanwhile comes with the next call. */
export async function takeQueued(home: string): Promise<TakenQueue> {
  const directory = queueDirectory(home);
  const claims: string[] = [];
  const sessions: QueuedSession[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    if (!NAME.test(name) && !(await isGivenUp(path, name))) continue;
    const claim = join(directory, `.claim-${process.pid}-${randomBytes(6).toString('hex')}`);
    // Two processes may look at once; one of them gets it.
    if (!(await rename(path, claim).then(...yesOrNo))) continue;
    claims.push(claim);
    const session = await readSession(claim);
    if (session) sessions.push(session);
  }
  return {
    sessions: sessions.toSorted((one, other) => one.at - other.at),
    done: async () => {
      for (const claim of claims) await rm(claim, { force: true });
    },
  };
}

const yesOrNo = [() => true, () => false] as const;

async function isGivenUp(path: string, name: string): Promise<boolean> {
  if (!CLAIM.test(name)) return false;
  const stat = await lstat(path).catch(() => null);
  // A rename changes this time and not that of the content.
  return stat !== null && Date.now() - stat.ctimeMs > CLAIM_MS;
}

async function readSession(path: string): Promise<QueuedSession | null> {
  try {
    const stat = await lstat(path);
    if (!stat.isFile() || stat.size > LARGEST) return null;
    const { v, ...fields } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const texts = [fields['agentSession'], fields['transcriptPath'], fields['project'], fields['event']];
    const usable = v === 1 && fields['agent'] === 'claude-code' && typeof fields['at'] === 'number';
    return usable && texts.every((text) => typeof text === 'string')
      ? (fields as unknown as QueuedSession)
      : null;
  } catch {
    return null;
  }
}

/**
 * How safe the conversations on this machine are: which are in the bucket as they stand, which are not yet and since
 * when, and which the agent will soon delete. One stat for each main file; nothing is asked of the bucket.
 */
import type { AgentAdapter, SourceFile } from '../capture/adapter.ts';
import type { CaptureStamp } from '../capture/ports.ts';
import type { ConversationsStatus } from '../composed-app.ts';
import type { BundleFileRow, BundleRow } from '../engine/transcript-ports.ts';
import { MAIN_PATH } from '../../shared/transcript.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** People are warned so long before their agent deletes a conversation. */
export const WARNING_DAYS = 7;

/** A conversation that is on this machine. */
export interface LocalConversation {
  readonly session: string;
  /** Of the main file: milliseconds since 1970, bytes, inode. */
  readonly mtimeMs: number;
  readonly size: number;
  readonly ino: number;
  /** Days after its last change at which the agent deletes it; `null`: never. */
  readonly days: number | null;
}

export interface SafetyInput {
  readonly conversations: readonly LocalConversation[];
  /** Sessions whose conversation the bucket has. */
  readonly kept: Iterable<string>;
  /** What was last sent, by session. */
  readonly sent: ReadonlyMap<string, Pick<BundleRow, 'files' | 'content'>>;
  /** Whether the memory that names the conversation's parts is in the bucket as it stands. */
  readonly isSynced: (session: string) => boolean;
  /** When it began, milliseconds since 1970. */
  readonly beganAt: (session: string) => number;
  readonly now: number;
}

/** Pure. The oldest of what is not safe first, the soonest of what is deleted first. */
export function conversationsStatus(input: SafetyInput): ConversationsStatus {
  const { conversations, sent, isSynced, beganAt, now } = input;
  const waiting: { session: string; since: number }[] = [];
  const expiring: { session: string; expiresAt: number; safe: boolean }[] = [];
  for (const conversation of conversations) {
    const { session, days, mtimeMs } = conversation;
    const main = sent.get(session)?.files.find((file) => file.path === MAIN_PATH);
    const safe = main !== undefined && isSame(main, conversation) && isSynced(session);
    if (!safe) waiting.push({ session, since: main ? main.mtimeMs : beganAt(session) });
    const expiresAt = days === null ? Infinity : Math.max(now, mtimeMs + days * DAY_MS);
    if (expiresAt - now <= WARNING_DAYS * DAY_MS) expiring.push({ session, expiresAt, safe });
  }
  waiting.sort((a, b) => a.since - b.since);
  expiring.sort((a, b) => Number(a.safe) - Number(b.safe) || a.expiresAt - b.expiresAt);
  const total = conversations.length;
  const here = new Set(conversations.map(({ session }) => session));
  const onlyInBucket = [...input.kept].filter((session) => !here.has(session)).length;
  return { total, safe: total - waiting.length, onlyInBucket, waiting, expiring };
}

/** What was sent has no more bytes left to send: a torn last line counts as not sent. */
function isSame(sent: BundleFileRow, { mtimeMs, size, ino }: LocalConversation): boolean {
  return sent.captured === size && sent.size === size && sent.mtimeMs === mtimeMs && sent.ino === ino;
}

/** Every conversation on this machine that has a memory; of two files with one id the newer. */
export async function localConversations(
  adapters: readonly AgentAdapter[],
  captures: ReadonlyMap<string, CaptureStamp>,
): Promise<LocalConversation[]> {
  const newest = new Map<string, LocalConversation>();
  for (const adapter of adapters) {
    const days = (await adapter.retention?.())?.days ?? null;
    for await (const file of adapter.find()) {
      const session = captures.get(file.path)?.session ?? '';
      const other = newest.get(session);
      if (session !== '' && (!other || file.mtimeMs > other.mtimeMs))
        newest.set(session, described(file, session, days));
    }
  }
  return [...newest.values()];
}

function described({ mtimeMs, size, ino }: SourceFile, session: string, days: number | null) {
  return { session, mtimeMs, size, ino, days };
}

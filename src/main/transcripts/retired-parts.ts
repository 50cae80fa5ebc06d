/**
 * Own parts that nothing needs any more. They stay in the bucket for 30 days, as deleted sessions do, because other
 * devices may not have learnt yet where the bytes are now; then this device, and no other, deletes them.
 */
import { AppError } from '../../shared/errors.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { Lease, SyncState, Vault } from '../engine/ports.ts';
import type { RetiredPart, TranscriptState } from '../engine/transcript-ports.ts';

/** Days that a part stays after nothing needed it any more; the same as for deleted sessions (engine/trash.ts). */
export const RETIRED_DAYS = 30;
const RETIRED_MS = RETIRED_DAYS * 24 * 60 * 60 * 1000;

export interface RetiredRequest {
  /** This device. */
  readonly self: string;
  readonly state: { readonly transcripts: TranscriptState } & Pick<SyncState, 'conflicts'>;
  readonly vault: Pick<Vault, 'readSession' | 'listParts' | 'deletePart'>;
  readonly lease?: Lease | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes own parts whose time is over; gives back how many. Time is the server's: `serverNow` is a time that has
 * certainly been reached by its clock, in milliseconds since 1970, 0 when none is known. A part that was retired since
 * the last call begins its time now. Parts that this device's memory in the bucket still lists are left.
 * @throws bucket errors, CANCELLED, LOCK_LOST; what was deleted before is noted
 */
export async function purgeRetired(request: RetiredRequest, serverNow: number): Promise<number> {
  if (serverNow <= 0) return 0;
  const { transcripts } = request.state;
  const rows = transcripts.retiredParts();
  const fresh = rows.filter(({ retiredAt }) => retiredAt === null);
  if (fresh.length > 0) {
    const retired = fresh.map((row) => ({ ...row, retiredAt: serverNow }));
    transcripts.commitTranscripts({ retired }, request.lease);
  }
  const disputed = partsOf(request.self, disputedTranscripts(request));
  const due = rows.filter(
    ({ session, part, retiredAt }) =>
      retiredAt !== null && serverNow - retiredAt > RETIRED_MS && !disputed.get(session)?.has(part),
  );
  let deleted = 0;
  for (const [session, parts] of bySession(due)) deleted += await purgeParts(request, session, parts);
  return deleted;
}

function bySession(rows: readonly RetiredPart[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { session, part } of rows) groups.set(session, [...(groups.get(session) ?? []), part]);
  return groups;
}

async function purgeParts(
  request: RetiredRequest,
  session: string,
  parts: readonly string[],
): Promise<number> {
  const { self, state, vault, lease, signal } = request;
  const published = await publishedParts(request, session);
  if (published === null) return 0;
  const needed = referencedParts(request).get(session) ?? new Set();
  let deleted = 0;
  for (const part of parts.filter((name) => !published.has(name))) {
    if (!needed.has(part)) {
      await vault.deletePart(self, session, part, { signal });
      deleted += 1;
    }
    state.transcripts.commitTranscripts({ forgetRetired: [{ session, part }] }, lease);
  }
  return deleted;
}

/** What this device's memory in the bucket lists; `null`: that cannot be known now. */
async function publishedParts(
  { self, vault, signal }: RetiredRequest,
  session: string,
): Promise<ReadonlySet<string> | null> {
  try {
    const { memory } = await vault.readSession(self, session, { signal });
    return new Set(memory.transcript?.parts.map(({ name }) => name));
  } catch (error) {
    const code = error instanceof AppError ? error.code : '';
    if (code === 'OBJECT_NOT_FOUND') return new Set();
    if (code.startsWith('OBJECT_') || code === 'MEMORY_INVALID') return null;
    throw error;
  }
}

/** By session below this device's prefix: all parts that some transcript known here lists, but for those of `except`. */
function referencedParts(request: RetiredRequest, except?: string): Map<string, Set<string>> {
  const known = [...knownTranscripts(request, except), ...disputedTranscripts(request, except)];
  return partsOf(request.self, known);
}

function partsOf(self: string, listed: Iterable<Transcript>): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const transcript of listed) {
    if (transcript.device !== self) continue;
    const names = parts.get(transcript.session) ?? new Set();
    for (const { name } of transcript.parts) names.add(name);
    parts.set(transcript.session, names);
  }
  return parts;
}

/** Of rows, and of what was captured. */
function* knownTranscripts(
  { state: { transcripts } }: RetiredRequest,
  except?: string,
): Generator<Transcript> {
  const sessions = new Set([...transcripts.transcriptHashes().keys(), ...transcripts.bundleFiles().keys()]);
  if (except !== undefined) sessions.delete(except);
  for (const session of sessions) {
    for (const known of [transcripts.transcript(session), transcripts.bundle(session)?.own]) {
      if (known) yield known;
    }
  }
}

/** Of both versions of every open conflict: a person may still decide for one whose parts were merged since. */
function* disputedTranscripts({ state }: RetiredRequest, except?: string): Generator<Transcript> {
  for (const { session, local, remote } of state.conflicts()) {
    if (session === except) continue;
    for (const { memory } of [local, remote]) if (memory.transcript) yield memory.transcript;
  }
}

export interface TidyReport {
  /** Parts that nothing refers to, left by interrupted uploads; they are retired now. */
  readonly orphans: number;
  /** Parts of sessions whose own transcript is not known here; left as they are. */
  readonly unknown: number;
  /** Parts of sessions that were deleted for good; they are deleted now. */
  readonly deleted: number;
}

/**
 * Looks through this device's parts in the bucket for such as nothing refers to: one listing. To be called under the
 * lease and while nothing is uploaded, after sync.db was rebuilt and the transcripts of this device's memories are known
 * again, and from time to time.
 * @param isPurged whether a session was deleted so long ago that its memory is gone: its parts go after it
 * @throws bucket errors, CANCELLED, LOCK_LOST
 */
export async function tidyParts(
  request: RetiredRequest,
  isPurged: (session: string) => boolean = () => false,
): Promise<TidyReport> {
  const { self, state, vault, lease, signal } = request;
  const needed = referencedParts(request);
  const retired = new Set(state.transcripts.retiredParts().map(({ session, part }) => `${session}/${part}`));
  const purged = new Set<string>();
  let [orphans, unknown, deleted] = [0, 0, 0];
  for await (const page of vault.listParts(self, { signal })) {
    const found: RetiredPart[] = [];
    for (const { session, part } of page) {
      const names = needed.get(session);
      if (isPurged(session)) purged.add(session);
      else if (names === undefined) unknown += 1;
      else if (!names.has(part) && !retired.has(`${session}/${part}`)) {
        found.push({ session, part, retiredAt: null });
      }
    }
    orphans += found.length;
    if (found.length > 0) state.transcripts.commitTranscripts({ retired: found }, lease);
  }
  for (const session of purged) deleted += await purgeTranscript(request, session);
  return { orphans, unknown, deleted };
}

/**
 * Deletes all own parts of a session that was deleted long enough ago, and what is remembered of it; gives back how
 * many. Parts that another session still refers to, as a fork does until its bytes are copied, are left.
 * @throws bucket errors, CANCELLED, LOCK_LOST
 */
export async function purgeTranscript(request: RetiredRequest, session: string): Promise<number> {
  const { self, state, vault, lease, signal } = request;
  const needed = referencedParts(request, session).get(session);
  let deleted = 0;
  for await (const page of vault.listParts(self, { session, signal })) {
    for (const { part } of page.filter((entry) => !needed?.has(entry.part))) {
      await vault.deletePart(self, session, part, { signal });
      deleted += 1;
    }
  }
  const { transcripts } = state;
  const change = { forgetBundles: [session], transcripts: [{ session, transcript: null }] };
  transcripts.commitTranscripts({ ...change, forgetRetired: transcripts.retiredParts(session) }, lease);
  return deleted;
}

/**
 * Gathers the three views: lists the bucket once (one request per 1,000 objects, plus one for tombstones and
 * one for device cards), and joins the listing, as it comes in, with what sync.db and index.db know.
 */
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts';
import { PassIndex } from './pass-index.ts';
import type {
  LocalSessions,
  RemoteName,
  RemoteSession,
  SyncState,
  TombstoneRow,
  Vault,
  VaultListing,
} from './ports.ts';
import { UNPUBLISHED, type Trust } from './session-state.ts';
import type { SessionView } from './views.ts';

export interface Gathered {
  readonly index: PassIndex;
  readonly knownObjects: number;
  readonly listedObjects: number;
  /** A time, by the server's clock, that has certainly been reached: the newest object's. Ms since 1970. */
  readonly serverNow: number;
  /** Known objects that are gone from the bucket. */
  readonly vanished: readonly RemoteName[];
  /** Keys in the bucket that are no names of ours. */
  readonly refusedKeys: readonly { key: string; code: ErrorCode }[];
  /** New tombstones, to be remembered. */
  readonly tombstones: readonly TombstoneRow[];
  readonly forgottenTombstones: readonly TombstoneRow[];
}

export interface GatherInput {
  readonly self: string;
  readonly local: LocalSessions;
  readonly state: SyncState;
  readonly listing: VaultListing;
  readonly vault: Promise<Vault>;
  readonly trust?: Trust;
  /** Settles when nothing more will change in `local` on the pass's own account; awaited while the bucket is listed. */
  readonly prepared?: Promise<unknown>;
  readonly signal?: AbortSignal | undefined;
}

/** @throws any bucket error of a listing; nothing was changed then. */
export async function gather(input: GatherInput): Promise<Gathered> {
  const { self, local, state, listing, vault, signal } = input;
  const trust = input.trust ?? 'index';
  const known = state.remoteEtags();
  const knownObjects = known.size;
  const joined = joinListing(listing, known, trust, signal);
  const tombstones = readTombstones(listing, vault, state, signal);
  const here = (input.prepared ?? Promise.resolve()).then(() => changedHere(local, state, trust));
  const [listed, deletions, { touched, localCount }] = await settleAll(joined, tombstones, here);
  for (const session of listed.changed.keys()) touched.add(session);
  const vanished = [...known.keys()].map(nameOfKey);
  for (const { session } of vanished) touched.add(session);
  const bySession = Map.groupBy(deletions.all, (row) => row.session);
  for (const session of bySession.keys()) touched.add(session);
  const index = new PassIndex({
    self,
    local,
    state,
    trust,
    localCount,
    touched,
    listed: listed.changed,
    vanished: new Set(known.keys()),
    tombstones: bySession,
  });
  return {
    index,
    knownObjects,
    listedObjects: listed.objects,
    serverNow: listed.newest,
    vanished,
    refusedKeys: listed.refusedKeys,
    tombstones: deletions.fresh,
    forgottenTombstones: deletions.gone,
  };
}

/** Sessions whose row is not as the last pass left it: new, saved, removed, or never settled. */
function changedHere(local: LocalSessions, state: SyncState, trust: Trust) {
  const touched = new Set<string>();
  const stamps = new Map<string, string>();
  for (const { id, stamp } of local.stamps()) stamps.set(id, stamp);
  const localCount = stamps.size;
  state.eachBaselineStamp(({ session, stamp, settled }) => {
    const here = stamps.get(session);
    stamps.delete(session);
    if (here === undefined ? settled : !settled || here !== stamp || trust === 'nothing')
      touched.add(session);
  });
  for (const session of stamps.keys()) touched.add(session);
  for (const session of state.sessionsWithoutBaseline()) touched.add(session);
  return { touched, localCount };
}

interface Listed {
  /** New objects and those with another ETag, by session. */
  readonly changed: Map<string, RemoteSession[]>;
  readonly objects: number;
  readonly newest: number;
  readonly refusedKeys: { key: string; code: ErrorCode }[];
}

/** Takes every object that is listed out of `known`; what is left there is gone from the bucket. */
async function joinListing(
  listing: VaultListing,
  known: Map<string, string>,
  trust: Trust,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const changed = new Map<string, RemoteSession[]>();
  const refusedKeys: { key: string; code: ErrorCode }[] = [];
  const onRefused = (key: string, error: AppError): void => {
    refusedKeys.push({ key, code: error.code });
  };
  let objects = 0;
  let newest = 0;
  for await (const page of listing.listSessions({ signal, onRefused, pages: pageEnds(known) })) {
    objects += page.length;
    for (const entry of page) {
      newest = Math.max(newest, entry.modifiedAt);
      const name = `${entry.device}/${entry.session}`;
      const unchanged = known.get(name) === entry.etag && trust === 'index';
      known.delete(name);
      if (unchanged) continue;
      const entries = changed.get(entry.session);
      if (entries) entries.push(entry);
      else changed.set(entry.session, [entry]);
    }
  }
  return { changed, objects, newest, refusedKeys };
}

/** Where the pages of this listing probably end, so that they can be asked for side by side. */
function pageEnds(known: ReadonlyMap<string, string>): RemoteName[] {
  if (known.size <= PAGE) return [];
  const names = [...known.keys()].sort();
  return names.filter((_, index) => index % PAGE === PAGE - 1 && index < names.length - 1).map(nameOfKey);
}

/** Objects a page of a listing holds at most (AWS S3 API Reference, ListObjectsV2, `max-keys`). */
const PAGE = 1_000;

function nameOfKey(name: string): RemoteName {
  const slash = name.indexOf('/');
  return { device: name.slice(0, slash), session: name.slice(slash + 1) };
}

/** Waits for all of them, so that none goes on unwatched. @throws the first failure in this order */
async function settleAll<A, B, C>(...work: [Promise<A>, Promise<B>, Promise<C>]): Promise<[A, B, C]> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw toAppError(result.reason);
  }
  return Promise.all(work);
}

/** Tombstones are few and small; each is opened once and remembered by its ETag. */
export async function readTombstones(
  listing: VaultListing,
  vault: Promise<Vault>,
  state: SyncState,
  signal: AbortSignal | undefined,
) {
  const before = new Map(state.tombstones().map((row) => [`${row.device}/${row.session}`, row]));
  const all: TombstoneRow[] = [];
  const fresh: TombstoneRow[] = [];
  for (const entry of await listing.listTombstones({ signal })) {
    const name = `${entry.device}/${entry.session}`;
    const known = before.get(name);
    before.delete(name);
    if (known?.etag === entry.etag || known?.etag === UNPUBLISHED) {
      all.push(known);
      continue;
    }
    const row = await openTombstone(await vault, entry, signal);
    if (row) {
      fresh.push(row);
      all.push(row);
    }
  }
  const unpublished = [...before.values()].filter((row) => row.etag === UNPUBLISHED);
  const gone = [...before.values()].filter((row) => row.etag !== UNPUBLISHED);
  return { all: [...all, ...unpublished], fresh, gone };
}

/** A tombstone that cannot be opened deletes nothing. */
async function openTombstone(
  vault: Vault,
  entry: { device: string; session: string; etag: string; modifiedAt: number },
  signal: AbortSignal | undefined,
): Promise<TombstoneRow | null> {
  try {
    const tombstone = await vault.readTombstone(entry.device, entry.session, { signal });
    return { ...tombstone, etag: entry.etag, modifiedAt: entry.modifiedAt };
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code.startsWith('OBJECT_')) return null;
    throw failure;
  }
}

/** A local row that nobody else knows: its content does not matter for the decision, so it is not read. */
export const UNREAD = { stamp: '', contentHash: 'unread', synced: false } as const;

/** Views of all touched sessions; local rows are read only where their content decides. */
export function* viewsOf(
  index: PassIndex,
  onUnreadable: (session: string, error: AppError) => void,
): Generator<SessionView> {
  for (const known of index.states()) {
    const local = known.knownLocal();
    if (local !== undefined) yield known.view(local);
    else if (known.isNew) yield known.view(UNREAD);
    else {
      try {
        yield known.view(known.readLocal()?.view ?? null);
      } catch (error) {
        onUnreadable(known.session, toAppError(error));
      }
    }
  }
}

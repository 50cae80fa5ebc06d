/**
 * Gathers the three views: lists the bucket once (one request per 1,000 objects, plus one for tombstones and
 * one for device cards), and joins the listing with what sync.db knows.
 */
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts';
import { UNPUBLISHED, PassState, type Trust } from './pass-state.ts';
import type { LocalSessions, ObjectEntry, RemoteRow, SyncState, TombstoneRow, Vault } from './ports.ts';
import type { SessionView } from './views.ts';

export interface Gathered {
  readonly pass: PassState;
  readonly knownObjects: number;
  readonly listedObjects: number;
  /** A time, by the server's clock, that has certainly been reached: the newest object's. Ms since 1970. */
  readonly serverNow: number;
  /** Index rows whose objects are gone from the bucket. */
  readonly vanished: readonly RemoteRow[];
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
  readonly vault: Vault;
  readonly trust?: Trust;
  readonly signal?: AbortSignal | undefined;
}

/** @throws any bucket error of a listing; nothing was changed then. */
export async function gather(input: GatherInput): Promise<Gathered> {
  const { state, vault, signal } = input;
  const refusedKeys: { key: string; code: ErrorCode }[] = [];
  const listing = collectListing(vault, signal, refusedKeys);
  const tombstones = readTombstones(vault, state, signal);
  const pass = new PassState(input.self, input.local, state, input.trust ?? 'index');
  const known = state.remotes();
  const knownObjects = known.size;
  const entries = await settleBoth(listing, tombstones);
  for (const page of entries.pages) {
    for (const entry of page) {
      const name = `${entry.device}/${entry.session}`;
      pass.addListed(entry, known.get(name));
      known.delete(name);
    }
  }
  for (const row of known.values()) pass.touch(row.session);
  for (const [session, rows] of groupBySession(entries.tombstones.all)) pass.setTombstones(session, rows);
  const serverNow = Math.max(0, ...entries.pages.map((page) => newestOf(page)));
  const listedObjects = entries.pages.reduce((sum, page) => sum + page.length, 0);
  return {
    pass,
    knownObjects,
    listedObjects,
    serverNow,
    vanished: [...known.values()],
    refusedKeys,
    tombstones: entries.tombstones.fresh,
    forgottenTombstones: entries.tombstones.gone,
  };
}

async function settleBoth<A, B>(
  pages: Promise<A>,
  tombstones: Promise<B>,
): Promise<{ pages: A; tombstones: B }> {
  const [first, second] = await Promise.allSettled([pages, tombstones]);
  if (first.status === 'rejected') throw toAppError(first.reason);
  if (second.status === 'rejected') throw toAppError(second.reason);
  return { pages: first.value, tombstones: second.value };
}

async function collectListing(
  vault: Vault,
  signal: AbortSignal | undefined,
  refused: { key: string; code: ErrorCode }[],
) {
  const pages = [];
  const onRefused = (key: string, error: AppError): void => {
    refused.push({ key, code: error.code });
  };
  for await (const page of vault.listSessions({ signal, onRefused })) pages.push(page);
  return pages;
}

/** Tombstones are few and small; each is opened once and remembered by its ETag. */
async function readTombstones(vault: Vault, state: SyncState, signal: AbortSignal | undefined) {
  const before = new Map(state.tombstones().map((row) => [`${row.device}/${row.session}`, row]));
  const all: TombstoneRow[] = [];
  const fresh: TombstoneRow[] = [];
  for (const entry of await vault.listTombstones({ signal })) {
    const name = `${entry.device}/${entry.session}`;
    const known = before.get(name);
    before.delete(name);
    if (known?.etag === entry.etag || known?.etag === UNPUBLISHED) {
      all.push(known);
      continue;
    }
    const row = await openTombstone(vault, entry, signal);
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

function newestOf(page: readonly ObjectEntry[]): number {
  return page.reduce((newest, entry) => Math.max(newest, entry.modifiedAt), 0);
}

function groupBySession(rows: readonly TombstoneRow[]): Map<string, TombstoneRow[]> {
  const groups = new Map<string, TombstoneRow[]>();
  for (const row of rows) {
    const group = groups.get(row.session);
    if (group) group.push(row);
    else groups.set(row.session, [row]);
  }
  return groups;
}

/** A local row that nobody else knows: its content does not matter for the decision, so it is not read. */
const UNREAD = { contentHash: 'unread', synced: false } as const;

/** Views of all touched sessions; local rows are read only where their content decides. */
export function* viewsOf(
  pass: PassState,
  onUnreadable: (session: string, error: AppError) => void,
): Generator<SessionView> {
  for (const session of pass.touched()) {
    const known = pass.knownLocal(session);
    if (known !== undefined) yield pass.view(session, known);
    else if (pass.remotesOf(session).length === 0 && !pass.baselineOf(session)) {
      yield pass.view(session, { ...UNREAD, stamp: '' });
    } else {
      try {
        yield pass.view(session, pass.readLocal(session)?.view ?? null);
      } catch (error) {
        onUnreadable(session, toAppError(error));
      }
    }
  }
}

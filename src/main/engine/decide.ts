/**
 * What to do about one session: a pure function of its three views. Row ids (`L1`, `R2`, …) are those of
 * DECISIONS.md and of the test names. Deciding is repeated after each step until the answer is `nothing`.
 */
import { bumpVector, compareVectors, mergeVectors, type VersionVector } from '../../shared/version-vector.ts';
import type { KnownRevision, LocalView, RemoteView, SessionView } from './views.ts';

interface KnownRemote extends RemoteView {
  readonly revision: KnownRevision;
}

export type Decision =
  /** In step, or nothing that this device may or should do. */
  | { readonly row: 'N1' | 'N2' | 'N3'; readonly action: 'nothing' }
  /** This device's own object cannot be read by this version and must not be overwritten by it. */
  | { readonly row: 'X1'; readonly action: 'blocked'; readonly code: string }
  /** Kept in the bucket, not on this device; agents sweep their files, so that is no deletion. */
  | { readonly row: 'B1'; readonly action: 'only-in-bucket' }
  /** Objects must be opened before anything can be said. */
  | { readonly row: 'I1'; readonly action: 'inspect'; readonly devices: readonly string[] }
  /** Write the local row below this device's prefix with this vector. */
  | { readonly row: 'L1' | 'L2' | 'L3'; readonly action: 'upload'; readonly vector: VersionVector }
  /** Both sides say the same: only the baseline is written. */
  | { readonly row: 'A1' | 'A2'; readonly action: 'agree'; readonly vector: VersionVector }
  /** Take over the object of `device`. `replaces` is true when a local row with other content gives way. */
  | {
      readonly row: 'R1' | 'R2' | 'R3';
      readonly action: 'adopt';
      readonly device: string;
      readonly replaces: boolean;
    }
  /** Neither has seen the other. `publish`: vector under which the local version also goes to the bucket. */
  | {
      readonly row: 'C1' | 'C2';
      readonly action: 'conflict';
      readonly devices: readonly string[];
      readonly localVector: VersionVector;
      readonly publish: VersionVector | null;
    }
  /** Another device's person deleted it, and this device has nothing newer. */
  | { readonly row: 'T1'; readonly action: 'remove-local' }
  /** A deletion asked for here goes to the bucket. */
  | { readonly row: 'T2'; readonly action: 'publish-tombstone' };

export function decide(view: SessionView): Decision {
  if (view.tombstones.some((tombstone) => tombstone.unpublished))
    return { row: 'T2', action: 'publish-tombstone' };
  if (view.local === null && view.baseline?.contentHash) return decideSwept(view);
  const unopened = view.remotes.filter((remote) => remote.revision === null && remote.refused === null);
  if (unopened.length > 0)
    return { row: 'I1', action: 'inspect', devices: unopened.map((remote) => remote.device) };
  const live = liveRemotes(view);
  return view.local === null ? decideAbsent(live) : decidePresent(view, view.local, live);
}

/** B1: the row was here and is gone; whoever removed it, the bucket keeps it. */
function decideSwept(view: SessionView): Decision {
  const kept = view.remotes.some((remote) => !remote.revision || !isCovered(remote.revision.vector, view));
  return kept ? { row: 'B1', action: 'only-in-bucket' } : { row: 'N3', action: 'nothing' };
}

/**
 * Damage that a good copy may replace. An object that is merely too new, too large or odd for this version
 * stays as it is.
 */
const HEALABLE = new Set(['OBJECT_TRUNCATED', 'OBJECT_UNDECRYPTABLE', 'OBJECT_MISPLACED']);

function blockedBy(view: SessionView): string | null {
  const own = view.remotes.find((remote) => remote.device === view.self);
  return own?.refused && !HEALABLE.has(own.refused) ? own.refused : null;
}

function knownRemotes(view: SessionView): KnownRemote[] {
  return view.remotes.filter((remote): remote is KnownRemote => remote.revision !== null);
}

/** Objects that can be read and that no deletion has seen. */
function liveRemotes(view: SessionView): KnownRemote[] {
  return knownRemotes(view).filter((remote) => !isCovered(remote.revision.vector, view));
}

function isCovered(vector: VersionVector, view: SessionView): boolean {
  return view.tombstones.some((tombstone) => {
    const order = compareVectors(tombstone.vector, vector);
    return order === 'dominates' || order === 'equal';
  });
}

function decideAbsent(live: readonly KnownRemote[]): Decision {
  const [best] = byPrecedence(heads(live));
  return best
    ? { row: 'R1', action: 'adopt', device: best.device, replaces: false }
    : { row: 'N2', action: 'nothing' };
}

/** Revisions that no other revision dominates. */
function heads(remotes: readonly KnownRemote[]): KnownRemote[] {
  return remotes.filter(
    (remote) =>
      !remotes.some((other) => compareVectors(other.revision.vector, remote.revision.vector) === 'dominates'),
  );
}

/** A fixed order, so that all devices that must choose choose the same. */
function byPrecedence(remotes: readonly KnownRemote[]): KnownRemote[] {
  const edits = (remote: KnownRemote): number =>
    Object.values(remote.revision.vector).reduce((sum, counter) => sum + counter, 0);
  return [...remotes].sort((a, b) => edits(b) - edits(a) || (a.device < b.device ? -1 : 1));
}

/** What the local row's vector is, and whether this device edited it since the baseline. */
type Lineage =
  | { readonly kind: 'clean' | 'edited'; readonly vector: VersionVector }
  /** No baseline, and the bucket holds other content: whether one has seen the other cannot be known. */
  | { readonly kind: 'unknown' };

function decidePresent(view: SessionView, local: LocalView, live: readonly KnownRemote[]): Decision {
  const twin = view.baseline ? null : oneOfRivalTwins(view, local);
  if (twin) return { row: 'R3', action: 'adopt', device: twin.device, replaces: false };
  const lineage = lineageOf(view, local, live);
  if (lineage.kind === 'unknown') {
    const devices = [firstToDecide(view, live)];
    return { row: 'C2', action: 'conflict', devices, localVector: {}, publish: null };
  }
  if (lineage.kind === 'clean' && isCovered(lineage.vector, view))
    return { row: 'T1', action: 'remove-local' };
  return reconcile(view, local, live, lineage);
}

/**
 * A row of unknown lineage is decided against one object at a time, the own one first: with that decision its
 * lineage is known, and the others are ordinary rivals.
 */
function firstToDecide(view: SessionView, live: readonly KnownRemote[]): string {
  const own = live.find((remote) => remote.device === view.self);
  return own ? view.self : (byPrecedence(heads(live))[0]?.device ?? view.self);
}

function lineageOf(view: SessionView, local: LocalView, live: readonly KnownRemote[]): Lineage {
  const { baseline, self } = view;
  if (baseline && baseline.contentHash !== null && baseline.contentHash === local.contentHash)
    return { kind: 'clean', vector: baseline.vector };
  const agreed = baseline?.vector ?? {};
  const landed = knownRemotes(view).filter(
    (remote) => saysTheSame(remote, local) && !isOlder(remote.revision.vector, agreed),
  );
  if (landed.length > 0) {
    return { kind: 'clean', vector: mergeVectors(agreed, ...landed.map((remote) => remote.revision.vector)) };
  }
  if (baseline) {
    const vector = bumpVector(mergeVectors(agreed, baseline.pending?.vector ?? {}), self);
    return isCounted(view, vector) ? { kind: 'unknown' } : { kind: 'edited', vector };
  }
  const [only] = live;
  if (live.length === 1 && only?.device === self && only.revision.legacy && !local.synced) {
    return { kind: 'edited', vector: bumpVector(only.revision.vector, self) };
  }
  return live.some((remote) => (remote.revision.vector[self] ?? 0) > 0)
    ? { kind: 'unknown' }
    : { kind: 'edited', vector: firstVector(view) };
}

/**
 * Of objects that say the same as a row does as far as its columns go, and are rivals in what it has no column for: the
 * own one, else the same one on every device. Which of them the row was is not known any more, and nothing of it is
 * lost: the others are then rivals of the one adopted.
 */
function oneOfRivalTwins(view: SessionView, local: LocalView): KnownRemote | null {
  const twins = heads(knownRemotes(view).filter((remote) => saysTheSame(remote, local)));
  if (new Set(twins.map((remote) => remote.revision.contentHash)).size < 2) return null;
  return twins.find((remote) => remote.device === view.self) ?? byPrecedence(twins)[0] ?? null;
}

/**
 * Whether the bucket already counts this edit by this device, for other content. Then sync.db is older than
 * what this device has published (a restored backup, a cloned machine), and the count says nothing.
 */
function isCounted(view: SessionView, vector: VersionVector): boolean {
  const mine = vector[view.self] ?? 0;
  return knownRemotes(view).some((remote) => (remote.revision.vector[view.self] ?? 0) >= mine);
}

/** A new session's vector; one that was deleted and is saved again outlives its deletion. */
function firstVector(view: SessionView): VersionVector {
  return bumpVector(mergeVectors(...view.tombstones.map((tombstone) => tombstone.vector)), view.self);
}

function saysTheSame(remote: KnownRemote, local: LocalView): boolean {
  return remote.revision.contentHash === local.contentHash || remote.revision.coreHash === local.contentHash;
}

function reconcile(
  view: SessionView,
  local: LocalView,
  live: readonly KnownRemote[],
  lineage: { readonly kind: 'clean' | 'edited'; readonly vector: VersionVector },
): Decision {
  const { vector } = lineage;
  const order = (remote: KnownRemote) => compareVectors(remote.revision.vector, vector);
  const [newer] = byPrecedence(heads(live.filter((remote) => order(remote) === 'dominates')));
  if (newer) {
    return newer.revision.contentHash === local.contentHash
      ? { row: 'A1', action: 'agree', vector: newer.revision.vector }
      : { row: 'R2', action: 'adopt', device: newer.device, replaces: !saysTheSame(newer, local) };
  }
  const rivals = live.filter((remote) => order(remote) === 'concurrent' || isImpostor(remote, local, vector));
  const twins = rivals.filter((remote) => saysTheSame(remote, local));
  const foes = rivals.filter((remote) => !saysTheSame(remote, local));
  if (foes.length > 0) return conflict(view, local, live, lineage, foes);
  if (twins.length > 0) return { row: 'A1', action: 'agree', vector: agreedVector(view, twins) };
  return settle(view, local, live, lineage);
}

/** Equal vectors with different content: two machines counted under one name. Never silently overwritten. */
function isImpostor(remote: KnownRemote, local: LocalView, vector: VersionVector): boolean {
  return compareVectors(remote.revision.vector, vector) === 'equal' && !saysTheSame(remote, local);
}

function agreedVector(view: SessionView, twins: readonly KnownRemote[]): VersionVector {
  return mergeVectors(view.baseline?.vector ?? {}, ...twins.map((remote) => remote.revision.vector));
}

interface Lineaged {
  readonly kind: 'clean' | 'edited';
  readonly vector: VersionVector;
}

/** Whether the local version, as this very revision, is in the bucket. */
function isInBucket(local: LocalView, live: readonly KnownRemote[], vector: VersionVector): boolean {
  const same = live.filter((remote) => saysTheSame(remote, local)).map((remote) => remote.revision.vector);
  const order = compareVectors(mergeVectors(...same), vector);
  return same.length > 0 && (order === 'equal' || order === 'dominates');
}

function conflict(
  view: SessionView,
  local: LocalView,
  live: readonly KnownRemote[],
  lineage: Lineaged,
  foes: readonly KnownRemote[],
): Decision {
  const own = live.find((remote) => remote.device === view.self);
  const ownGivesWay = !own || compareVectors(own.revision.vector, lineage.vector) === 'dominated';
  const mayPublish = ownGivesWay && blockedBy(view) === null && !isInBucket(local, live, lineage.vector);
  return {
    row: 'C1',
    action: 'conflict',
    devices: byPrecedence(heads(foes)).map((remote) => remote.device),
    localVector: lineage.vector,
    publish: mayPublish ? lineage.vector : null,
  };
}

/** Nothing in the bucket is newer or different: is the local version itself there? */
function settle(
  view: SessionView,
  local: LocalView,
  live: readonly KnownRemote[],
  lineage: Lineaged,
): Decision {
  const { baseline } = view;
  if (isInBucket(local, live, lineage.vector)) {
    return baseline?.contentHash === local.contentHash
      ? { row: 'N1', action: 'nothing' }
      : { row: 'A2', action: 'agree', vector: lineage.vector };
  }
  const code = blockedBy(view);
  if (code) return { row: 'X1', action: 'blocked', code };
  const row = lineage.kind === 'clean' ? 'L3' : baseline ? 'L1' : 'L2';
  return { row, action: 'upload', vector: lineage.vector };
}

function isOlder(vector: VersionVector, than: VersionVector): boolean {
  const order = compareVectors(vector, than);
  return order === 'dominated' || order === 'equal';
}

/**
 * The vector of an object whose writer knows no vectors: what that device had published before, plus one edit
 * if the content changed.
 */
export function impliedVector(
  device: string,
  contentHash: string,
  before: KnownRevision | null,
): VersionVector {
  if (!before) return { [device]: 1 };
  return before.contentHash === contentHash ? before.vector : bumpVector(before.vector, device);
}

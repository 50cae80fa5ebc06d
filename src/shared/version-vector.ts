/**
 * Version vectors: `{device: counter}`. A device that edits a session raises its own counter; wall clocks
 * decide nothing. See Parker et al., "Detection of Mutual Inconsistency in Distributed Systems", 1983.
 */

/** Counters are integers from 1 to 2^53-1; an absent device counts as 0. */
export type VersionVector = Readonly<Record<string, number>>;

/** How the first vector stands to the second. */
export type VectorOrder = 'equal' | 'dominates' | 'dominated' | 'concurrent';

/** Compares two vectors. `dominates`: `a` has seen everything `b` has, and more. */
export function compareVectors(a: VersionVector, b: VersionVector): VectorOrder {
  let ahead = false;
  let behind = false;
  for (const device of Object.keys(a)) if ((a[device] ?? 0) > (b[device] ?? 0)) ahead = true;
  for (const device of Object.keys(b)) if ((b[device] ?? 0) > (a[device] ?? 0)) behind = true;
  if (ahead) return behind ? 'concurrent' : 'dominates';
  return behind ? 'dominated' : 'equal';
}

/** The smallest vector that dominates or equals all of the given ones. */
export function mergeVectors(...vectors: VersionVector[]): VersionVector {
  const merged: Record<string, number> = {};
  for (const vector of vectors) {
    for (const [device, counter] of Object.entries(vector)) {
      merged[device] = Math.max(merged[device] ?? 0, counter);
    }
  }
  return merged;
}

/** The vector after one more edit by `device`. */
export function bumpVector(vector: VersionVector, device: string): VersionVector {
  return { ...vector, [device]: (vector[device] ?? 0) + 1 };
}

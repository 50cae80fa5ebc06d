/** Which words two texts share, so that what differs can be marked in both. Pure. */

export interface Piece {
  readonly text: string;
  readonly same: boolean;
}

export interface WordDiff {
  readonly local: readonly Piece[];
  readonly remote: readonly Piece[];
}

/** Above this many comparisons (words of one times words of the other) only the ends are compared. */
const MOST_COMPARISONS = 1_000_000;

/** Words, the space between them, and marks, each by itself; nothing is lost. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** Longest common subsequence of words. */
export function diffWords(local: string, remote: string): WordDiff {
  const [a, b] = [wordsOf(local), wordsOf(remote)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const small = middleA.length * middleB.length <= MOST_COMPARISONS;
  const common = small ? commonWords(middleA, middleB) : { a: new Set<number>(), b: new Set<number>() };
  return {
    local: pieces(a, (index) => index < start || index >= a.length - end || common.a.has(index - start)),
    remote: pieces(b, (index) => index < start || index >= b.length - end || common.b.has(index - start)),
  };
}

/** Indexes of the words of a longest common subsequence. */
function commonWords(a: readonly string[], b: readonly string[]): { a: Set<number>; b: Set<number> } {
  const width = b.length + 1;
  // Length of the longest common subsequence of what follows after each pair of places.
  const lengths = new Uint32Array((a.length + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const found = { a: new Set<number>(), b: new Set<number>() };
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      found.a.add(i++);
      found.b.add(j++);
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}

/** Neighbours of the same kind become one piece; space between two marked words is marked with them. */
function pieces(words: readonly string[], isSame: (index: number) => boolean): Piece[] {
  const same = words.map((_, index) => isSame(index));
  words.forEach((word, index) => {
    const between = index > 0 && index < words.length - 1 && !same[index - 1] && !same[index + 1];
    if (same[index] && between && word.trim() === '') same[index] = false;
  });
  const result: { text: string; same: boolean }[] = [];
  words.forEach((word, index) => {
    const last = result.at(-1);
    if (last && last.same === same[index]) last.text += word;
    else result.push({ text: word, same: same[index] ?? false });
  });
  return result;
}

/** The first `length` characters; the same array when all of it fits. */
export function shortened(all: readonly Piece[], length: number): readonly Piece[] {
  const shown: Piece[] = [];
  let left = length;
  for (const piece of all) {
    if (piece.text.length > left) {
      shown.push({ ...piece, text: piece.text.slice(0, left) });
      return shown;
    }
    left -= piece.text.length;
    shown.push(piece);
  }
  return all;
}

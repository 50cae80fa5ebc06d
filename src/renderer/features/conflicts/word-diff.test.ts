import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffWords, type Piece } from './word-diff.ts';

/** What differs in brackets. */
const written = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, same }) => (same ? text : `[${text}]`)).join('');
const diff = (local: string, remote: string): [string, string] => {
  const { local: a, remote: b } = diffWords(local, remote);
  return [written(a), written(b)];
};

describe('words that differ', () => {
  it('are marked in both texts', () => {
    expect(diff('Fix the flaky test', 'Fix the slow test')).toEqual([
      'Fix the [flaky] test',
      'Fix the [slow] test',
    ]);
    expect(diff('Fix the test', 'Fix the retry test, too')).toEqual([
      'Fix the test',
      'Fix the [retry ]test[, too]',
    ]);
  });

  it('are marked together when only space stands between them', () => {
    expect(diff('a red fox ran', 'a blue cat ran')).toEqual(['a [red fox] ran', 'a [blue cat] ran']);
  });

  it('are all or none when nothing or all is shared', () => {
    expect(diff('same text', 'same text')).toEqual(['same text', 'same text']);
    expect(diff('', 'new')).toEqual(['', '[new]']);
    expect(diff('alt', 'neu')).toEqual(['[alt]', '[neu]']);
  });

  it('lose no character, and what is shared is the same on both sides', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'ü', ' ', '\n', '.', 'long'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (local, remote) => {
        const found = diffWords(local, remote);
        expect(found.local.map((piece) => piece.text).join('')).toBe(local);
        expect(found.remote.map((piece) => piece.text).join('')).toBe(remote);
        if (local === remote) expect(found.local.every(({ same }) => same)).toBe(true);
      }),
    );
  });

  it('gives up on long texts that share little, not on their ends', () => {
    const long = (word: string) =>
      `Begin ${Array.from({ length: 3_000 }, (_, n) => `${word}${n}`).join(' ')} end`;
    const [local] = diff(long('a'), long('b'));
    expect(local.startsWith('Begin [a0')).toBe(true);
    expect(local.endsWith('a2999] end')).toBe(true);
  });
});

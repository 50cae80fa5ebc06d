import { describe, expect, it } from 'vitest';
import { passphraseStrength } from './passphrase-strength.ts';

describe('strength of a passphrase', () => {
  it.each([
    ['', 0, 'short'],
    ['short', 0, 'short'],
    ['aaaaaaaaaaaaaaaa', 0, 'repetitive'],
    ['abcdefghijklmnop', 0, 'sequence'],
    ['password password', 0, 'common'],
    ['Passwort2026!', 0, 'common'],
    ['hund katze maus', 2, null],
    ['tulip anchor velvet', 2, null],
    ['tulip anchor velvet goblin', 3, null],
    ['tulip anchor velvet goblin copper', 4, null],
    ['kX9#vT2!mQ7$zR4&', 4, null],
  ])('%j is %i (%s)', (passphrase, score, problem) => {
    expect(passphraseStrength(passphrase)).toMatchObject({ score, problem });
  });

  it('does not grow by repeating', () => {
    const once = passphraseStrength('tulip anchor velvet').guessesLog10;
    expect(passphraseStrength('tulip anchor velvet tulip anchor velvet').guessesLog10 - once).toBeLessThan(4);
  });

  it('grows with every word that is added', () => {
    const words = ['tulip', 'anchor', 'velvet', 'goblin', 'copper', 'meadow'];
    const series = words.map(
      (_word, index) => passphraseStrength(words.slice(0, index + 1).join(' ')).guessesLog10,
    );
    expect(series).toEqual([...series].sort((a, b) => a - b));
  });
});

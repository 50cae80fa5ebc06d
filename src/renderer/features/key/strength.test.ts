import { describe, expect, it } from 'vitest';
import { timeToGuess } from './strength.ts';

describe('time to guess a passphrase', () => {
  it('grows with the number of guesses', () => {
    expect([6, 10, 12, 13, 14.5, 16, 17, 25].map(timeToGuess)).toEqual([
      'moments',
      'moments',
      'days',
      'days',
      'years',
      'years',
      'centuries',
      'centuries',
    ]);
  });
});

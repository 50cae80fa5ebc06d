/** What a number of guesses means to somebody who has the vault's header and many graphics cards. Pure. */

export type GuessTime = 'moments' | 'days' | 'years' | 'centuries';

/**
 * Guesses a second, log10: PBKDF2-SHA-512 with 220,000 rounds or more does about 5,000 a second on a graphics card
 * (hashcat benchmarks of mode 12100 on an RTX 4090, scaled to the rounds); a thousand of them make 10^6.7.
 */
const RATE_LOG10 = 6.7;
const DAY_LOG10 = Math.log10(86_400);
const YEAR_LOG10 = Math.log10(86_400 * 365);
const CENTURY_LOG10 = YEAR_LOG10 + 2;

/** On average half of the guesses are needed; the estimate is cautious enough to leave that out. */
export function timeToGuess(guessesLog10: number): GuessTime {
  const seconds = guessesLog10 - RATE_LOG10;
  if (seconds < DAY_LOG10) return 'moments';
  if (seconds < YEAR_LOG10) return 'days';
  return seconds < CENTURY_LOG10 ? 'years' : 'centuries';
}

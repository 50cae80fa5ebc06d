/**
 * How hard a passphrase is to guess, cautiously: words, names, dates and rows count for little however long they are.
 * No dictionary is carried along, so a run of letters counts as one word of ten thousand, or as what its length
 * gives when that is less.
 */
import { assessPassphrase } from '../../crypto/keys.ts';
import type { AppError } from '../../../shared/errors.ts';

export interface PassphraseStrength {
  /** Log10 of the guesses. */
  readonly guessesLog10: number;
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly problem: 'short' | 'repetitive' | 'sequence' | 'common' | null;
}

/** What every guesser tries first (NCSC and NordPass lists of the most common passwords, their stems). */
const COMMON =
  /password|passwort|passw0rd|letmein|welcome|willkommen|qwert[yz]|iloveyou|ichliebedich|admin|monkey|dragon|football|baseball|sunshine|princess|trustno1|hallo|schatz|secret|geheim|abc123|correct ?horse/gi;

/** Log10 of the guesses for one piece. */
const WORD = 4;
const COMMON_WORD = 1.5;
const LETTERS = Math.log10(26);
const DIGIT = 1;
const SIGN = Math.log10(33);
/** What stands between words. */
const SEPARATOR = 0.3;
const OTHER_LETTER = 2;

/** Each score from these guesses on: PBKDF2 with 600,000 rounds leaves a graphics card some ten thousand a second. */
const SCORES = [8, 11, 14, 17] as const;

export function passphraseStrength(passphrase: string): PassphraseStrength {
  const guessesLog10 = Math.round(guesses(passphrase.normalize('NFKC').trim()) * 10) / 10;
  const problem = problemOf(passphrase, guessesLog10);
  const reached = SCORES.filter((least) => guessesLog10 >= least).length;
  const refused = problem !== null && problem !== 'common';
  return { guessesLog10, score: (refused ? 0 : reached) as PassphraseStrength['score'], problem };
}

function problemOf(passphrase: string, guessesLog10: number): PassphraseStrength['problem'] {
  try {
    assessPassphrase(passphrase);
  } catch (error) {
    const { problem } = (error as AppError).data;
    return problem === 'short' || problem === 'repetitive' || problem === 'sequence' ? problem : 'short';
  }
  return passphrase.search(COMMON) >= 0 && guessesLog10 < SCORES[1] ? 'common' : null;
}

function guesses(text: string): number {
  let sum = 0;
  const seen = new Set<string>();
  for (const piece of text.match(/\p{L}+|\p{N}+|(.)\1+|[^\p{L}\p{N}]/gu) ?? []) {
    const known = piece.toLowerCase();
    sum += seen.has(known) ? Math.min(0.5, guessesOf(piece)) : guessesOf(piece);
    seen.add(known);
  }
  return sum;
}

function guessesOf(piece: string): number {
  const length = [...piece].length;
  if (length > 1 && new Set(piece).size === 1) return Math.log10(40 * length);
  if (isRow(piece)) return Math.log10(100 * length);
  if (/^\p{N}+$/u.test(piece)) return /^(?:19|20)\d\d$/.test(piece) ? 2 : length * DIGIT;
  if (/^[ _.-]$/.test(piece)) return SEPARATOR;
  if (!/^\p{L}+$/u.test(piece)) return length * SIGN;
  const common = piece.match(COMMON)?.join('').length ?? 0;
  if (common > 0) return COMMON_WORD + guessesLetters(length - common, piece);
  return guessesLetters(length, piece);
}

/** As words of up to seven letters, or letter by letter when that is less or they are capitals and small ones mixed. */
function guessesLetters(length: number, piece: string): number {
  if (length <= 0) return 0;
  const byLetter = length * (/[^a-zA-Z]/.test(piece) ? OTHER_LETTER : LETTERS);
  const mixed = /\p{Ll}\p{Lu}/u.test(piece) ? Math.log10(2) * length : 0;
  return Math.min(byLetter, Math.ceil(length / 7) * WORD) + mixed;
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
];

function isRow(piece: string): boolean {
  if (piece.length < 3) return false;
  const forth = piece.toLowerCase();
  const back = [...forth].reverse().join('');
  return ROWS.some((row) => row.includes(forth) || row.includes(back));
}

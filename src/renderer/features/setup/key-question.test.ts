import { describe, expect, it } from 'vitest';
import { keyQuestion, type Vault } from './key-question.ts';

const empty: Vault = {
  state: 'new',
  fingerprint: null,
  passphrase: false,
  createdAt: null,
  keyFits: false,
  chosenFits: null,
  known: false,
  devices: [],
};
const existing: Vault = { ...empty, state: 'existing', fingerprint: 'aaaaaaaa' };
const headerless: Vault = { ...empty, state: 'headerless' };
const fitting = (vault: Vault): Vault => ({ ...vault, chosenFits: true });
const unfitting = (vault: Vault): Vault => ({ ...vault, chosenFits: false });
const minted = { mode: 'new', fingerprint: 'bbbbbbbb', byPassphrase: false } as const;
const right = { mode: 'join', fingerprint: 'aaaaaaaa', byPassphrase: false } as const;

describe('what is asked about the key', () => {
  it('a new one for an empty place, the right one for a place in use', () => {
    expect(keyQuestion(null, empty, false)).toBe('make');
    expect(keyQuestion(null, existing, false)).toBe('give');
    expect(keyQuestion(null, headerless, false)).toBe('give');
  });

  it('nothing when it was decided and still holds, unless one wants to decide anew', () => {
    expect(keyQuestion(minted, empty, false)).toBe('chosen');
    expect(keyQuestion(right, fitting(existing), false)).toBe('chosen');
    expect(keyQuestion(right, fitting(headerless), false)).toBe('chosen');
    expect(keyQuestion(minted, empty, true)).toBe('make');
    expect(keyQuestion(right, fitting(existing), true)).toBe('give');
  });

  it('again when the place turned out to be another than thought', () => {
    expect(keyQuestion(right, unfitting(existing), false)).toBe('give');
    expect(keyQuestion(right, unfitting(headerless), false)).toBe('give');
    expect(keyQuestion(minted, fitting(existing), false)).toBe('give');
    expect(keyQuestion(right, empty, false)).toBe('nothing-to-join');
  });
});
